/** `npm start`, second half: serves the built studio on this machine only. */
import { spawn } from 'node:child_process'
import { createReadStream, existsSync, type Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { headers } from './headers.ts'

export interface Served {
  /** With a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.safetensors': 'application/octet-stream',
  '.zip': 'application/zip',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.md': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

export async function main(options: string[]): Promise<number> {
  const { values } = parseArgs({ args: options, options: { open: { type: 'boolean', default: false } } })
  if (!existsSync(join(dist, 'index.html'))) throw new Error('Nothing is built yet. Run: npm run build')
  const { url } = await serveStudio({ port: 4173 })
  console.log(`Thaw is at ${url} (Ctrl+C stops it)`)
  if (values.open) openBrowser(url)
  return 0
}

/** Serves `folder` on 127.0.0.1: at `port` if it is free, else at any free one (as with 0). */
export async function serveStudio({
  port = 0,
  folder = dist,
}: {
  port?: number
  folder?: string
} = {}): Promise<Served> {
  const server = createServer((request, response) => void answer(folder, request, response))
  await listen(server, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return listen(server, 0)
  })
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, close }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET and HEAD.')
  const path = fileFor(folder, request.url ?? '/')
  const found = path ? await stat(path).catch(() => undefined) : undefined
  if (!path || !found?.isFile()) return refuse(response, 404, 'No such file.')
  const tag = entityTag(found)
  if (request.headers['if-none-match'] === tag) return void response.writeHead(304, { ...headers, ETag: tag }).end()
  const type = types[extname(path)] ?? 'application/octet-stream'
  response.writeHead(200, { ...headers, ETag: tag, 'Content-Type': type, 'Content-Length': found.size })
  if (request.method === 'HEAD') return void response.end()
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response)
}

/** The file that a request's path names, or undefined where it would leave the folder or is no path at all. */
function fileFor(folder: string, address: string): string | undefined {
  const path = decoded(address.replace(/[?#].*$/, ''))
  if (path === undefined || path.includes('\0')) return undefined
  const file = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path))
  return file.startsWith(normalize(folder) + sep) ? file : undefined
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

function entityTag({ size, mtimeMs }: Stats): string {
  return `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(message)
}

/** A machine without a screen or an opener is no error: the address is printed. */
function openBrowser(url: string): void {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return
  const [command, ...prefix] = openers[process.platform] ?? ['xdg-open']
  spawn(command, [...prefix, url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}

const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}
