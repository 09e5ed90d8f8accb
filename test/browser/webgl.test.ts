/** WebGL, on a graphics adapter in software: it trains with the CPU's losses, or is refused in words. */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as drive from '../../src/commands/studioPage.ts'
import type { BackendReport } from '../../src/shared/domain/backend.ts'
import type { Training } from '../support/fixtureTraining.ts'
import { addressesOf, openReferencePage } from '../support/referenceBrowser.ts'
import { cases, expectAgreement } from '../support/referenceCases.ts'
import type { Comparison } from '../support/referenceCheck.ts'
import { openStudio } from '../support/studio.ts'

let page: Page

afterEach(() => page?.close())

const steps = 10
const runs: readonly (readonly [network: string, training: Training])[] = [
  ['mobilenet-v1', { method: 'head', thaw: 0, steps }],
  ['mobilenet-v1', { method: 'top-blocks', thaw: 2, steps }],
  ['mobilenet-v2', { method: 'top-blocks', thaw: 2, steps }],
  ['bert', { method: 'head', thaw: 0, steps }],
  ['bert', { method: 'top-blocks', thaw: 1, steps }],
  ['bert', { method: 'lora', thaw: 2, steps }],
  // Packed matrices have no kernel on WebGL: they are widened by the processor as they are read.
  ['bert', { method: 'top-blocks', thaw: 1, steps, quantise: '4bit' }],
]

test('head and top blocks of MobileNet and BERT learn with the losses of the CPU', async () => {
  page = await openReferencePage('webgl')
  expect(await page.evaluate<BackendReport>(`references.open('webgl')`)).toMatchObject({
    backend: 'webgl',
    software: true,
    adapter: expect.stringMatching(/SwiftShader.*\(software\)$/),
  })
  const own = await lossesOfAll()
  await page.evaluate(`references.open('cpu')`)
  const truth = await lossesOfAll()
  for (const [at, losses] of own.entries()) {
    const apart = losses.map((loss, step) => Math.abs(loss - (truth[at]?.[step] ?? Number.NaN)))
    // Single precision, summed in another order; AdamW turns on the sign of gradients that are nearly zero.
    expect(Math.max(...apart), `${JSON.stringify(runs[at])}\n${losses}\n${truth[at]}`).toBeLessThan(1e-3)
    expect(losses.at(-1)).toBeLessThan(losses[0] as number)
  }
})

async function lossesOfAll(): Promise<number[][]> {
  const all: number[][] = []
  for (const [network, training] of runs) {
    const asked = `references.train(${JSON.stringify(addressesOf(network))}, ${JSON.stringify(training)})`
    all.push(await page.evaluate<number[]>(asked))
  }
  return all
}

test('a model that lies on WASM goes on learning with the same losses once WebGL takes over', async () => {
  page = await openReferencePage('webgl')
  const asked = (call: string) =>
    page.evaluate<number[]>(
      `references.${call}(${JSON.stringify(addressesOf('bert'))}, ${JSON.stringify({ method: 'top-blocks', thaw: 1, steps: 5 })})`,
    )
  const own = await asked('trainTakenOver')
  await page.evaluate(`references.open('cpu')`)
  const truth = await asked('train')
  expect(own).toHaveLength(5)
  for (const [step, loss] of own.entries()) expect(loss).toBeCloseTo(truth[step] as number, 3)
})

test('without a choice WebGL is timed on the model that is loaded, and the page says why WASM goes on', async () => {
  const studio = await openStudio({ webgl: true, prepare: nameCard })
  await drive.chooseBackend(studio.page, 'auto')
  await drive.bringSample(studio.page, 'text-classification')
  await drive.chooseModel(studio.page, 'thaw-text')
  await studio.page.locator('[data-device="ready"][data-backend="wasm"]').waitFor()
  const why = await studio.page.locator('[data-device] [role="tooltip"]').textContent()
  expect(why).toMatch(/WebGL: it took [\d.,]+ times as long as WASM on this model/)
  expect(studio.complaints).toEqual([])
  await studio.close()
})

/** The software adapter passes for a card, which alone is timed, and draws slowly, so that chance decides nothing. */
async function nameCard(context: BrowserContext): Promise<void> {
  await context.route(/\/assets\/worker-[^/]+\.js$/, async (route) => {
    const answer = await route.fetch()
    const named = `
      const own = WebGL2RenderingContext.prototype.getParameter
      WebGL2RenderingContext.prototype.getParameter = function (name) {
        return name === 0x9246 ? 'A card' : own.call(this, name)
      }
      const draw = WebGL2RenderingContext.prototype.drawElements
      WebGL2RenderingContext.prototype.drawElements = function (...given) {
        const until = performance.now() + 5
        while (performance.now() < until);
        return draw.apply(this, given)
      }`
    await route.fulfill({ response: answer, body: `${await answer.text()}\n${named}` })
  })
}

/** What is done to the page before WebGL is opened, and what must be said of it. */
const refusals: readonly (readonly [what: string, done: string, said: RegExp])[] = [
  [
    'a device that renders to half floats alone is refused',
    `{
      const own = WebGL2RenderingContext.prototype.getExtension
      WebGL2RenderingContext.prototype.getExtension = function (name) {
        return name === 'EXT_color_buffer_float' ? null : own.call(this, name)
      }
    }`,
    /computes in WebGL with 16-bit numbers, which are too coarse for gradients; 32-bit floats are needed/,
  ],
  [
    'one that says it has floats and rounds to half is found by its numbers',
    `{
      const halves = { 0x822e: 0x822d, 0x8814: 0x881a } // R32F, RGBA32F → R16F, RGBA16F
      const own = WebGL2RenderingContext.prototype.texStorage2D
      WebGL2RenderingContext.prototype.texStorage2D = function (target, levels, format, ...sides) {
        own.call(this, target, levels, halves[format] ?? format, ...sides)
      }
    }`,
    /computes in WebGL with 16-bit numbers/,
  ],
  [
    'one whose gradients are wrong fails the self-test',
    // A shader that finds gradients of pooling is handed back empty, as a faulty driver's would be.
    `{
      const own = WebGL2RenderingContext.prototype.shaderSource
      WebGL2RenderingContext.prototype.shaderSource = function (shader, source) {
        own.call(this, shader, source.includes('maxPos') ? source.replace(/dotProd \\+= dyValue \\* mask/, 'dotProd += 0.0') : source)
      }
    }`,
    /its self-test was off by/,
  ],
  [
    'a browser without WebGL 2 says so',
    `OffscreenCanvas.prototype.getContext = () => null`,
    /this browser has no WebGL 2 in workers/,
  ],
]

test.each(refusals)('%s', async (_what, done, said) => {
  page = await openReferencePage('webgl')
  await page.evaluate(done)
  const words = await page.evaluate<string | null>(`references.refusal('webgl')`)
  expect(words).toMatch(said)
})

describe('every family computes on WebGL what its original computes, forward and backward', () => {
  let originals: Page

  /** One page for all, so that each shader is compiled once. */
  beforeAll(async () => {
    originals = await openReferencePage('webgl')
    expect(await originals.evaluate<BackendReport>(`references.open('webgl')`)).toMatchObject({ backend: 'webgl' })
  })

  afterAll(() => originals?.close())

  test.each(cases)('$name', async ({ name }) => {
    const asked = `references.compare(${JSON.stringify(addressesOf(name))})`
    // A GPU may divide, and take roots and exponentials, a few units less exactly than IEEE 754 asks.
    expectAgreement(await originals.evaluate<Comparison[]>(asked), { output: 1e-3, gradient: 1e-3 })
  })
})
