import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FolderAnswer, folderAnswers, partBytes } from '../../src/commands/folderAnswers.ts'

const hub = 'https://huggingface.co'
const bytes = Buffer.from('0123456789')
const large = Buffer.alloc(11 * 2 ** 20, 'large ')
let base = ''
let answers: ReturnType<typeof folderAnswers>

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'thaw-answers-'))
  const main = join(base, 'hub/huggingface.co/owner/net/resolve/main')
  await mkdir(join(main, '1_Pooling'), { recursive: true })
  await writeFile(join(main, 'config.json'), '{}')
  await writeFile(join(main, '1_Pooling/config.json'), '{"a":1}')
  await writeFile(join(main, 'model.safetensors'), large)
  await mkdir(join(base, 'hub/host.example'))
  await writeFile(join(base, 'hub/host.example/file.bin'), bytes)
  await writeFile(join(base, 'secret'), 'secret')
  answers = folderAnswers(join(base, 'hub'))
})
afterAll(() => rm(base, { recursive: true }))

describe('a file', () => {
  test('is given whole, or the range that is asked for', async () => {
    expect(await ask('https://host.example/file.bin?v=1')).toMatchObject({
      status: 200,
      headers: { 'Content-Length': '10', 'Access-Control-Allow-Origin': '*' },
      text: '0123456789',
    })
    const rest = { status: 206, headers: { 'Content-Range': 'bytes 4-9/10' }, text: '456789' }
    expect(await ask('https://host.example/file.bin', 'bytes=4-')).toMatchObject(rest)
    expect(await ask('https://host.example/file.bin', 'bytes=2-3')).toMatchObject({ status: 206, text: '23' })
    expect(await ask('https://host.example/file.bin', 'bytes=8-99')).toMatchObject({ status: 206, text: '89' })
    expect(await ask('https://host.example/file.bin', 'bytes=10-')).toMatchObject({
      status: 416,
      headers: { 'Content-Range': 'bytes */10' },
    })
  })

  test('is described without its bytes', async () => {
    const head = await answers({ method: 'HEAD', url: 'https://host.example/file.bin', range: null })
    expect([head.status, head.headers['Content-Length'], head.body.length]).toEqual([200, '10', 0])
  })

  test.each([
    'https://host.example/other',
    'https://host.example/',
    'https://host.example/%E0%A4%A',
    'https://host.example/..%2f..%2fsecret',
  ])('that is not there, or not in the folder, is not found: %s', async (url) => {
    expect(await ask(url)).toMatchObject({ status: 404 })
  })

  test('that is too large for one answer comes in parts that add up to it', async () => {
    const size = 2 * partBytes + 7
    const file = await open(join(base, 'hub/host.example/huge.bin'), 'w')
    await file.truncate(size) // sparse: takes no space
    await file.write('end', size - 3)
    await file.close()
    const url = 'https://host.example/huge.bin'
    const first = await answers({ method: 'GET', url, range: null })
    expect([first.status, first.headers['Content-Length'], first.body.length]).toEqual([200, String(size), partBytes])
    const second = await answers({ method: 'GET', url, range: `bytes=${partBytes}-` })
    expect([second.headers['Content-Range'], second.body.length]).toEqual([
      `bytes ${partBytes}-${2 * partBytes - 1}/${size}`,
      partBytes,
    ])
    expect(await ask(url, `bytes=${2 * partBytes}-`)).toMatchObject({ status: 206, text: '\0\0\0\0end' })
  })
})

