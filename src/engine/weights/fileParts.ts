/**
 * A file that is read in parts, each at once: a worker reads what lies on the device where it lies, so that the weights of
 * a large model are never held whole. Small files are in memory, and their parts are views.
 */
import { ThawError } from '../../shared/messages/errors.ts'

export interface FileParts {
  readonly size: number
  /** Whether all of it is in memory. */
  readonly held: boolean
  /** @throws ThawError `storage` where the file went away meanwhile. */
  read(from: number, to: number): Uint8Array<ArrayBuffer>
}

/** From so many bytes on, a file of weights stays on the device. */
export const largeWeights = 64 * 2 ** 20

export function partsOfBytes(bytes: Uint8Array<ArrayBuffer>): FileParts {
  return { size: bytes.byteLength, held: true, read: (from, to) => bytes.subarray(from, to) }
}

/** Workers have it; pages and Node do not. */
function syncReader() {
  return (globalThis as { FileReaderSync?: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer } }).FileReaderSync
}

/** Whether this place reads files at once: a browser's worker does. */
export function readsAtOnce(): boolean {
  return syncReader() !== undefined
}

/** Of a blob that lies on the device, where `readsAtOnce`. */
export function partsOfBlob(blob: Blob): FileParts {
  const Reader = syncReader()
  if (!Reader) throw new Error('internal: files are read at once in a worker only')
  const reader = new Reader()
  return {
    size: blob.size,
    held: false,
    read(from, to) {
      try {
        return new Uint8Array(reader.readAsArrayBuffer(blob.slice(from, to)))
      } catch (cause) {
        throw new ThawError('storage', 'weightsGone', {}, { cause })
      }
    },
  }
}
