/** A hub on this machine: answers https://HOST/PATH from handlers, and remembers what was asked. No fixed waits. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stallMilliseconds } from '../../../src/engine/weights/hub.ts'
import type { Clock, Network } from '../../../src/engine/weights/network.ts'
import { seeded } from '../../../src/shared/random.ts'

export type Handler = (response: ServerResponse, request: IncomingMessage, times: number) => void

export interface LocalHub {
  readonly fetch: typeof fetch
  /** "GET https://host/path" with the range, in the order asked. */
  readonly asked: { readonly url: string; readonly range: string | undefined }[]
  readonly handlers: Map<string, Handler>
  close(): Promise<void>
}

export async function openLocalHub(): Promise<LocalHub> {
  const handlers = new Map<string, Handler>()
  const asked: LocalHub['asked'] = []
  const server = createServer((request, response) => {
    const url = `https:/${request.url}`
    const times = asked.filter((one) => one.url === url).length
    asked.push({ url, range: request.headers.range })
    const handler = handlers.get(url)
    if (handler) handler(response, request, times)
    else response.writeHead(404).end('no such file')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    fetch: (url, init) => fetch(String(url).replace('https://', `http://127.0.0.1:${port}/`), init),
    asked,
    handlers,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Serves bytes whole, or the rest of them when a range is asked for. */
export function serve(bytes: Uint8Array, headers: Record<string, string> = {}): Handler {
  return (response, request) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const part = bytes.subarray(start)
    const range = { 'Content-Range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }
    response.writeHead(start > 0 ? 206 : 200, {
      'Content-Length': part.length,
      ...(start > 0 ? range : {}),
      ...headers,
    })
    response.end(part)
  }
}

/** Promises all bytes, sends `upTo` of them and breaks the connection; later requests are served whole. */
export function cutOnce(bytes: Uint8Array, upTo: number, then: Handler = serve(bytes)): Handler {
  return (response, request, times) => {
    if (times > 0) return then(response, request, times)
    response.writeHead(200, { 'Content-Length': bytes.length, ETag: '"one"' })
    response.write(bytes.subarray(0, upTo), () => setImmediate(() => response.destroy()))
  }
}

export function answer(status: number, body = '', headers: Record<string, string> = {}): Handler {
  return (response) => response.writeHead(status, headers).end(body)
}

/** Pauses pass at once and are written down; a stall happens only when `stall()` is called. */
export function testClock(): Clock & { readonly pauses: number[]; stall(): void } {
  const pauses: number[] = []
  const stalls = new Set<() => void>()
  return {
    pauses,
    stall: () => {
      for (const stall of stalls) stall()
    },
    now: () => Date.UTC(2026, 0, 1),
    wait: (milliseconds, signal) => {
      if (milliseconds !== stallMilliseconds) {
        pauses.push(milliseconds)
        return Promise.resolve()
      }
      return new Promise((resolve, reject) => {
        stalls.add(resolve)
        signal.addEventListener('abort', () => {
          stalls.delete(resolve)
          reject(signal.reason)
        })
      })
    },
  }
}

export function testNetwork(hub: LocalHub, clock: Clock = testClock(), signal = new AbortController().signal): Network {
  return { fetch: hub.fetch, clock, random: seeded(1), signal }
}

export function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) % 251)
}
