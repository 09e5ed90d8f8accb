import { expect, test } from 'vitest'
import { packedParts, unpackedFiles } from '../../src/shared/catalog/packedFiles.ts'

const files = [
  { name: 'model/a.json', bytes: new TextEncoder().encode('{"a": "</script>"}') },
  { name: 'nothing', bytes: new Uint8Array(0) },
  { name: 'ünïcode', bytes: Uint8Array.from({ length: 300 }, (_, at) => at % 256) },
]

async function packed(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Blob([...packedParts(files)]).arrayBuffer())
}

test('files come out as they went in', async () => {
  expect([...unpackedFiles(await packed())]).toEqual(files.map(({ name, bytes }) => [name, bytes]))
})

test('less than all of it, or other bytes, are refused', async () => {
  const whole = await packed()
  for (const end of [0, 3, 10, whole.length - 1]) expect(() => unpackedFiles(whole.slice(0, end))).toThrow()
  expect(() => unpackedFiles(new Uint8Array(2000).fill(91))).toThrow()
})
