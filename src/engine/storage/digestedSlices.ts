/** Content on its way to a file, cut anew into slices, each of which is digested as it passes. */

import type { Content } from './blobStore.ts'
import { sha256, sliceBytes } from './sha256.ts'

export interface DigestedSlices {
  /** To be read once, to the end; each is written over once the next is asked for. */
  readonly pieces: AsyncIterable<Uint8Array<ArrayBuffer>>
  /** Of what passed: its length, and its digest as `slicedDigest` computes it. */
  described(): Promise<{ readonly bytes: number; readonly digest: string }>
}

export function digestedSlices(content: Content): DigestedSlices {
  const digests: string[] = []
  let bytes = 0
  async function* pass() {
    for await (const slice of slicesOf(content)) {
      digests.push(await sha256(slice))
      bytes += slice.byteLength
      yield slice
    }
  }
  return {
    pieces: pass(),
    async described() {
      if (digests.length === 1) return { bytes, digest: digests[0] as string }
      if (digests.length === 0) return { bytes, digest: await sha256(new Uint8Array(0)) }
      return { bytes, digest: await sha256(fromHexadecimal(digests.join(''))) }
    },
  }
}

/** Slices of 4 MiB, the last one shorter, whatever pieces come. */
async function* slicesOf(content: Content): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (content instanceof Uint8Array) {
    for (let at = 0; at < content.byteLength; at += sliceBytes) yield content.subarray(at, at + sliceBytes)
    return
  }
  const slice = new Uint8Array(sliceBytes)
  let filled = 0
  for await (const piece of content) {
    for (let at = 0; at < piece.byteLength; ) {
      const part = piece.subarray(at, at + sliceBytes - filled)
      slice.set(part, filled)
      filled += part.byteLength
      at += part.byteLength
      if (filled < sliceBytes) continue
      yield slice
      filled = 0
    }
  }
  if (filled > 0) yield slice.subarray(0, filled)
}

function fromHexadecimal(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16))
}
