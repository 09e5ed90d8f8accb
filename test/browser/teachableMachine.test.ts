/** Teachable Machine's own library, unchanged and in a real browser, opens what is exported for TensorFlow.js and answers alike. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unwatched } from '../../src/engine/export/exportWatch.ts'
import { tfjsFiles } from '../../src/engine/export/tfjs/exportTfjs.ts'
import { disposeTuned, importTuned, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import { readModelFiles } from '../../src/engine/weights/modelFiles.ts'
import { startBackend } from '../support/backends.ts'
import { sharedBrowser } from '../support/browsers.ts'
import { fileOf } from '../support/layersAnswers.ts'
import { type Paint, pixelsOf, pngBlob } from '../support/nodeImages.ts'
import { pageAnswers } from '../support/pageAnswers.ts'
import { servedFiles } from '../support/servedFiles.ts'
import { type TunedNetworkCase, tunedNetwork } from '../support/tunedNetwork.ts'

const cases = [
  { base: 'resnet-bottleneck', task: 'image-classification', method: 'lora' },
  { base: 'mobilenet-v2', task: 'image-classification', method: 'full' },
  { base: 'mobilenet-v1', task: 'image-multi-label', method: 'head' },
] as const satisfies readonly TunedNetworkCase[]

const paint: Paint = (x, y) => [(x * 7 + y) % 256, (y * 5) % 256, ((x ^ y) * 11) % 256]

describe.each(cases)('$base, $task by $method', (given) => {
  let tuned: TunedModel
  let side: number
  let page: Page
  let pages: Exported

  beforeAll(async () => {
    await startBackend('cpu')
    tuned = await tunedNetwork(given)
    pages = await exported(tuned)
    side = pages.side
    page = await packagedPage()
  })

  afterAll(async () => {
    await page.close()
    await pages.close()
    disposeTuned(tuned)
  })

  test('the README’s page answers as the network does', async () => {
    const expected = await pageAnswers(tuned, pixelsOf(side, side, paint))
    const [answers] = (await logged(page, pages.url)) as [Answers]
    expect(answers.map(({ className }) => className)).toEqual(tuned.labels)
    for (const [at, { probability }] of answers.entries()) expect(probability).toBeCloseTo(expected[at] as number, 4)
  })

  test('so do its lines for TensorFlow.js alone', async () => {
    const expected = await pageAnswers(tuned, pixelsOf(side, side, paint))
    const [names, values] = (await logged(page, `${pages.url}alone.html`)) as [string[], Record<string, number>]
    expect(names).toEqual(tuned.labels)
    for (const [at, value] of expected.entries()) expect(values[at]).toBeCloseTo(value, 4)
  })
})

test('a model that the library trained and saved is read, answers alike, and leaves for the library again', async () => {
  await startBackend('cpu')
  const page = await packagedPage()
  const made = await servedFiles(
    new Map([
      ['index.html', htmlOf(scripts)],
      ['PICTURE.jpg', pngBlob(96, 96, paint)],
    ]),
  )
  await page.goto(made.url)
  await page.addScriptTag({ path: fileURLToPath(new URL('../support/trainedByLibrary.js', import.meta.url)) })
  const { manifest, weights, metadata, answers } = await page.evaluate<Trained>('trainedByLibrary()')
  const files = [
    { path: 'model.json', file: new Blob([manifest]) },
    { path: 'weights.bin', file: new Blob([Buffer.from(weights, 'base64')]) },
    { path: 'metadata.json', file: new Blob([metadata]) },
  ]
  const tuned = importTuned(await readModelFiles(files))
  expect(tuned.labels).toEqual(['Cat', 'Dog', 'Neither'])
  const close = (values: ArrayLike<number>) => {
    for (const [at, { probability }] of answers.entries()) expect(values[at]).toBeCloseTo(probability, 4)
  }
  close(await pageAnswers(tuned, pixelsOf(96, 96, paint)))
  const pages = await exported(tuned)
  const [again] = (await logged(page, pages.url)) as [Answers]
  expect(again.map(({ className }) => className)).toEqual(tuned.labels)
  close(again.map(({ probability }) => probability))
  // Else an answer alike would say little.
  const shares = answers.map(({ probability }) => probability)
  expect(Math.max(...shares) - Math.min(...shares)).toBeGreaterThan(0.02)
  await Promise.all([page.close(), made.close(), pages.close()])
  disposeTuned(tuned)
})

type Answers = { className: string; probability: number }[]

/** As text; the weights in base64. */
interface Trained {
  readonly manifest: string
  readonly weights: string
  readonly metadata: string
  readonly answers: Answers
}

