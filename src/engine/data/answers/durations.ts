/**
 * How long something takes, as people and programs write it: "1:02:30", "4:05", "1h 20min", "90 s", "PT1H20M". In
 * seconds. One number with one letter is mostly something else: "5m" metres, "19M" megabytes, "3D" dimensions, "90s" a
 * decade.
 */

/** No duration is written longer. */
const longest = 24

const iso = /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i
const clock = /^(?:(\d{1,4}):)?(\d{1,4}):([0-5]\d(?:\.\d+)?)$/
const part =
  /(\d+(?:[.,]\d+)?)\s*(d|days?|h|hrs?|hours?|std|m|mins?|minutes?|min|s|secs?|seconds?|sek)\.?(?![\p{L}])\s*,?\s*/iuy
const letterAlone = /^\d+(?:[.,]\d+)?\s*[dhms]\.?$/i
/** "90 s", "120s" and "1.5s" are no decades. */
const secondsAlone = /^(?:\d+(?:[.,]\d+)?\s+|\d{3,}|\d+[.,]\d+)s$/
const units: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 }

export function isDuration(cell: string): boolean {
  return cell.length >= 2 && cell.length <= longest && /^[\dP]/i.test(cell) && secondsIn(cell) !== null
}

/** Null where it is none. Of two numbers with a colon between them the first is minutes. */
export function secondsIn(cell: string): number | null {
  const text = cell.trim()
  if (text.length < 2 || text.length > longest) return null
  const at = clock.exec(text)
  if (at) return Number(at[1] ?? 0) * 3_600 + Number(at[2]) * 60 + Number(at[3])
  const named = iso.exec(text)
  if (named && text.length > 2)
    return [86_400, 3_600, 60, 1].reduce((sum, unit, i) => sum + unit * Number(named[i + 1] ?? 0), 0)
  return inParts(text)
}

function inParts(text: string): number | null {
  if (letterAlone.test(text) ? !secondsAlone.test(text) : /\d\s*[DHMS](?!\p{L})/u.test(text)) return null
  let seconds = 0
  for (part.lastIndex = 0; part.lastIndex < text.length; ) {
    const found = part.exec(text)
    if (!found) return null
    const unit = (found[2] ?? '').toLowerCase()
    seconds += Number((found[1] ?? '').replace(',', '.')) * (unit === 'std' ? 3_600 : (units[unit[0] ?? ''] ?? 0))
  }
  return text === '' ? null : seconds
}
