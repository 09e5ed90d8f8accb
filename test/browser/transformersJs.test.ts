/**
 * The exported folder in Chromium: the ordinary pipelines of transformers.js, and the README's own lines with
 * onnxruntime-web alone, answer as the page. Nothing but these libraries and the folder is there to be fetched.
 */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeCodec, pngOf } from '../../src/commands/nodeCodec.ts'
import { unwatched } from '../../src/engine/export/exportWatch.ts'
import { onnxFiles } from '../../src/engine/export/onnx/exportOnnx.ts'
import { continueText } from '../../src/engine/inference/continueText.ts'
import { disposeTuned, networkOf, type TunedModel } from '../../src/engine/inference/tunedModel.ts'
import type { PredictionInput } from '../../src/shared/domain/answers.ts'
import type { ExportedFile } from '../../src/shared/domain/files.ts'
import { taskEngines } from '../../src/tasks/engines.ts'
import { startBackend } from '../support/backends.ts'
import { sharedBrowser } from '../support/browsers.ts'
import { type Answer, byName, farthest, figure, question, testExamples } from '../support/sampleAnswers.ts'
import { snippetIn } from '../support/snippets.ts'
import { type SampleRun, type TrainedModel, trainedOnSample } from '../support/trainedOnSamples.ts'

/** Every request is answered here. */
const origin = 'http://localhost'
const packages = 'node_modules'
const imports = {
  '@huggingface/transformers': '/packages/@huggingface/transformers/dist/transformers.web.js',
  '@huggingface/tokenizers': '/packages/@huggingface/tokenizers/dist/tokenizers.mjs',
  '@huggingface/jinja': '/packages/@huggingface/jinja/dist/index.js',
  'onnxruntime-common': '/packages/onnxruntime-common/dist/esm/index.js',
  'onnxruntime-web': '/packages/onnxruntime-web/dist/ort.bundle.min.mjs',
  'onnxruntime-web/webgpu': '/packages/onnxruntime-web/dist/ort.webgpu.bundle.min.mjs',
}

let page: Page
/** What can be fetched of exported folders, by its path. */
const shelf = new Map<string, Blob>()
const missing: string[] = []

beforeAll(async () => {
  await startBackend('wasm')
  page = await (await sharedBrowser()).newPage()
  await page.route('**/*', async (route) => {
    const { pathname, origin: from } = new URL(route.request().url())
    const path = decodeURIComponent(pathname)
    const stored = shelf.get(path)
    if (from !== origin) missing.push(route.request().url())
    if (path === '/') return route.fulfill({ contentType: 'text/html', body: start })
    if (stored) return route.fulfill({ body: Buffer.from(await stored.arrayBuffer()) })
    if (path.startsWith('/packages/')) return route.fulfill({ path: join(packages, path.slice('/packages/'.length)) })
    return route.fulfill({ status: 404, body: '' })
  })
  await page.goto(`${origin}/`)
})

const start = `<!doctype html><title>answers</title><script type="importmap">${JSON.stringify({ imports })}</script>`

afterAll(async () => {
  await page?.close()
  // Nothing was asked of any other host.
  expect(missing).toEqual([])
})

/** What a module prints, line by line. */
async function printed(code: string): Promise<readonly (readonly unknown[])[]> {
  const names = /^(?:import .*\n)*/.exec(code)?.[0] ?? ''
  const rest = code.slice(names.length)
  const content = `${names}
const told = []
const printing = { log: (...values) => told.push(values) }
try {
  await (async (console) => {\n${rest}\n})(printing)
  globalThis.finished({ told })
} catch (error) { globalThis.finished({ fault: String(error?.stack ?? error) }) }`
  const outcome = await page.evaluate<{ told?: unknown[][]; fault?: string }>(
    `new Promise((resolve) => {
      globalThis.finished = resolve
      const script = document.createElement('script')
      script.type = 'module'
      script.textContent = ${JSON.stringify(content)}
      script.onerror = () => resolve({ fault: 'the module was not loaded' })
      document.head.append(script)
    }).then((outcome) => JSON.parse(JSON.stringify(outcome)))`,
  )
  if (!outcome.told) throw new Error(outcome.fault)
  return outcome.told
}

function put(name: string, files: readonly ExportedFile[]): void {
  for (const file of files) shelf.set(`/models/${name}/${file.name}`, file.blob)
}

const settings = `
Object.assign(env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: '/models/', useBrowserCache: false, useWasmCache: false })
env.backends.onnx.wasm.wasmPaths = '/packages/onnxruntime-web/dist/'
env.backends.onnx.wasm.numThreads = 1
`

const forms = [
  ['fp32', 1e-4],
  ['fp16', 2e-3],
  ['q8', null],
] as const

const runs: readonly (SampleRun & { readonly name: string; readonly pipeline: string })[] = [
  {
    ...{ name: 'messages', model: 'thaw-text', data: 'messages.csv', method: 'head', fields: { epochs: 20 } },
    pipeline: 'text-classification',
  },
  {
    ...{ name: 'pictures', model: 'thaw-vision', data: 'picture-book.zip', method: 'head', fields: { epochs: 20 } },
    pipeline: 'image-classification',
  },
]

