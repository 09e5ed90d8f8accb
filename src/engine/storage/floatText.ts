/** Float32 values as text: base64 of their bytes, the lowest first. */

/** Values that are turned into characters at a time: an argument list has its limits. */
const chunk = 2 ** 13

export function floatsToText(values: Float32Array): string {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i] as number, true)
  let text = ''
  for (let at = 0; at < bytes.length; at += chunk) text += String.fromCharCode(...bytes.subarray(at, at + chunk))
  return btoa(text)
}

/** @throws DOMException or RangeError where it is no such text. */
export function floatsFromText(text: string): Float32Array<ArrayBuffer> {
  const characters = atob(text)
  if (characters.length % 4 !== 0) throw new RangeError(`${characters.length} bytes are no whole number of float32`)
  const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
}