interface Exported {
  readonly url: string
  readonly side: number
  close(): Promise<void>
}

/** The export beside the pages that its README writes out, and a picture. */
async function exported(tuned: TunedModel): Promise<Exported> {
  const files = await tfjsFiles(tuned, unwatched)
  const side = JSON.parse(await fileOf(files, 'metadata.json').text()).imageSize
  const readme = await fileOf(files, 'README.md').text()
  const served = await servedFiles(
    new Map([
      ...files.map(({ name, blob }) => [name, blob] as const),
      ['PICTURE.jpg', pngBlob(side, side, paint)],
      ['index.html', htmlOf(block(readme, 'html'))],
      ['alone.html', htmlOf(alone(block(readme, 'js'), side))],
    ]),
  )
  return { ...served, side }
}

async function packagedPage(): Promise<Page> {
  const page = await (await sharedBrowser()).newPage()
  await page.route('https://cdn.jsdelivr.net/npm/**', async (route) => {
    const body = await readFile(packaged(route.request().url()))
    await route.fulfill({ body, contentType: 'text/javascript' })
  })
  return page
}

const scripts = [
  '@tensorflow/tfjs@1.3.1/dist/tf.min.js',
  '@teachablemachine/image@0.8.5/dist/teachablemachine-image.min.js',
]
  .map((path) => `<script src="https://cdn.jsdelivr.net/npm/${path}"></script>`)
  .join('')

/** The arguments of the first line that the page's console prints of an answer. */
async function logged(page: Page, url: string): Promise<unknown[]> {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  const printed = page.waitForEvent('console', { predicate: (message) => message.type() === 'log', timeout: 60_000 })
  await page.goto(url)
  const line = await printed.catch(() => {
    throw new Error(`The page printed nothing. ${errors.join('\n')}`)
  })
  return Promise.all(line.args().map((argument) => argument.jsonValue()))
}

function block(readme: string, language: string): string {
  const found = readme.match(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``))?.[1]
  if (!found) throw new Error(`The README has no lines of ${language}.`)
  return found
}

/** The picture on a canvas, then the lines; what they import is what a script before them gives the page. */
function alone(lines: string, side: number): string {
  const script = '<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@1.3.1/dist/tf.min.js"></script>'
  const drawn = `const picture = new Image(); picture.src = './PICTURE.jpg'; await picture.decode()
    document.querySelector('canvas').getContext('2d').drawImage(picture, 0, 0)`
  const rest = lines.replace("import * as tf from '@tensorflow/tfjs'", '')
  return `<canvas width="${side}" height="${side}"></canvas>${script}<script type="module">${drawn}\n${rest}</script>`
}

function htmlOf(body: string): Blob {
  return new Blob([`<!doctype html><meta charset="utf-8"><body>${body}`], { type: 'text/html' })
}

const { resolve } = createRequire(import.meta.url)

/** What jsdelivr has under this address, among the packages of this project, in the very version. */
function packaged(url: string): string {
  const [, name = '', version = '', path = ''] =
    new URL(url).pathname.match(/^\/npm\/(@[^/]+\/[^@]+)@([^/]+)\/(.+)$/) ?? []
  const described = resolve(`${name}/package.json`)
  expect(createRequire(import.meta.url)(described).version).toBe(version)
  return join(dirname(described), path)
}
