import { sha256 as atOnce } from '@noble/hashes/sha2.js'

/** Up to so many bytes the platform takes longer to begin than the digest itself; it digests the rest beside the thread. */
const short = 4096
const digits = new TextEncoder().encode('0123456789abcdef')

/** SHA-256 in hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexadecimal(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}

/** The same of one among very many, most of them short. */
export async function sha256OfMany(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return bytes.length <= short ? hexadecimal(atOnce(bytes)) : sha256(bytes)
}

function hexadecimal(hash: Uint8Array): string {
  const codes: number[] = []
  for (const byte of hash) codes.push(digits[byte >> 4] as number, digits[byte & 15] as number)
  return String.fromCharCode(...codes)
}
