/**
 * Bytes in an encoding of the Encoding Standard. Node 20 reads Windows-1252 as Latin-1, so that quotation marks, dashes
 * and "€" become controls there; they are put right. Browsers do as the standard says.
 */

import { inCodePage, isCodePage } from './codePages.ts'

/** Of bytes from 0x80 to 0x9f in Windows-1252. */
const signs = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'
const readsLatin1 = new TextDecoder('windows-1252').decode(Uint8Array.of(0x80)) !== '€'

/** @throws RangeError where no encoding is called so. */
export function decodedIn(encoding: string, bytes: Uint8Array): string {
  if (isCodePage(encoding)) return inCodePage(encoding, bytes)
  const decoder = new TextDecoder(encoding)
  const text = decoder.decode(bytes)
  if (!readsLatin1 || decoder.encoding !== 'windows-1252') return text
  return text.replace(/[\x80-\x9f]/g, (control) => signs[control.charCodeAt(0) - 0x80] ?? control)
}
