import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { download, type Wanted } from '../../../src/engine/weights/hub.ts'
import {
  answer,
  bytesOf,
  cutOnce,
  type Handler,
  type LocalHub,
  openLocalHub,
  serve,
  testClock,
  testNetwork,
} from './localHub.ts'

const url = 'https://hub.example/weights.bin'
const file = bytesOf(200_000)
const hash = createHash('sha256').update(file).digest('hex')
const known: Wanted = { url, bytes: file.length, sha256: hash, limit: 1e9 }
const unknown: Wanted = { url, bytes: null, sha256: null, limit: 1e9 }

let hub: LocalHub
beforeEach(async () => {
  hub = await openLocalHub()
})
afterEach(() => hub.close())

test('a file comes whole, with progress up to its length', async () => {
  hub.handlers.set(url, serve(file))
  const heard: [number, number][] = []
  const bytes = await download(known, testNetwork(hub), (received, total) => heard.push([received, total]))
  expect(bytes).toSatisfy(isFile)
  expect(heard.at(-1)).toEqual([200_000, 200_000])
  expect(heard.every(([received], i) => received > (heard[i - 1]?.[0] ?? 0))).toBe(true)
})

test("the browser's own fetch, which will be no other object's method, can be passed as it is", async () => {
  hub.handlers.set(url, serve(file))
  const strict = function (this: unknown, ...call: Parameters<typeof fetch>) {
    if (this !== undefined) throw new TypeError('Illegal invocation')
    return hub.fetch(...call)
  }
  expect(await download(known, { ...testNetwork(hub), fetch: strict }, () => {})).toSatisfy(isFile)
})

test('a total that nobody gives is reported as 0', async () => {
  hub.handlers.set(url, (response) => {
    response.write(file.subarray(0, 1000))
    response.end(file.subarray(1000))
  })
  const totals = new Set<number>()
  expect(await download(unknown, testNetwork(hub), (_, total) => totals.add(total))).toSatisfy(isFile)
  expect([...totals]).toEqual([0])
})

test('a broken connection is resumed by range from the byte where it broke', async () => {
  hub.handlers.set(url, cutOnce(file, 70_000))
  expect(await download(known, testNetwork(hub), () => {})).toSatisfy(isFile)
  expect(hub.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=70000-'])
})

test('a server that answers a range with the whole file restarts it', async () => {
  hub.handlers.set(
    url,
    cutOnce(file, 70_000, (response) => response.writeHead(200, { 'Content-Length': file.length }).end(file)),
  )
  expect(await download(known, testNetwork(hub), () => {})).toSatisfy(isFile)
  expect(hub.asked.length).toBe(2)
})

const wrongRanges: readonly (readonly [string, Record<string, string>])[] = [
  ['begins elsewhere', { 'Content-Range': 'bytes 69999-199999/200000' }],
  ['belongs to a file of another length', { 'Content-Range': 'bytes 70000-299999/300000' }],
  ['belongs to a newer file', { ETag: '"two"' }],
]
test.each(wrongRanges)('a range that %s is not glued on', async (_, headers) => {
  hub.handlers.set(
    url,
    cutOnce(file, 70_000, (response, request, times) =>
      serve(file, times === 1 ? headers : {})(response, request, times),
    ),
  )
  expect(await download(known, testNetwork(hub), () => {})).toSatisfy(isFile)
  expect(hub.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=70000-', undefined])
})

test('a connection that always breaks is tried four times, with pauses that grow', async () => {
  hub.handlers.set(url, (response) => response.destroy())
  const clock = testClock()
  await expect(download(known, testNetwork(hub, clock), () => {})).rejects.toMatchObject({
    code: 'network-offline',
    advice: expect.stringContaining('thaw-vision'),
  })
  expect(hub.asked.length).toBe(4)
  const within = clock.pauses.map((pause, i) => pause >= 250 * 2 ** i && pause <= 750 * 2 ** i)
  expect(within).toEqual([true, true, true])
})

test('a busy server is asked again after the pause that it names, in seconds or as a date', async () => {
  const waits = ['7', 'Thu, 01 Jan 2026 00:00:20 GMT']
  hub.handlers.set(url, (response, request, times) => {
    const wait = waits[times]
    if (wait) response.writeHead(429, { 'Retry-After': wait }).end()
    else serve(file)(response, request, times)
  })
  const clock = testClock()
  expect(await download(known, testNetwork(hub, clock), () => {})).toSatisfy(isFile)
  expect(clock.pauses).toEqual([7000, 20_000])
})

test('a pause of an hour is not waited for', async () => {
  hub.handlers.set(url, answer(429, '', { 'Retry-After': '3600' }))
  await expect(download(known, testNetwork(hub), () => {})).rejects.toMatchObject({ code: 'network-refused' })
  expect(hub.asked.length).toBe(1)
})

const refusals: readonly (readonly [number, string, number])[] = [
  [401, 'network-forbidden', 1],
  [403, 'network-forbidden', 1],
  [404, 'network-not-found', 1],
  [418, 'network-refused', 1],
  [429, 'network-refused', 4],
  [500, 'network-refused', 4],
  [503, 'network-refused', 4],
]
test.each(refusals)('an answer %i is %s after %i requests, and names the address', async (status, code, requests) => {
  hub.handlers.set(url, answer(status))
  await expect(download(known, testNetwork(hub), () => {})).rejects.toMatchObject({
    code,
    message: expect.stringContaining(url),
  })
  expect(hub.asked.length).toBe(requests)
})

test('a server that gives a part at a time is asked until the file is whole, however many parts it takes', async () => {
  const large = bytesOf(9 * 2 ** 20)
  const part = 2 ** 20
  hub.handlers.set(url, (response, request) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const end = Math.min(start + part, large.length)
    if (start > 0) {
      response.writeHead(206, {
        'Content-Range': `bytes ${start}-${end - 1}/${large.length}`,
        'Content-Length': end - start,
      })
      response.end(large.subarray(start, end))
    } else {
      response.writeHead(200, { 'Content-Length': large.length })
      response.write(large.subarray(0, end), () => setImmediate(() => response.destroy()))
    }
  })
  const wanted = { ...known, bytes: large.length, sha256: createHash('sha256').update(large).digest('hex') }
  const clock = testClock()
  const got = await download(wanted, testNetwork(hub, clock), () => {})
  expect(Buffer.from(got).equals(large)).toBe(true)
  expect(hub.asked.length).toBe(9)
  expect(clock.pauses).toEqual(Array(8).fill(0))
})

test('a file of known length lies in memory once, without a byte to spare', async () => {
  hub.handlers.set(url, serve(file))
  const bytes = await download(known, testNetwork(hub), () => {})
  expect([bytes.byteOffset, bytes.buffer.byteLength]).toEqual([0, file.length])
})

test('a server that fails once is forgiven', async () => {
  hub.handlers.set(url, (response, request, times) =>
    times === 0 ? response.writeHead(502).end() : serve(file)(response, request, times),
  )
  expect(await download(known, testNetwork(hub), () => {})).toSatisfy(isFile)
})

const pages: readonly (readonly [string, Handler])[] = [
  ['by its type', answer(200, 'please sign in', { 'Content-Type': 'text/html; charset=utf-8' })],
  [
    'by its words, under another type',
    answer(200, '\n<!DOCTYPE html><title>Wi-Fi</title>', { 'Content-Type': 'application/json' }),
  ],
]
test.each(pages)('a web page in place of a file is known %s', async (_, handler) => {
  hub.handlers.set(url, handler)
  await expect(download(unknown, testNetwork(hub), () => {})).rejects.toMatchObject({
    code: 'network-content',
    message: expect.stringContaining('sign-in page'),
  })
})

test('a file with the wrong hash is fetched once more from its start, then refused', async () => {
  hub.handlers.set(url, serve(file.map((byte, i) => (i === 99 ? byte ^ 1 : byte))))
  await expect(download(known, testNetwork(hub), () => {})).rejects.toMatchObject({
    code: 'integrity',
    message: expect.stringContaining(hash),
  })
  expect(hub.asked.map(({ range }) => range)).toEqual([undefined, undefined])
})

test('a file shorter or longer than listed is refused', async () => {
  for (const length of [199_999, 200_001]) {
    hub.handlers.set(url, serve(bytesOf(length)))
    await expect(download({ ...known, sha256: null }, testNetwork(hub), () => {})).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringContaining(`Expected 200,000 bytes from ${url}, received ${length.toLocaleString('en')}`),
    })
  }
})

