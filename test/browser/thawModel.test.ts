/**
 * A model inside a lesson's own page: `<thaw-model>` of an exported folder and of a page that was made of a model, and
 * the messages that such a page in a frame of another origin answers, and those that it does not.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import { main as pack } from '../../src/commands/predictPack.ts'
import { runtimeSources } from '../../src/commands/runtimeBuild.ts'
import { thirdPartyNotices } from '../../src/commands/thirdPartyNotices.ts'
import { unwatched } from '../../src/engine/export/exportWatch.ts'
import { pageFile } from '../../src/engine/export/page/exportPage.ts'
import type { Site } from '../../src/engine/export/page/runtime.ts'
import { exportFiles } from '../../src/engine/export/weights/exportWeights.ts'
import { disposeTuned } from '../../src/engine/inference/tunedModel.ts'
import { type RuntimeFile, runtimeFiles } from '../../src/shared/catalog/runtimeFiles.ts'
import { taskAnswerers } from '../../src/tasks/answerers.ts'
import { startBackend } from '../support/backends.ts'
import { type BareHost, bareHost } from '../support/bareHost.ts'
import { sharedBrowser } from '../support/browsers.ts'
import { tunedNetwork } from '../support/tunedNetwork.ts'

const asked = 'Where is my order?'
/** Of weights of 8 bits, which the page's are. */
const ofRounding = 0.02

let folder: string
let host: BareHost
let page: Page
let lines: string
let expected: ReadonlyMap<string, number>
let labels: readonly string[]

beforeAll(async () => {
  await startBackend('cpu')
  folder = await mkdtemp(join(tmpdir(), 'thaw-model-'))
  expect(await pack([join(folder, 'thaw-predict')])).toBe(0)
  lines = await readFile('src/predict/package/README.md', 'utf8')
  await modelIn(folder)
  host = await bareHost(folder)
}, 180_000)

beforeEach(async () => {
  await page?.close()
  page = await (await sharedBrowser()).newPage()
})

afterAll(async () => {
  await page?.close()
  await host.close()
  await rm(folder, { recursive: true })
})

test('the README’s lines: an element of an exported folder answers', async () => {
  const code = /```html element\n([\s\S]*?)\n```/.exec(lines)?.[1] ?? ''
  await writeFile(join(folder, 'element.html'), code)
  await page.goto(`${host.url}element.html`)
  const output = page.locator('output', { hasText: /\d/ })
  const [name = '', probability] = ((await output.textContent()) ?? '').split(' ')
  expect(Number(probability)).toBeCloseTo(expected.get(name) ?? Number.NaN, 4)
  expect(expected.get(name)).toBe(Math.max(...expected.values()))
})

test('an element of a page that was made of a model asks it in its frame', async () => {
  await lesson(`<thaw-model src="./page.html" title="Letters"></thaw-model>`)
  const told = await page.evaluate(async (question) => {
    const element = document.querySelector('thaw-model') as unknown as Lesson
    const { task, input, labels: names } = await element.ready
    const refused = await element.predict(new ImageData(4, 4)).catch(({ code, message }) => ({ code, message }))
    const frame = element.querySelector('iframe')
    return {
      about: Reflect.get(globalThis, 'about'),
      same: { task, input, labels: names },
      answer: await element.predict(question),
      refused,
      title: frame?.title,
    }
  }, asked)
  expect(told.about).toEqual({ task: 'text-classification', input: 'text', labels })
  expect(told.same).toEqual(told.about)
  expect(told.title).toBe('Letters')
  near(told.answer)
  expect(told.refused).toEqual({ code: 'model-mismatch', message: expect.stringMatching(/^[^·]+\.$/) })
})

test('an element tells what is wrong, and opens another model when its address changes', async () => {
  await lesson('<thaw-model src="./nowhere/"></thaw-model>')
  const told = await page.evaluate(async (question) => {
    const element = document.querySelector('thaw-model') as unknown as Lesson
    const message = await element.ready.catch((error) => error.message)
    element.src = './model/'
    return { message, answer: await element.predict(question) }
  }, asked)
  expect(told.message).toMatch(/nowhere/)
  near(told.answer)
})

test('an address that changes and changes back is opened anew, told once, and answers what was asked before', async () => {
  await lesson('<thaw-model src="./model/"></thaw-model>')
  const told = await page.evaluate(async (question) => {
    const element = document.createElement('thaw-model') as unknown as Lesson
    let ready = 0
    element.addEventListener('ready', () => ready++)
    element.src = './model/'
    document.body.append(element)
    const early = element.predict(question)
    element.src = './page.html'
    element.src = './model/'
    return { answers: await Promise.all([early, element.predict(question)]), ready }
  }, asked)
  for (const answer of told.answers) near(answer)
  expect(told.ready).toBe(1)
})

test('a page that is not secure, where no UUID is drawn, asks a framed page all the same, by canvases too', async () => {
  await page.addInitScript(() => Object.defineProperty(crypto, 'randomUUID', { value: undefined }))
  await lesson(`<thaw-model src="./page.html"></thaw-model>`)
  const told = await page.evaluate(async (question) => {
    const element = document.querySelector('thaw-model') as unknown as Lesson
    const canvas = new OffscreenCanvas(4, 4)
    canvas.getContext('2d')?.fillRect(0, 0, 4, 4)
    const asked = [canvas, question].map((each) => element.predict(each))
    const [refused, answer] = await Promise.allSettled(asked)
    return { refused: refused?.status === 'rejected' && refused.reason.code, answer: answer as unknown }
  }, asked)
  // It came, and was no text.
  expect(told.refused).toBe('model-mismatch')
  near((told.answer as PromiseFulfilledResult<unknown>).value)
})

