/** What the headers of pictures are read with. */
import { notice } from '../../../shared/messages/say.ts'
import { Skip } from '../skip.ts'

/** A file that ends before its picture does; `format` as a person knows it. */
export function cutOff(format: string): Skip {
  return new Skip(notice('pictureBreaksOff', { format }))
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export function ascii(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length))
}
