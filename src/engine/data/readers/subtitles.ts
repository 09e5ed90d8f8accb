/**
 * Subtitles (SubRip and WebVTT) as the running text that is spoken: without numbers, times, settings and marks. What a
 * speaker says over several lines of a cue is one line; a cue that repeats the one before, as live captions do, counts once.
 * Sources: the WebVTT recommendation of the W3C, and what players take SubRip to be.
 */
import { notice } from '../../../shared/messages/say.ts'
import { cleanText } from '../decodeText.ts'
import { Skip } from '../skip.ts'
import { plainTextReader } from './plainText.ts'
import type { TextReader } from './reader.ts'

export const subtitlesReader: TextReader = {
  kind: 'text',
  async read(written, how) {
    const clean = cleanText(written)
    const spoken: string[] = []
    for (const cue of clean.split(/\n[ \t]*\n/)) {
      const said = wordsOf(cue)
      if (said !== '' && said !== spoken.at(-1)) spoken.push(said)
    }
    // A text that is only named so.
    if (spoken.length === 0 && !timed.test(clean)) return plainTextReader.read(written, how)
    if (spoken.length === 0) throw new Skip(notice('holdsNoText'))
    return { text: spoken.join('\n') }
  },
}

const timed = /^[ \t]*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}[ \t]+-->/m
/** Of WebVTT `<v Anna>`, of SubRip `<i>` and `{\an8}`. */
const marks = /<\/?[a-z][^<>]*>|<(?:\d+:)?\d{2}:\d{2}\.\d{3}>|\{\\[^{}]*\}/gi
const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': ' ',
  '&lrm;': '',
  '&rlm;': '',
}

/** Empty for what is no cue: the header, notes, styles and regions. */
function wordsOf(cue: string): string {
  const lines = cue.split('\n')
  const at = lines.findIndex((line) => timed.test(line))
  if (at < 0) return ''
  return lines
    .slice(at + 1)
    .join(' ')
    .replace(marks, '')
    .replace(/&[a-z]+;/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim()
}