test('by messages, from another origin: what is asked is answered, and what is not asked is not told', async () => {
  const elsewhere = host.url.replace('localhost', '127.0.0.1')
  await writeFile(
    join(folder, 'frames.html'),
    `<iframe src="${elsewhere}page.html"></iframe><iframe src="${host.url}page.html"></iframe>`,
  )
  await page.goto(`${host.url}frames.html`)
  const [framed, other] = page.frames().slice(1)
  if (!framed || !other) throw new Error('Two frames lie in the page.')
  for (const each of [framed, other]) await each.locator('[data-state=ready]').waitFor({ timeout: 60_000 })
  await page.evaluate(() => {
    const heard: unknown[] = []
    addEventListener('message', ({ origin, data }) => heard.push({ origin, data }))
    Object.assign(globalThis, { heard })
  })
  // Asked in the page itself, and by a page that is not around it.
  await framed.locator('textarea').fill(asked)
  await framed.locator('button.primary').click()
  await framed.locator('[data-state="answered"]').waitFor()
  await other.evaluate(() => window.parent.frames[0]?.postMessage({ thaw: 1, id: 'stranger', ask: 'about' }, '*'))
  const heard = await page.evaluate(async (question) => {
    const frame = window.frames[0] as Window
    const post = (message: object) => frame.postMessage(message, '*')
    for (const message of [
      'about',
      { thaw: 2, id: 1, ask: 'about' },
      { thaw: 1, ask: 'about' },
      { id: 2, ask: 'about' },
    ])
      post(message as object)
    post({ thaw: 1, id: 'a', ask: 'about' })
    post({ thaw: 1, id: 7, ask: 'predict', question })
    post({ thaw: 1, id: 'c', ask: 'predict', question: [1, 2, 3] })
    post({ thaw: 1, id: 'd', ask: 'toString' })
    const told = (globalThis as unknown as { heard: { origin: string; data: { id: unknown } }[] }).heard
    while (told.length < 4) await new Promise((resolve) => setTimeout(resolve, 20))
    // What comes later would be an answer that nobody asked for.
    await new Promise((resolve) => setTimeout(resolve, 300))
    return told
  }, asked)
  expect(new Set(heard.map(({ origin }) => origin))).toEqual(new Set([new URL(elsewhere).origin]))
  const byId = new Map(heard.map(({ data }) => [data.id, data as Record<string, unknown>]))
  expect([...byId.keys()].map(String).sort()).toEqual(['7', 'a', 'c', 'd'])
  expect(heard).toHaveLength(4)
  expect(byId.get('a')).toEqual({ thaw: 1, id: 'a', answer: { task: 'text-classification', input: 'text', labels } })
  near(byId.get(7)?.answer)
  expect(byId.get('c')?.error).toEqual({ code: 'model-mismatch', message: expect.stringMatching(/^[^·]+\.$/) })
  expect(byId.get('d')?.error).toMatchObject({ message: expect.stringContaining('"toString"') })
})

/** As a lesson's own script sees the element. */
interface Lesson extends HTMLElement {
  src: string
  readonly ready: Promise<{ readonly task: string; readonly input: string; readonly labels: readonly string[] }>
  predict(question: unknown): Promise<unknown>
}

const heard = `<script>document.querySelector('thaw-model').addEventListener('ready', ({ detail }) => (globalThis.about = detail))</script>`

/** Listens before the element is defined. */
async function lesson(body: string): Promise<void> {
  await writeFile(
    join(folder, 'lesson.html'),
    `${body}${heard}<script type="module" src="./thaw-predict/element.js"></script>`,
  )
  await page.goto(`${host.url}lesson.html`)
}

function near(answer: unknown): void {
  const { kind, classes } = answer as { kind: string; classes: { name: string; probability: number }[] }
  expect(kind).toBe('classes')
  expect(classes.map(({ name }) => name).sort()).toEqual([...labels].sort())
  for (const { name, probability } of classes)
    expect(Math.abs(probability - (expected.get(name) ?? Number.NaN))).toBeLessThan(ofRounding)
}

/** As a folder, and as a page of the runtime as it is now. */
async function modelIn(place: string): Promise<void> {
  const tuned = await tunedNetwork({ base: 'bert', task: 'text-classification', method: 'lora' })
  for (const { name, blob } of await exportFiles(tuned)) await save(join(place, 'model', name), blob)
  const sources = await runtimeSources(thirdPartyNotices().worker)
  const site: Site = {
    siteBase: 'https://studio.test/',
    fetch: async (address) => {
      const name = String(address).split('/').at(-1)
      const [file] = Object.entries(runtimeFiles).find(([, lies]) => lies === name) ?? []
      return new Response((sources.get(file as RuntimeFile) ?? '') as BodyInit)
    },
  }
  const [made] = await pageFile(tuned, { site, wishes: {}, watch: unwatched })
  await save(join(place, 'page.html'), (made as { blob: Blob }).blob)
  const answer = await taskAnswerers['text-classification'](tuned, { kind: 'text', text: asked }, nodeCodec)
  if (answer.kind !== 'classes') throw new Error('It classifies.')
  expected = new Map(answer.classes.map(({ name, probability }) => [name, probability]))
  labels = [...tuned.labels]
  disposeTuned(tuned)
}

async function save(path: string, blob: Blob): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, Buffer.from(await blob.arrayBuffer()))
}
