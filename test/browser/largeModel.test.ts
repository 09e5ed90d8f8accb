/** What the page's process takes while SmolLM2-135M's shape, of few of its layers, is loaded and tuned on WASM. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { launchChromium } from '../../src/commands/chromium.ts'
import { makeDecoder } from '../../src/commands/large/decoderShapes.ts'
import { measureDecoder } from '../../src/commands/large/measureDecoder.ts'

let browser: Browser
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-decoder-'))
  browser = await launchChromium()
})

afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

test('LoRA on all layers over 4 bits takes about what Tune says, whatever is measured before and after it', async () => {
  // Few enough layers for a test, and enough that the weights wait in their file.
  const paths = await makeDecoder('SmolLM2-135M', folder, 12)
  const run = { paths, folder, tokens: 128, batch: 4, quantise: '4bit', windows: 8 } as const
  const { empty, loaded, trained, saidBytes, steps } = await measureDecoder(browser, inject('studioUrl'), run)
  const taken = 2 ** 20 * (trained.peak.page - empty)
  expect(steps).toBe(1)
  // By 1.15 and 1.19 of it where it was measured. Wide, since what JavaScript has not collected yet comes and goes; what
  // stood here before the layers were let go took three times as much.
  expect(taken).toBeLessThan(2 * saidBytes)
  expect(taken).toBeGreaterThan(0.5 * saidBytes)
  // The file has 135 MiB, of which none is held.
  expect(loaded.peak.page - empty).toBeLessThan(260)
})
