/** A host as many are: it serves a folder's files somewhere below its root, with their types and no other headers unless it is given some. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

export interface BareHost {
  /** With a slash at the end. */
  readonly url: string
  /** What it serves; another build may take its place. */
  folder: string
  /** Sent with every file. */
  headers: Readonly<Record<string, string>>
  /** Awaited before a file is sent. */
  before: (path: string) => Promise<void>
  /** Paths that were asked for and are not there. */
  readonly missing: readonly string[]
  close(): Promise<void>
}

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.webmanifest': 'application/manifest+json',
}

export async function bareHost(folder: string, below = '/lesson/thaw/'): Promise<BareHost> {
  const missing: string[] = []
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname
    await host.before(path)
    const file = path.startsWith(below) ? join(host.folder, path.slice(below.length)) : ''
    const bytes = await readFile(file).catch(() => null)
    if (bytes === null) missing.push(path)
    const headers = { ...host.headers, 'Content-Type': types[extname(path)] ?? 'application/octet-stream' }
    response.writeHead(bytes === null ? 404 : 200, headers).end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://localhost:${(server.address() as AddressInfo).port}${below}`
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  const host: BareHost = { url, folder, headers: {}, before: async () => {}, missing, close }
  return host
}
