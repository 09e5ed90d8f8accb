// Pictures of a large archive stay in it, stored or deflated, and are what they were whenever they are wanted.
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js'
import { expect, test } from 'vitest'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { sha256 } from '../../../src/engine/data/digest.ts'
import { unpackedBlob } from '../../../src/engine/data/pictureBlob.ts'
import { ThawError } from '../../../src/shared/messages/errors.ts'
import { bytesOf, picture, read } from './archives.ts'

/** Eight pictures of two classes, every second one deflated, beside so many bytes that nobody reads. */
async function zipWith(ballast: number): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false })
  for (let n = 0; n < 8; n++) {
    const bytes = await bytesOf(picture(n))
    await writer.add(`${n < 4 ? 'cats' : 'dogs'}/${n}.png`, new Uint8ArrayReader(bytes), {
      level: n % 2 ? 6 : 0,
      dataDescriptor: false,
    })
  }
  await writer.add('raw.bin', new Uint8ArrayReader(new Uint8Array(ballast).fill(7)), {
    level: 0,
    dataDescriptor: false,
  })
  return new Uint8Array(await writer.close())
}

const isPacked = ({ examples }: Dataset) =>
  examples.map(({ content }) => content.kind === 'image' && 'unpack' in content.blob)

const large = 65 * 1024 ** 2

test('a large one is read to the same examples as a small one, without their bytes', async () => {
  const [small, big] = await Promise.all([1000, large].map(zipWith))
  const [kept, packed] = [
    await read([{ path: 'pets.zip', file: new Blob([small as Uint8Array<ArrayBuffer>]) }]),
    await read([{ path: 'pets.zip', file: new Blob([big as Uint8Array<ArrayBuffer>]) }]),
  ]
  expect(packed.fingerprint).toBe(kept.fingerprint)
  expect(isPacked(kept)).toEqual(new Array(8).fill(false))
  expect(isPacked(packed)).toEqual(new Array(8).fill(true))
  for (let again = 0; again < 2; again++)
    for (const { content, digest } of packed.examples) {
      if (content.kind !== 'image') throw new Error('no picture')
      expect(await sha256(await bytesOf(await unpackedBlob(content.blob)))).toBe(digest)
    }
})

test('where the list of contents is lost, the places still hold', async () => {
  const whole = await zipWith(large)
  const cut = await read([{ path: 'pets.zip', file: new Blob([whole.slice(0, whole.length - 200)]) }])
  expect(cut.warnings.map(({ key }) => key)).toContain('zipBreaksOff')
  expect(isPacked(cut)).toEqual(new Array(8).fill(true))
  for (const { content, digest } of cut.examples)
    if (content.kind === 'image') expect(await sha256(await bytesOf(await unpackedBlob(content.blob)))).toBe(digest)
})

test('a file that is gone is told as a picture that cannot be read', async () => {
  const file = new Blob([await zipWith(large)])
  const { examples } = await read([{ path: 'pets.zip', file }])
  Object.defineProperty(file, 'slice', {
    value: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }),
  })
  const [first] = examples
  if (first?.content.kind !== 'image') throw new Error('no picture')
  const error = await unpackedBlob(first.content.blob).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ThawError)
  expect((error as ThawError).code).toBe('image-unreadable')
})
