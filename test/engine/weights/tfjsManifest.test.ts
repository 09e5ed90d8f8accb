import { expect, test } from 'vitest'
import { parseTfjsManifest, readTfjsManifest } from '../../../src/engine/weights/tfjsManifest.ts'
import { bytesOf } from './localHub.ts'

const url = 'https://hub.example/models/one/model.json'
const weight = (name: string, shape: number[], dtype = 'float32') => ({ name, shape, dtype })

test('groups are cut into tensors, over several shards, each beside the manifest', async () => {
  const weightsManifest = [
    {
      paths: ['group1-shard1of2', 'group1-shard2of2.bin'],
      weights: [weight('a', [2]), weight('flag', [3], 'bool'), weight('b', [1])],
    },
    { paths: ['group2-shard1of1'], weights: [weight('c', [], 'int32')] },
  ]
  const shards = new Map([
    ['group1-shard1of2', bytesOf(10)],
    ['group1-shard2of2.bin', bytesOf(5)],
    ['group2-shard1of1', bytesOf(4)],
  ])
  const manifest = parseTfjsManifest({ modelTopology: { name: 'net' }, weightsManifest }, url)
  const urls: string[] = []
  const file = await readTfjsManifest(manifest, async (shard) => {
    urls.push(shard.url)
    return shards.get(shard.name) ?? bytesOf(0)
  })
  expect(urls).toEqual([...shards.keys()].map((name) => `https://hub.example/models/one/${name}`))
  expect(manifest).toMatchObject({ topology: { name: 'net' }, bytes: 19 })
  const group = [...bytesOf(10), ...bytesOf(5)]
  const read = Array.from(file.tensors, ([name, { dtype, shape, bytes }]) => [name, dtype, shape, [...bytes]])
  expect(read).toEqual([
    ['a', 'F32', [2], group.slice(0, 8)],
    ['flag', 'U8', [3], group.slice(8, 11)],
    ['b', 'F32', [1], group.slice(11, 15)],
    ['c', 'I32', [], [...bytesOf(4)]],
  ])
})

test.each([
  '../other/shard',
  'folder/shard',
  '/shard',
  '//evil.example/shard',
  'https://evil.example/shard',
  'file:shard',
  'data:,x',
  'back\\slash',
  '..',
  '.hidden',
  '%2e%2e%2fshard',
  'shard?x=1',
  'shard#x',
  'line\nbreak',
  '',
])('a shard named %j is refused', (path) => {
  expect(() => parse([{ paths: [path], weights: [weight('a', [1])] }])).toThrow(/plain file name/)
})

test.each([
  ['no manifest', undefined, /weightsManifest/],
  ['an empty manifest', [], /at least one group/],
  ['a group without shards', [{ paths: [], weights: [] }], /paths/],
  [
    'quantised weights',
    [{ paths: ['s'], weights: [{ ...weight('a', [1]), quantization: { dtype: 'uint8', scale: 1, min: 0 } }] }],
    /"a" is quantised/,
  ],
  ['text weights', [{ paths: ['s'], weights: [weight('a', [1], 'string')] }], /received "string"/],
  [
    'a type named like a method',
    [{ paths: ['s'], weights: [weight('a', [1], 'constructor')] }],
    /received "constructor"/,
  ],
  ['a shape that overflows', [{ paths: ['s'], weights: [weight('a', [2 ** 30, 2 ** 30])] }], /overflows/],
  ['a negative side', [{ paths: ['s'], weights: [weight('a', [-1])] }], /no shape/],
  [
    'a tensor named twice',
    [{ paths: ['s', 't'], weights: [weight('a', [1]), weight('a', [1])] }],
    /tensor "a" is named twice/,
  ],
  ['a shard named twice', [{ paths: ['s', 's'], weights: [weight('a', [1])] }], /shard "s" is named twice/],
])('%s is refused', (_, weightsManifest, message) => {
  expect(() => parse(weightsManifest)).toThrow(message)
})

test('a refused manifest carries its own code', () => {
  expect(() => parse([])).toThrow(expect.objectContaining({ code: 'manifest-invalid' }))
})

test.each([7, 9])('a group that came with %i of 8 bytes is refused', async (length) => {
  const manifest = parse([{ paths: ['s'], weights: [weight('a', [2])] }])
  await expect(readTfjsManifest(manifest, async () => bytesOf(length))).rejects.toMatchObject({
    code: 'weights-invalid',
    message: `Expected 8 bytes in s, received ${length}.`,
  })
})

function parse(weightsManifest: unknown) {
  return parseTfjsManifest({ modelTopology: null, weightsManifest }, url)
}
