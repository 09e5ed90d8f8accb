/** Deploy, with a network of MiniLM's shape: its export as ONNX is seen to go on, can be called off, and comes whole as one zip. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import { exportFiles } from '../../src/engine/export/weights/exportWeights.ts'
import { disposeTuned } from '../../src/engine/inference/tunedModel.ts'
import { entriesOf } from '../support/archives.ts'
import { axeFaults } from '../support/axe.ts'
import { startBackend } from '../support/backends.ts'
import { largeNetwork } from '../support/largeNetwork.ts'
import { onnxSession } from '../support/onnxAnswers.ts'
import { type OpenStudio, openStudio } from '../support/studio.ts'

let studio: OpenStudio
let folder: string

beforeAll(async () => {
  await startBackend('cpu')
  folder = await mkdtemp(join(tmpdir(), 'thaw-large-'))
  const tuned = largeNetwork('MiniLM')
  const paths: string[] = []
  for (const { name, blob } of (await exportFiles(tuned)).filter((file) => !file.name.includes('/'))) {
    paths.push(join(folder, name))
    await pipeline(Readable.fromWeb(blob.stream() as never), createWriteStream(join(folder, name)))
  }
  disposeTuned(tuned)
  studio = await openStudio()
  await drive.chooseBackend(studio.page, 'wasm')
  await drive.goTo(studio.page, 'use')
  await studio.page.locator('[data-input="import-model"]').setInputFiles(paths)
  await studio.page.locator('[data-answering]', { hasText: 'Your model' }).waitFor()
})

afterAll(async () => {
  expect(studio.complaints).toEqual([])
  await studio.close()
  await rm(folder, { recursive: true, force: true })
})

const choice = '[data-choice="onnx"]'
const button = '[data-action="export-onnx"]'
const bar = `${choice} [role="progressbar"][aria-valuenow]`

/** Bytes that exports have left in the browser's own files. */
const left = () =>
  studio.page.evaluate(async () => {
    const store = await (await navigator.storage.getDirectory()).getDirectoryHandle('thaw-weights')
    let bytes = 0
    for await (const [, handle] of store.entries())
      if (handle.kind === 'file') bytes += (await (handle as FileSystemFileHandle).getFile()).size
    return bytes
  })

test('its progress is told, and it ends at a press, leaving nothing', async () => {
  const { page } = studio
  await drive.showTargets(page)
  await page.locator(button).focus()
  await page.keyboard.press('Enter')
  await page.locator(bar).waitFor()
  const stop = page.locator(`${choice} [data-action="cancel"]`)
  await stop.focus()
  await page.keyboard.press('Enter')
  await page.locator(button).waitFor()
  expect(await page.locator('[role="alert"]').count()).toBe(0)
  expect(await left()).toBe(0)
})

test('it comes whole: every form runs, and was written to the disk', async () => {
  const { page } = studio
  const began = performance.now()
  const downloaded = drive.downloadModel(page, 'onnx')
  await page.locator(bar).waitFor()
  expect(await axeFaults(page)).toEqual([])
  const zip = await downloaded
  const seconds = (performance.now() - began) / 1000
  const entries = await entriesOf(zip)
  const forms = entries.filter(({ path }) => path.endsWith('.onnx'))
  console.log(`${(zip.byteLength / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s`)
  expect(forms.map(({ path }) => path)).toEqual([
    'onnx/model.onnx',
    'onnx/model_fp16.onnx',
    'onnx/model_quantized.onnx',
  ])
  expect(await left()).toBe(forms.reduce((sum, { bytes }) => sum + bytes.byteLength, 0))
  const [first] = forms
  const session = await onnxSession(new Blob([new Uint8Array(first?.bytes ?? expect.fail('no graph'))]))
  await session.close()
})
