// A folder that is watched: each file once, as soon as it is whole, again when it was changed, and none twice.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FolderFile, type FolderHandle, watchFolder } from '../../src/studio/features/use/watchFolder.ts'

const began = Date.UTC(2026, 0, 1)

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime(began)
})
afterEach(() => vi.useRealTimers())

/** A folder whose files a test changes as it goes; a name ending in "/" is a folder of its own. */
function folder(name: string, entries: () => Readonly<Record<string, File | FolderHandle>>): FolderHandle {
  return {
    ...{ name, kind: 'directory' },
    async *values() {
      for (const [each, entry] of Object.entries(entries()))
        yield 'kind' in entry ? entry : { name: each, kind: 'file' as const, getFile: async () => entry }
    },
  }
}

function file(text: string, lastModified = began - 60_000): File {
  return new File([text], 'x', { lastModified })
}

const paths = (files: readonly FolderFile[]) => files.map(({ path }) => path)

test('what lies in it is told at once, the oldest first, and what comes once it no longer grows', async () => {
  const here: Record<string, File | FolderHandle> = { 'b.png': file('b', began - 9000), 'a.png': file('a') }
  const told: string[][] = []
  const stop = watchFolder(
    folder('in', () => here),
    {
      onFiles: async (files) => told.push(paths(files)) > 0,
      onBeyond: (count) => expect(count).toBe(0),
      onLost: () => expect.fail(),
    },
  )
  await vi.advanceTimersByTimeAsync(10)
  expect(told).toEqual([['a.png', 'b.png']])
  here['c.png'] = file('c', Date.now())
  await vi.advanceTimersByTimeAsync(1000)
  here['c.png'] = file('c, and more', Date.now())
  await vi.advanceTimersByTimeAsync(1000)
  expect(told).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(told.slice(1)).toEqual([['c.png']])
  here['a.png'] = file('another', began - 100)
  here.deep = folder('deep', () => ({ 'd.png': file('d') }))
  await vi.advanceTimersByTimeAsync(1000)
  expect(told.slice(2)).toEqual([['deep/d.png', 'a.png']])
  stop()
  here['e.png'] = file('e')
  await vi.advanceTimersByTimeAsync(5000)
  expect(told).toHaveLength(3)
})

test('files that could not be taken are told again, and many come in parts', async () => {
  const many = Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`${at}.png`, file('x')]))
  const sizes: number[] = []
  let refusals = 1
  const stop = watchFolder(
    folder('in', () => many),
    {
      onFiles: async (files) => {
        sizes.push(files.length)
        return refusals-- <= 0
      },
      onBeyond: () => {},
      onLost: () => expect.fail(),
    },
  )
  await vi.advanceTimersByTimeAsync(10)
  expect(sizes).toEqual([200])
  await vi.advanceTimersByTimeAsync(1000)
  expect(sizes).toEqual([200, 200, 50])
  stop()
})

test('a folder that is gone is lost once; one file that goes while it is looked at is no loss', async () => {
  const gone = () => Promise.reject(new DOMException('', 'NotFoundError'))
  let all = true
  const handle: FolderHandle = {
    ...{ name: 'in', kind: 'directory' },
    async *values() {
      if (!all) throw new DOMException('', 'NotFoundError')
      yield { name: 'a.png', kind: 'file' as const, getFile: gone }
      yield { name: 'b.png', kind: 'file' as const, getFile: async () => file('b') }
    },
  }
  const told: string[][] = []
  const onLost = vi.fn()
  watchFolder(handle, { onFiles: async (files) => told.push(paths(files)) > 0, onBeyond: () => {}, onLost })
  await vi.advanceTimersByTimeAsync(10)
  expect(told).toEqual([['b.png']])
  all = false
  await vi.advanceTimersByTimeAsync(5000)
  expect(onLost).toHaveBeenCalledTimes(1)
})

test('files that are too many are counted', async () => {
  const many = Object.fromEntries(Array.from({ length: 20_003 }, (_, at) => [`${at}`, file('x')]))
  const onBeyond = vi.fn()
  const stop = watchFolder(
    folder('in', () => many),
    { onFiles: async () => false, onBeyond, onLost: () => expect.fail() },
  )
  await vi.advanceTimersByTimeAsync(10)
  expect(onBeyond).toHaveBeenCalledWith(3)
  stop()
})
