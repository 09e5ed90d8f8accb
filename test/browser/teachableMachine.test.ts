/** Teachable Machine's own library, unchanged and in a real browser, opens what is exported for TensorFlow.js and answers alike. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unwatched } from '../../src/engine/export/exportWatch.ts'
import { tfjsFiles } from '../../src/engine/export/tfjs/exportTfjs.ts'
import { disposeTuned, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import type { ExportedFile } from '../../src/shared/domain/files.ts'
import { startBackend } from '../support/backends.ts'
import { sharedBrowser } from '../support/browsers.ts'
import { fileOf } from '../support/layersAnswers.ts'
import { type Paint, pixelsOf, pngBlob } from '../support/nodeImages.ts'
import { pageAnswers } from '../support/pageAnswers.ts'
import { type ServedFiles, servedFiles } from '../support/servedFiles.ts'
import { type TunedNetworkCase, tunedNetwork } from '../support/tunedNetwork.ts'

const cases = [
  { base: 'resnet-bottleneck', task: 'image-classification', method: 'lora' },
  { base: 'mobilenet-v2', task: 'image-classification', method: 'full' },
  { base: 'mobilenet-v1', task: 'image-multi-label', method: 'head' },
] as const satisfies readonly TunedNetworkCase[]

const paint: Paint = (x, y) => [(x * 7 + y) % 256, (y * 5) % 256, ((x ^ y) * 11) % 256]

describe.each(cases)('$base, $task by $method', (given) => {
  let tuned: TunedModel
  let files: readonly ExportedFile[]
  let side: number
  let served: ServedFiles
  let page: Page

  beforeAll(async () => {
    await startBackend('cpu')
    tuned = await tunedNetwork(given)
    files = await tfjsFiles(tuned, unwatched)
    side = JSON.parse(await fileOf(files, 'metadata.json').text()).imageSize
    const readme = await fileOf(files, 'README.md').text()
    served = await servedFiles(
      new Map([
        ...files.map(({ name, blob }) => [name, blob] as const),
        ['PICTURE.jpg', pngBlob(side, side, paint)],
        ['index.html', htmlOf(block(readme, 'html'))],
        ['alone.html', htmlOf(alone(block(readme, 'js'), side))],
      ]),
    )
    page = await (await sharedBrowser()).newPage()
    await page.route('https://cdn.jsdelivr.net/npm/**', async (route) => {
      const body = await readFile(packaged(route.request().url()))
      await route.fulfill({ body, contentType: 'text/javascript' })
    })
  })

  afterAll(async () => {
    await page.close()
    await served.close()
    disposeTuned(tuned)
  })

  test('the README’s page answers as the network does', async () => {
    const expected = await pageAnswers(tuned, pixelsOf(side, side, paint))
    const [answers] = (await logged(page, served.url)) as [{ className: string; probability: number }[]]
    expect(answers.map(({ className }) => className)).toEqual(tuned.labels)
    for (const [at, { probability }] of answers.entries()) expect(probability).toBeCloseTo(expected[at] as number, 4)
  })

  test('so do its lines for TensorFlow.js alone', async () => {
    const expected = await pageAnswers(tuned, pixelsOf(side, side, paint))
    const [names, values] = (await logged(page, `${served.url}alone.html`)) as [string[], Record<string, number>]
    expect(names).toEqual(tuned.labels)
    for (const [at, value] of expected.entries()) expect(values[at]).toBeCloseTo(value, 4)
  })
})

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
