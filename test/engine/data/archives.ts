/** Makes the archives, good and hostile, that the reader is tested with. */

import { BlobWriter, configure, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js/index-native.js'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Dropped } from '../../../src/engine/data/listFiles.ts'
import { type ReadOptions, readDataset } from '../../../src/engine/data/readDataset.ts'
import type { NamedFile } from '../../../src/shared/domain/files.ts'
import { dataReadings } from '../../../src/tasks/engines.ts'
import { jpegBlob, pngBlob } from '../../support/nodeImages.ts'

configure({ useWebWorkers: false })

export type Content = Blob | Uint8Array | string
export interface ZipOptions {
  readonly password?: string
  readonly level?: number
}

export async function zipOf(
  entries: Iterable<readonly [string, Content]>,
  { password, level = 0 }: ZipOptions = {},
): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), {
    level,
    dataDescriptor: false,
    ...(password === undefined ? {} : { password, zipCrypto: true }),
  })
  for (const [name, content] of entries) {
    const reader = typeof content === 'string' ? new TextReader(content) : new Uint8ArrayReader(await bytesOf(content))
    await writer.add(name, reader)
  }
  return writer.close()
}

export async function bytesOf(content: Blob | Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(content instanceof Blob ? await content.arrayBuffer() : content)
}

/** A small picture that is like no other of another number. */
export function picture(n: number): Blob {
  return pngBlob(4, 4, (x, y) => [n % 256, (n >> 8) % 256, 16 * x + y])
}

export function photo(n: number): Blob {
  return jpegBlob(24, 16, (x, y) => [(37 * n) % 256, 10 * x, 10 * y])
}

/** `count` pictures in each folder, all different. */
export function folders(names: readonly string[], count = 3): [string, Blob][] {
  return names.flatMap((name, i) =>
    Array.from({ length: count }, (_, k): [string, Blob] => [`${name}/${k}.png`, picture(1000 * i + k)]),
  )
}

export function dropped(entries: Iterable<readonly [string, Content]>): NamedFile[] {
  return [...entries].map(([path, content]) => ({
    path,
    file: content instanceof Blob ? content : new Blob([content as BlobPart]),
  }))
}

export function read(files: readonly Dropped[], options: Partial<ReadOptions> = {}) {
  const signal = new AbortController().signal
  return readDataset(
    { name: 'test data', files },
    {
      textColumn: '',
      labelColumn: '',
      readings: dataReadings,
      onProgress: () => {},
      signal,
      codec: nodeCodec,
      ...options,
    },
  )
}

export async function readZip(entries: Iterable<readonly [string, Content]>, options: ZipOptions = {}) {
  return read([{ path: 'data.zip', file: await zipOf(entries, options) }])
}
