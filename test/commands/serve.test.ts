import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Served, serveStudio } from '../../src/commands/serve.ts'

let base = ''
let served: Served

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'thaw-serve-'))
  await mkdir(join(base, 'dist/models'), { recursive: true })
  await writeFile(join(base, 'dist/index.html'), '<title>Thaw</title>')
  await writeFile(join(base, 'dist/kernel.wasm'), 'wasm')
  await writeFile(join(base, 'dist/models/model.safetensors'), 'tensors')
  await writeFile(join(base, 'secret.txt'), 'secret')
  served = await serveStudio({ folder: join(base, 'dist') })
})

afterAll(async () => {
  await served.close()
  await rm(base, { recursive: true })
})

test('the studio is served isolated, under its content security policy', async () => {
  const response = await fetch(served.url)
  expect(await response.text()).toBe('<title>Thaw</title>')
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
})

test('wasm and weights carry the types that browsers ask for', async () => {
  expect((await fetch(`${served.url}kernel.wasm`)).headers.get('content-type')).toBe('application/wasm')
  const weights = await fetch(`${served.url}models/model.safetensors?v=1`)
  expect(weights.headers.get('content-type')).toBe('application/octet-stream')
  expect(await weights.text()).toBe('tensors')
})

test('an unchanged file is not sent twice', async () => {
  const tag = (await fetch(served.url)).headers.get('etag') ?? ''
  expect((await fetch(served.url, { headers: { 'If-None-Match': tag } })).status).toBe(304)
  expect((await fetch(served.url, { headers: { 'If-None-Match': '"older"' } })).status).toBe(200)
})

test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/models/..%2f..%2fsecret.txt', '/%00', '/%zz', '/models'])(
  'the path %s reaches no file',
  async (path) => {
    expect(await statusOf(path)).toBe(404)
  },
)

test('only reading is allowed', async () => {
  expect((await fetch(served.url, { method: 'POST' })).status).toBe(405)
})

test('a taken port is replaced with a free one', async () => {
  const port = Number(new URL(served.url).port)
  const second = await serveStudio({ port, folder: join(base, 'dist') })
  expect(Number(new URL(second.url).port)).not.toBe(port)
  expect((await fetch(second.url)).status).toBe(200)
  await second.close()
})

/** `fetch` would tidy the path away before sending it. */
function statusOf(path: string): Promise<number> {
  const { port } = new URL(served.url)
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}
