/**
 * A folder that stands in for the network: https://HOST/PATH is answered from DIR/HOST/PATH, and what is not there is a
 * 404. The studio itself is let through.
 */
import { readFile } from 'node:fs/promises'
import { normalize, resolve, sep } from 'node:path'
import type { BrowserContext, Request, Route } from 'playwright-core'

interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Buffer
}

/** Answers every request of the context's pages and workers that leaves this machine. */
export async function answerFromFolder(context: BrowserContext, folder: string): Promise<void> {
  const abroad = ({ protocol, hostname }: URL) => protocol.startsWith('http') && hostname !== 'localhost'
  await context.route(abroad, async (route: Route) => route.fulfill(await answerTo(route.request(), folder)))
}

/** Any page may read what a hub gives; the headers that tell length, range and hash are open to it too. */
const crossOrigin = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Accept-Ranges': 'bytes',
}

async function answerTo(request: Request, folder: string): Promise<Answer> {
  const whole = await readIn(folder, request.url())
  if (!whole) return { status: 404, headers: crossOrigin, body: Buffer.from('Not found') }
  const type = request.url().endsWith('.json') ? 'application/json' : 'application/octet-stream'
  const headers = { ...crossOrigin, 'Content-Type': type }
  if (request.method() === 'HEAD')
    return { status: 200, headers: { ...headers, 'Content-Length': String(whole.length) }, body: Buffer.alloc(0) }
  return rangeOf(whole, request.headers().range, headers)
}

/** The file that an address names, or undefined where there is none or it would lie outside the folder. */
async function readIn(folder: string, address: string): Promise<Buffer | undefined> {
  const { hostname, pathname } = new URL(address)
  const base = resolve(folder)
  const path = normalize(`${base}/${hostname}${decodeURIComponent(pathname)}`)
  return path.startsWith(base + sep) ? readFile(path).catch(() => undefined) : undefined
}

function rangeOf(whole: Buffer, range: string | undefined, headers: Record<string, string>): Answer {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? []
  if (from === undefined) return { status: 200, headers, body: whole }
  const first = Number(from)
  const last = to ? Math.min(Number(to), whole.length - 1) : whole.length - 1
  if (first > last)
    return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${whole.length}` }, body: Buffer.alloc(0) }
  const part = { ...headers, 'Content-Range': `bytes ${first}-${last}/${whole.length}` }
  return { status: 206, headers: part, body: whole.subarray(first, last + 1) }
}