test.each(runs)('$name: pipelines and the README’s own lines', async ({ name, pipeline, ...run }) => {
  const trained = await trainedOnSample(run)
  const { tuned } = trained
  const files = await onnxFiles(tuned, unwatched)
  put(name, files)
  const asked = await Promise.all(testExamples(trained).map((example) => question(trained, example)))
  const expected = await pageAnswers(trained, asked)
  const here = asked.map((input, at) => addressOf(name, input, at))
  for (const [dtype, most] of forms) {
    const [[told]] = (await printed(`import { env, pipeline } from '@huggingface/transformers'
${settings}
const ask = await pipeline('${pipeline}', '${name}', { dtype: '${dtype}' })
const found = []
for (const each of ${JSON.stringify(here)}) found.push(await ask(each, { top_k: ${tuned.labels.length} }))
await ask.dispose()
console.log(found)`)) as unknown as [[{ label: string; score: number }[][]]]
    const answers = told.map((each): Answer => Object.fromEntries(each.map(({ label, score }) => [label, score])))
    expect(answers.length).toBe(expected.length)
    if (most !== null)
      expect(Math.max(...answers.map((answer, at) => farthest(answer, expected[at] ?? {})))).toBeLessThan(most)
    expect(Math.abs(figure(trained, answers) - figure(trained, expected))).toBeLessThanOrEqual(0.01)
  }
  const readme = (await files.find((file) => file.name === 'README.md')?.blob.text()) ?? ''
  const [first] = asked
  const own: readonly PredictionInput[] =
    first?.kind === 'image' ? [first, { kind: 'image', image: clear(tuned) }] : [{ kind: 'text', text: 'A text' }]
  const wanted = await pageAnswers(trained, own)
  for (const [at, input] of own.entries()) {
    const code = snippetIn(readme, 'In a page, with onnxruntime-web alone')
      .replaceAll('FOLDER_OF_THESE_FILES', `/models/${name}`)
      .replaceAll('PICTURE', addressOf(`${name}-readme`, input, at))
    const [line] = await printed(
      `${code.replace(/^((?:import .*\n)*)/, `$1ort.env.wasm.wasmPaths = '/packages/onnxruntime-web/dist/'\nort.env.wasm.numThreads = 1\n`)}`,
    )
    const [dims, logits] = line as [number[], number[]]
    expect(dims).toEqual([1, tuned.labels.length])
    const told = Object.fromEntries(softmax(logits).map((value, label) => [tuned.labels[label], value]))
    expect(farthest(told, wanted[at] ?? {})).toBeLessThan(1e-4)
  }
  disposeTuned(tuned)
})

/** As large as the network reads it, and all but a disc of it transparent. */
function clear({ model: { trunk } }: TunedModel): Blob {
  const { size } = (trunk.input as Extract<typeof trunk.input, { kind: 'image' }>).preprocessing
  const inside = (at: number) => Math.hypot((at % size) - size / 2, Math.floor(at / size) - size / 2) < size / 3
  const rgba = Uint8Array.from({ length: 4 * size * size }, (_, byte) =>
    inside(byte >> 2) ? ([40, 120, 200, 255][byte & 3] as number) : 0,
  )
  return pngOf(size, size, 4, rgba)
}

test('a text goes on as in the page', async () => {
  const { tuned } = await trainedOnSample({
    ...{ model: 'thaw-writer', data: 'lighthouse.txt', method: 'lora' },
    fields: { epochs: 1 },
  })
  put('lighthouse', await onnxFiles(tuned, unwatched))
  const settingsOfPage = { prompt: 'The lighthouse', tokens: 24, temperature: 0, topK: 0, topP: 1 }
  if (!tuned.text) throw new Error('A writer has a tokenizer.')
  const around = { settings: settingsOfPage, seed: 1, stopped: () => false, onText() {} }
  const { text } = await continueText(networkOf(tuned), tuned.text, around)
  const [[told]] = (await printed(`import { env, pipeline } from '@huggingface/transformers'
${settings}
const write = await pipeline('text-generation', 'lighthouse', { dtype: 'fp32' })
console.log(await write('The lighthouse', { max_new_tokens: 24, do_sample: false, return_full_text: false }))
await write.dispose()`)) as unknown as [[{ generated_text: string }[]]]
  expect(told.map((each) => each.generated_text)).toEqual([text])
  disposeTuned(tuned)
})

async function pageAnswers({ tuned }: TrainedModel, asked: readonly PredictionInput[]): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const input of asked) answers.push(byName(await taskEngines[tuned.task].predict(tuned, input, nodeCodec)))
  return answers
}

/** A text as it is; of a picture where it can be fetched. */
function addressOf(name: string, input: PredictionInput, at: number): string {
  if (input.kind === 'text') return input.text
  if (input.kind !== 'image') throw new Error(`No question of ${input.kind}.`)
  const path = `/models/${name}/pictures/${at}.png`
  shelf.set(path, input.image)
  return `${origin}${path}`
}

function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits)
  const weights = logits.map((value) => Math.exp(value - most))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}
