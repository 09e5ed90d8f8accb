/**
 * How much a decoded text looks like something that a person wrote: letters of one script, few marks that nobody types.
 * Bytes that were decoded wrongly mix scripts, or give characters that are private, undefined or controls.
 */

/** Scripts that stand together in one text. */
const scripts: readonly RegExp[] = [
  /\p{Script=Latin}/gu,
  /\p{Script=Cyrillic}/gu,
  /\p{Script=Greek}/gu,
  /\p{Script=Hebrew}/gu,
  /\p{Script=Arabic}/gu,
  /\p{Script=Thai}/gu,
  /\p{Script=Hangul}/gu,
  /[\u3005\u3040-\u30ff\p{Script=Han}]/gu,
  /\p{Script=Devanagari}/gu,
  /\p{Script=Bengali}/gu,
  /\p{Script=Tamil}/gu,
  /\p{Script=Georgian}/gu,
  /\p{Script=Armenian}/gu,
]
const foreign = /[^\0-\x7f]/gu
/** Never typed: undefined, private or replaced characters, controls, lone halves of pairs. */
const never = /[\p{Cn}\p{Co}\p{Cs}\ufffd]|[^\P{Cc}\t\n\r]/gu
/** Marks that texts of every script hold. */
const ordinary =
  /[\u00a0-\u00bf\u2010-\u2044\u20ac\u2116\u2122\u3000-\u3003\u3008-\u3011\u301c\uff01-\uff20\uff5e\u{1f300}-\u{1faff}]/gu
/** Half-width kana: what single bytes become in Shift JIS. */
const halfWidth = /[\uff61-\uff9f]/gu

/** From 0, noise, to 1. A text of ASCII alone says nothing, and counts as 1 unless controls stand in it. */
export function looksWritten(text: string): number {
  const all = count(text, foreign)
  const bad = count(text, never)
  if (all === 0) return text.length === 0 ? 1 : Math.max(0, 1 - (5 * bad) / text.length)
  const letters = Math.max(...scripts.map((script) => countForeign(text, script)))
  const good = Math.min(all, letters + count(text, ordinary))
  const noise = 3 * bad + count(text, halfWidth) + 2 * (count(text, mixed) + count(text, marksInWords))
  return Math.max(0, (good - noise) / all - casesFaults(text) - 0.7 * accentsTogether(text))
}

/** Letters of other scripts right beside a Latin letter, and Thai digits and signs, which stand where others have letters. */
const mixed =
  /(?<=[a-z])(?:(?!\p{Script=Latin})\p{L}|[\u0e3f\u0e4f-\u0e5b])|(?:(?!\p{Script=Latin})\p{L}|[\u0e3f\u0e4f-\u0e5b])(?=[a-z])/giu
/** Signs that begin a word or stand within one, as "³" and "╕" where another encoding has a letter. */
const marksInWords =
  /[\u00a2-\u00a6\u00a8\u00a9\u00ac-\u00af\u00b1-\u00b6\u00b8\u00b9\u00bc-\u00be\u2500-\u25ff](?=\p{L})|(?<=\p{L})[\u00a4\u00a6\u00a8\u00b8\u00b9\u00bc-\u00be\u2500-\u25ff]|(?<=\p{Ll})[\u00a1\u00a7\u00ab\u00b0\u00bb\u00bf](?=\p{Ll})|(?<=\p{L})[\u02c6\u02dc\u2020\u2021\u2030\u2039\u203a](?=\p{L})/gu

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0
}

function countForeign(text: string, script: RegExp): number {
  return text.match(script)?.filter((letter) => letter > '\x7f').length ?? 0
}

/** The share of words that are of capitals, or go on in capitals after a small letter, as Cyrillic does when misread. */
function casesFaults(text: string): number {
  const words = text.match(/[\p{Lu}\p{Ll}]*[^\0-\x7f\P{L}][\p{Lu}\p{Ll}]+/gu) ?? []
  if (words.length === 0) return 0
  const wrong = words.filter((word) => /\p{Ll}\p{Lu}/u.test(word)).length
  const capitals = words.filter((word) => /^\p{Lu}+$/u.test(word)).length
  return (wrong + (2 * capitals > words.length ? 0.5 * capitals : 0)) / words.length
}

/** The share of accented Latin letters that stand beside another: in languages of Latin letters few do. */
function accentsTogether(text: string): number {
  const accented = text.match(/[\u00c0-\u024f]/gu)?.length ?? 0
  const together = text.match(/[\u00c0-\u024f]{2,}/gu)?.reduce((sum, run) => sum + run.length, 0) ?? 0
  return accented === 0 ? 0 : together / accented
}
