/** Bytes of which any part can be had without the rest: those of a file on the disk, or of one behind a network. */
import { notice } from '../../shared/messages/say.ts'
import { Skip } from './skip.ts'

export interface ByteSource {
  readonly size: number
  /** The bytes from `start` up to `end`, both within the size. */
  slice(start: number, end: number): Promise<ArrayBuffer>
  whole(): Promise<Uint8Array<ArrayBuffer>>
  /** As many bytes are best read together; absent means whatever the reader likes. */
  readonly window?: number
}

const ofBlobs = new WeakMap<Blob, ByteSource>()

/** Of one blob always the same source, so that what was learned of it is known again. */
export function blobSource(blob: Blob): ByteSource {
  const source = ofBlobs.get(blob) ?? {
    size: blob.size,
    slice: async (start: number, end: number) => (await readBytes(blob.slice(start, end))).buffer,
    whole: () => readBytes(blob),
  }
  ofBlobs.set(blob, source)
  return source
}

/** Bytes that lie in memory anyway. */
export function bytesSource(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return {
    size: bytes.length,
    slice: async (start, end) => bytes.slice(start, end).buffer,
    whole: async () => bytes,
  }
}

/** @throws Skip where the disk does not give them. */
export async function readBytes(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer())
  } catch (error) {
    throw new Skip(notice('fileUnreadable', { detail: error instanceof Error ? error.message : String(error) }))
  }
}
