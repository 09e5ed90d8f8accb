import { ThawError } from '../../shared/errors.ts'

/** SHA-256 in lower-case hexadecimal, as hubs write it. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (!globalThis.crypto?.subtle) {
    throw new ThawError(
      'integrity',
      'The browser offers no SHA-256 here, because this page was not opened over a secure connection.',
      'Open the studio through https or on localhost.',
    )
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