test('a stream without end is stopped at the limit', async () => {
  hub.handlers.set(url, (response) => {
    const more = () => response.writable && response.write(file, more)
    more()
  })
  await expect(download({ ...unknown, limit: 500_000 }, testNetwork(hub), () => {})).rejects.toMatchObject({
    code: 'network-content',
    message: expect.stringContaining('at most 500,000 bytes'),
  })
})

test('a compressed transfer is measured after it is unpacked', async () => {
  const { gzipSync } = await import('node:zlib')
  hub.handlers.set(url, serve(gzipSync(file), { 'Content-Encoding': 'gzip' }))
  expect(await download(known, testNetwork(hub), () => {})).toSatisfy(isFile)
})

test('a silent server is given up, and asked for the rest', async () => {
  const clock = testClock()
  hub.handlers.set(url, (response, request, times) => {
    if (times > 0) return serve(file)(response, request, times)
    response.writeHead(200, { 'Content-Length': file.length })
    response.write(file.subarray(0, 5000))
  })
  const bytes = await download(
    known,
    testNetwork(hub, clock),
    (received) => received === 5000 && setImmediate(clock.stall),
  )
  expect(bytes).toSatisfy(isFile)
  expect(hub.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=5000-'])
})

test('cancelling ends the request at once, and is not tried again', async () => {
  const controller = new AbortController()
  const closed = new Promise<void>((resolve) => {
    hub.handlers.set(url, (response) => {
      response.on('close', resolve)
      response.writeHead(200, { 'Content-Length': file.length })
      response.write(file.subarray(0, 5000))
    })
  })
  const network = testNetwork(hub, testClock(), controller.signal)
  await expect(download(known, network, () => controller.abort())).rejects.toMatchObject({ code: 'cancelled' })
  await closed
  expect(hub.asked.length).toBe(1)
})

test('cancelling during a pause ends the pause', async () => {
  const controller = new AbortController()
  hub.handlers.set(url, answer(500))
  const clock = testClock()
  const impatient = {
    ...clock,
    wait: (milliseconds: number, signal: AbortSignal) => {
      if (milliseconds >= 30_000) return clock.wait(milliseconds, signal)
      controller.abort()
      return Promise.reject(signal.reason)
    },
  }
  const network = testNetwork(hub, impatient, controller.signal)
  await expect(download(known, network, () => {})).rejects.toMatchObject({ code: 'cancelled' })
})

/** Far faster than comparing element by element. */
function isFile(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).equals(file)
}
