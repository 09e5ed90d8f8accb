/**
 * SHA-256 by the browser itself, which copies its input while it works; what is large goes through a library that takes
 * it slice by slice, so that a model of half a gigabyte is not held twice.
 */
import { sha256 as incremental } from '@noble/hashes/sha2.js'
import { ThawError } from '../../shared/messages/errors.ts'
import { macrotask } from '../macrotask.ts'

/** Bytes of the slice that is in memory twice while a large file is digested. */
export const sliceBytes = 4 * 2 ** 20

/** Above this, sparing memory counts for more than speed. */
const largeBytes = 64 * 2 ** 20

/** SHA-256 in lower-case hexadecimal, as hubs write it. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (bytes.byteLength <= largeBytes) return hexadecimal(await digestOf(bytes))
  const hash = incremental.create()
  for (let at = 0; at < bytes.byteLength; at += sliceBytes) {
    hash.update(bytes.subarray(at, at + sliceBytes))
    await macrotask() // a hash takes seconds, and the page may want to cancel
  }
  return hexadecimal(hash.digest())
}

/** Of bytes that come one piece after another; the digest is of those so far. */
export function runningSha256() {
  const hash = incremental.create()
  return {
    update: (piece: Uint8Array) => void hash.update(piece),
    digest: () => hexadecimal(hash.clone().digest()),
  }
}

/**
 * A digest of our own that never holds more than 4 MiB beside its input: SHA-256 for up to one slice, for more the
 * SHA-256 over the slices' SHA-256. Lower-case hexadecimal.
 */
export async function slicedDigest(content: Uint8Array<ArrayBuffer> | Blob): Promise<string> {
  const size = content instanceof Blob ? content.size : content.byteLength
  if (size <= sliceBytes) return sha256(await sliceOf(content, 0, size))
  const digests = new Uint8Array(Math.ceil(size / sliceBytes) * 32)
  for (let at = 0, i = 0; at < size; at += sliceBytes, i++) {
    digests.set(await digestOf(await sliceOf(content, at, at + sliceBytes)), i * 32)
  }
  return sha256(digests)
}

/** A blob's bytes, read in slices into their place. */
export async function readWhole(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(blob.size)
  for (let at = 0; at < blob.size; at += sliceBytes) bytes.set(await sliceOf(blob, at, at + sliceBytes), at)
  return bytes
}

async function sliceOf(content: Uint8Array<ArrayBuffer> | Blob, from: number, to: number) {
  if (content instanceof Blob) return new Uint8Array(await content.slice(from, to).arrayBuffer())
  return content.subarray(from, to)
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (!globalThis.crypto?.subtle) {
    throw new ThawError('integrity', 'sha256Absent')
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
