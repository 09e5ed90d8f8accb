/**
 * Names from outside are text and nothing else. They are shown composed (a Mac's decomposed "ö" is the same letter),
 * without control characters, and cut; the page isolates their direction where it shows them.
 */
export function displayText(text: string, length: number): string {
  // A character is at most two UTF-16 units, so the slice bounds the work on a name of many megabytes.
  const clean = text
    .slice(0, 4 * length)
    .replace(/\p{Cc}/gu, ' ')
    .trim()
  const characters = [...clean]
  return characters.length <= length ? clean : `${characters.slice(0, length - 1).join('')}…`
}