describe("the hub's listing", () => {
  test('is made from the folder, with sizes, and the hash of what the hub would keep apart', async () => {
    expect(await list('main')).toEqual({
      sha: expect.stringMatching(/^[0-9a-f]{40}$/),
      siblings: [
        { rfilename: '1_Pooling/config.json', size: 7 },
        { rfilename: 'config.json', size: 2 },
        {
          rfilename: 'model.safetensors',
          size: large.length,
          lfs: { sha256: createHash('sha256').update(large).digest('hex') },
        },
      ],
    })
  })

  test('names a commit at which the files are found, and which lists the same', async () => {
    const { sha } = await list('main')
    expect(await ask(`${hub}/owner/net/resolve/${sha}/config.json`)).toMatchObject({ status: 200, text: '{}' })
    expect(await ask(`${hub}/owner/net/resolve/${sha}/1_Pooling/config.json`)).toMatchObject({ text: '{"a":1}' })
    expect(await ask(`${hub}/owner/net/resolve/main/config.json`)).toMatchObject({ status: 200, text: '{}' })
    expect(await list(sha)).toEqual(await list('main'))
    expect(await ask(`${hub}/owner/net/resolve/${'0'.repeat(40)}/config.json`)).toMatchObject({ status: 404 })
  })

  test('names another commit once a file has changed', async () => {
    const before = (await list('main')).sha
    await writeFile(join(base, 'hub/huggingface.co/owner/net/resolve/main/config.json'), '{"b":2}')
    const after = (await list('main')).sha
    expect(after).not.toBe(before)
    expect(await ask(`${hub}/owner/net/resolve/${before}/config.json`)).toMatchObject({ status: 404 })
    expect(await ask(`${hub}/owner/net/resolve/${after}/config.json`)).toMatchObject({ text: '{"b":2}' })
  })

  test('follows links, and keeps the name of a folder that is a commit itself', async () => {
    const commit = 'c'.repeat(40)
    const folder = join(base, 'hub/huggingface.co/owner/net/resolve', commit)
    await mkdir(folder)
    await symlink(join(base, 'hub/host.example/file.bin'), join(folder, 'model.safetensors'))
    expect(await list(commit)).toEqual({ sha: commit, siblings: [{ rfilename: 'model.safetensors', size: 10 }] })
    expect(await ask(`${hub}/owner/net/resolve/${commit}/model.safetensors`)).toMatchObject({ text: '0123456789' })
  })

  test.each([
    'owner/none/revision/main',
    'owner/net/revision/v9',
    'owner/net/revision/..%2f..%2f..',
    '..%2f..%2fx/revision/main',
  ])('of what is not there is not found: %s', async (path) => {
    expect(await ask(`${hub}/api/models/${path}?blobs=true`)).toMatchObject({ status: 404 })
  })
})

describe("the hub's list of a data set's files", () => {
  const api = `${hub}/api/datasets`

  test.each([
    ['as the branch of the conversion lies', 'datasets/ada/birds/resolve/refs/convert/parquet', 'ada/birds'],
    ['with its slashes escaped', 'datasets/ada/frogs/resolve/refs%2Fconvert%2Fparquet', 'ada/frogs'],
    ['as the API names them', 'api/datasets/newts/parquet', 'newts'],
  ])('is made from a folder %s', async (_, place, name) => {
    const folder = join(base, 'hub/huggingface.co', place, 'default/train')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, '10.parquet'), 'last')
    await writeFile(join(folder, '9.parquet'), 'first')
    const urls = [0, 1].map((shard) => `${api}/${name}/parquet/default/train/${shard}.parquet`)
    expect(JSON.parse((await ask(`${api}/${name}/parquet`)).text)).toEqual({ default: { train: urls } })
    expect(await Promise.all(urls.map(async (url) => (await ask(url)).text))).toEqual(['first', 'last'])
    expect(await ask(urls[0] ?? '', 'bytes=1-2')).toMatchObject({ status: 206, text: 'ir' })
    if (name !== 'newts') {
      const resolved = `${hub}/datasets/${name}/resolve/refs%2Fconvert%2Fparquet/default/train/9.parquet`
      expect(await ask(resolved)).toMatchObject({ status: 200, text: 'first' })
    }
  })

  test('may lie there as a file', async () => {
    await mkdir(join(base, 'hub/huggingface.co/api/datasets/ada/owls'), { recursive: true })
    await writeFile(join(base, 'hub/huggingface.co/api/datasets/ada/owls/parquet'), '{"a":{}}')
    expect(await ask(`${api}/ada/owls/parquet`)).toMatchObject({ status: 200, text: '{"a":{}}' })
  })

  test('is not there without a conversion, though the data set is', async () => {
    await mkdir(join(base, 'hub/huggingface.co/datasets/ada/plain/resolve/main'), { recursive: true })
    expect(await ask(`${api}/ada/plain/parquet`)).toMatchObject({ status: 404 })
    expect(await ask(`${api}/ada/plain`)).toMatchObject({ status: 200, text: '{"id":"ada/plain"}' })
    expect(await ask(`${api}/ada/none`)).toMatchObject({ status: 404 })
    expect(await ask(`${api}/..%2f..%2f..%2fada/parquet`)).toMatchObject({ status: 404 })
  })
})

async function ask(url: string, range: string | null = null): Promise<Omit<FolderAnswer, 'body'> & { text: string }> {
  const { body, ...answer } = await answers({ method: 'GET', url, range })
  return { ...answer, text: new TextDecoder().decode(body) }
}

async function list(revision: string): Promise<{ sha: string }> {
  const answer = await ask(`${hub}/api/models/owner/net/revision/${revision}?blobs=true`)
  expect(answer).toMatchObject({ status: 200, headers: { 'Content-Type': 'application/json' } })
  return JSON.parse(answer.text)
}
