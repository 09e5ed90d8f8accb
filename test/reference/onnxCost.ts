/**
 * `npm run onnx:cost`: exports networks of ResNet-50's and of MiniLM's shape as ONNX in the built studio, in Chromium, and
 * prints how long that takes and how much memory its processes hold beside what they held before, at most. On a quiet
 * machine: the load stands beside the figures. Linux only, which tells the memory of a process.
 */
import { createWriteStream, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Page } from 'playwright-core'
import { ensureBuilt } from '../../src/commands/buildStudio.ts'
import { launchKeeping } from '../../src/commands/chromium.ts'
import { serveStudio } from '../../src/commands/serve.ts'
import * as drive from '../../src/commands/studioPage.ts'
import { exportFiles } from '../../src/engine/export/weights/exportWeights.ts'
import { disposeTuned } from '../../src/engine/inference/tunedModel.ts'
import { startBackend } from '../support/backends.ts'
import { type LargeShape, largeNetwork } from '../support/largeNetwork.ts'

const shapes: readonly LargeShape[] = ['ResNet-50', 'MiniLM']
/** Milliseconds between two looks at the memory. */
const pause = 200

export async function main(): Promise<number> {
  await ensureBuilt()
  await startBackend('cpu')
  console.log('shape       weights    seconds   held before   most beside   of the weights   load')
  for (const shape of shapes) await measured(shape)
  return 0
}

/** In a browser of its own, so that nothing of the one before is held. */
async function measured(shape: LargeShape): Promise<void> {
  const { folder, paths, bytes } = await filesOf(shape)
  const served = await serveStudio()
  const profile = await mkdtemp(join(tmpdir(), 'thaw-profile-'))
  const context = await launchKeeping(profile, { viewport: { width: 1440, height: 1000 }, serviceWorkers: 'block' })
  try {
    const page = context.pages()[0] ?? (await context.newPage())
    // However slow the machine: it is time that is measured.
    page.setDefaultTimeout(600_000)
    page.on('pageerror', (error) => console.error(`The page threw: ${error.message}`))
    await page.goto(served.url)
    await drive.chooseBackend(page, 'wasm')
    await drive.goTo(page, 'use')
    await page.locator('[data-input="import-model"]').setInputFiles([...paths])
    await page.locator('[data-answering]', { hasText: 'Your model' }).waitFor()
    await drive.showTargets(page)
    await collected(page)
    const memory = watchMemory()
    const load = loadavg()[0] ?? 0
    const began = performance.now()
    await (await drive.savedTarget(page, 'onnx')).path()
    const seconds = (performance.now() - began) / 1000
    const { before, most } = memory.end()
    const beside = most - before
    const figures = [
      mega(bytes),
      seconds.toFixed(1),
      mega(before),
      mega(beside),
      (beside / bytes).toFixed(2),
      load.toFixed(1),
    ]
    console.log(shape.padEnd(10), ...figures.map((figure) => figure.padStart(11)))
  } finally {
    await context.close()
    await served.close()
    for (const each of [folder, profile]) await rm(each, { recursive: true, force: true })
  }
}

/** What is garbage already is none of the export's. */
async function collected(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  await session.detach()
  await new Promise((resolve) => setTimeout(resolve, 1000))
}

interface Brought {
  readonly folder: string
  readonly paths: readonly string[]
  /** Of the weights. */
  readonly bytes: number
}

async function filesOf(shape: LargeShape): Promise<Brought> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-cost-'))
  const tuned = largeNetwork(shape)
  const paths: string[] = []
  let bytes = 0
  for (const { name, blob } of (await exportFiles(tuned)).filter((file) => !file.name.includes('/'))) {
    paths.push(join(folder, name))
    if (name === 'model.safetensors') bytes = blob.size
    await pipeline(Readable.fromWeb(blob.stream() as never), createWriteStream(join(folder, name)))
  }
  disposeTuned(tuned)
  return { folder, paths, bytes }
}

/** Proportional sets of all processes that this one has begun, and those that they have. */
function watchMemory(): { readonly end: () => { readonly before: number; readonly most: number } } {
  const before = heldNow()
  let most = before
  const look = () => {
    most = Math.max(most, heldNow())
  }
  const timer = setInterval(look, pause)
  return {
    end() {
      clearInterval(timer)
      look()
      return { before, most }
    },
  }
}

function heldNow(): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const [, parent = ''] = /\) \S (\d+)/.exec(read(`/proc/${name}/stat`)) ?? []
    parents.set(Number(name), Number(parent))
  }
  const isOurs = (id: number): boolean => {
    const parent = parents.get(id)
    return parent !== undefined && parent !== 0 && (parent === process.pid || isOurs(parent))
  }
  let bytes = 0
  for (const id of parents.keys()) {
    if (!isOurs(id)) continue
    const [, kilobytes = '0'] = /^Pss:\s+(\d+)/m.exec(read(`/proc/${id}/smaps_rollup`)) ?? []
    bytes += 1024 * Number(kilobytes)
  }
  return bytes
}

/** Processes come and go. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function mega(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
