/** A blob as zip.js reads it, through a read-ahead window. */
import { Reader } from '@zip.js/zip.js/index-native.js'
import { blobWindow, type ReadAt } from './blobWindow.ts'

export class WindowReader extends Reader<Blob> {
  readonly #readAt: ReadAt

  constructor(blob: Blob) {
    super(blob)
    this.size = blob.size
    this.#readAt = blobWindow(blob)
  }

  override readUint8Array(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#readAt(offset, length)
  }
}
