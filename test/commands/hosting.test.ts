/** What hosts are given: each says the headers in its own way, and all say the same. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import packageFile from '../../package.json' with { type: 'json' }
import { headers } from '../../src/commands/headers.ts'
import { forEver, headersText } from '../../src/commands/siteFiles.ts'

const { 'Cache-Control': asked, ...others } = headers

test('nginx sends the headers of the studio’s own server, and lets what is named by its content be kept', () => {
  const text = readFileSync('deploy/nginx.conf', 'utf8')
  const sent = [...text.matchAll(/^ {2}add_header (\S+) "?(.*?)"? always;$/gm)].map(([, name, value]) => [name, value])
  expect(Object.fromEntries(sent)).toEqual({ ...others, 'Cache-Control': '$thaw_cache' })
  expect(text).toMatch(new RegExp(`\\$thaw_cache \\{\\s+default\\s+"${asked}";\\s+"[^"]+/assets/"\\s+"${forEver}";`))
})

test('the file for Netlify and Cloudflare says them, each once for a path', () => {
  const rules = new Map<string, Record<string, string>>()
  let path = ''
  for (const line of headersText().trimEnd().split('\n')) {
    if (!line.startsWith(' ')) path = line
    else rules.set(path, { ...rules.get(path), ...pairOf(line) })
  }
  expect(rules.get('/*')).toEqual(others)
  expect(rules.get('/service-worker.js')).toEqual({ 'Cache-Control': asked })
  expect(rules.get('/')).toEqual({ 'Cache-Control': asked })
  expect(rules.get('/assets/*')).toEqual({ 'Cache-Control': forEver })
  // Cloudflare reads no longer lines.
  expect(
    Math.max(
      ...headersText()
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThan(2000)
})

test.skipIf(!hasNginx())(
  'a real nginx, without root’s folders, serves a build with them, and lets no missing file be kept',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'thaw-nginx-'))
    const port = await freePort()
    await writeBuild(join(folder, 'html'))
    const site = readFileSync('deploy/nginx.conf', 'utf8')
      .replace('/usr/share/nginx/html', join(folder, 'html'))
      .replace('listen 8080', `listen 127.0.0.1:${port}`)
    await writeFile(join(folder, 'nginx.conf'), aroundServer(folder, site))
    const nginx = spawn('nginx', ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')], { stdio: 'pipe' })
    try {
      const get = (path: string, sent: Record<string, string> = {}) =>
        fetch(`http://127.0.0.1:${port}/${path}`, { headers: sent })
      await expect.poll(() => get('').then(({ status }) => status, String)).toBe(200)
      const page = await get('')
      expect(Object.keys(others).map((name) => page.headers.get(name))).toEqual(Object.values(others))
      const script = await get('assets/a-1.js')
      const tag = script.headers.get('ETag') ?? ''
      const answers = {
        page,
        script,
        same: await get('assets/a-1.js', { 'If-None-Match': tag }),
        wasm: await get('assets/b-2.wasm'),
        weights: await get('models/model.safetensors'),
        missing: await get('assets/c-3.js'),
        netlify: await get('_headers'),
      }
      const told = Object.entries(answers).map(([name, { status, headers }]) => [
        ...[name, status, headers.get('Content-Type')?.split(';')[0] ?? null, headers.get('Cache-Control')],
      ])
      expect(told).toEqual([
        ['page', 200, 'text/html', asked],
        ['script', 200, expect.stringMatching(/^(text|application)\/javascript$/), forEver],
        ['same', 304, null, forEver],
        ['wasm', 200, 'application/wasm', forEver],
        ['weights', 200, 'application/octet-stream', asked],
        ['missing', 404, 'text/html', asked],
        ['netlify', 404, 'text/html', asked],
      ])
    } finally {
      const ended = new Promise((resolve) => nginx.once('exit', resolve))
      nginx.kill()
      await ended
      await rm(folder, { recursive: true })
    }
  },
)

function hasNginx(): boolean {
  return spawnSync('nginx', ['-v']).status === 0
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await promisify(server.close.bind(server))()
  return port
}

async function writeBuild(folder: string): Promise<void> {
  const files = {
    'index.html': '<!doctype html>',
    'assets/a-1.js': '1',
    'assets/b-2.wasm': '2',
    'models/model.safetensors': '3',
    _headers: '4',
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

/** As the image's own nginx.conf: whatever is written lies in one folder. */
function aroundServer(folder: string, site: string): string {
  const temporary = ['proxy', 'client_body', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  )
  return [
    ...['daemon off;', 'master_process off;', `pid ${join(folder, 'nginx.pid')};`, 'events {}', 'http {'],
    ...temporary,
    'access_log off;',
    site,
    '}',
  ].join('\n')
}

test('the image builds with a Node that the package allows, and runs a pinned nginx without root', () => {
  const from = [...readFileSync('Dockerfile', 'utf8').matchAll(/^FROM (\S+):(\d+\.\d+\.\d+)\S*/gm)]
  expect(from.map(([, name]) => name)).toEqual(['node', 'nginxinc/nginx-unprivileged'])
  expect(packageFile.engines.node).toContain(`^${from[0]?.[2]}`)
})

function pairOf(line: string): Record<string, string> {
  const [name = '', ...value] = line.trim().split(': ')
  return { [name]: value.join(': ') }
}
