/** Of the addresses that people paste. */

/** As it was before it was written into an address; itself where that cannot be read. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** No longer than a line of a message. */
export function shortened(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
