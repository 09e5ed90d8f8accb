/**
 * What a Chromium takes of the machine's memory, by Linux's own account: its processes share much, which is counted once
 * (proportional set size), and blobs that a page makes lie in the browser's process, not in the page's.
 */
import { readFile } from 'node:fs/promises'
import type { Browser, CDPSession } from 'playwright-core'

export interface PeakMemory {
  /** MiB of the page's process, its workers in it. */
  readonly page: number
  /** MiB of all of Chromium together. */
  readonly all: number
}

export interface MemoryWatch {
  /** Ends the watch. */
  stop(): void
  readonly peak: () => PeakMemory
}

/** Often enough for what lasts; a look at all processes takes a few milliseconds. */
const everyMs = 200

export async function watchMemory(browser: Browser): Promise<MemoryWatch> {
  const session = await browser.newBrowserCDPSession()
  let most: PeakMemory = { page: 0, all: 0 }
  let watching = true
  const look = async () => {
    while (watching) {
      const now = await memoryNow(session)
      most = { page: Math.max(most.page, now.page), all: Math.max(most.all, now.all) }
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  }
  const over = look()
  over.catch(() => {})
  return {
    peak: () => most,
    stop() {
      watching = false
    },
  }
}

async function memoryNow(session: CDPSession): Promise<PeakMemory> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const sizes = await Promise.all(processInfo.map(async ({ id, type }) => ({ type, size: await sizeOf(id) })))
  return {
    page: Math.max(0, ...sizes.filter(({ type }) => type === 'renderer').map(({ size }) => size)),
    all: sizes.reduce((sum, { size }) => sum + size, 0),
  }
}

/** MiB; 0 of a process that has just ended. */
async function sizeOf(process: number): Promise<number> {
  const shares = await readFile(`/proc/${process}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(/^Pss:\s+(\d+)/m.exec(shares)?.[1] ?? 0) / 1024
}
