/**
 * The package `thaw-predict`, packed and installed in an empty project: its README's lines answer as the studio does, in
 * Node, bundled by Vite with React, in a page without a bundler, and in a worker.
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import { main as pack } from '../../src/commands/predictPack.ts'
import { exportFiles } from '../../src/engine/export/weights/exportWeights.ts'
import { disposeTuned } from '../../src/engine/inference/tunedModel.ts'
import { speakWords } from '../../src/predict/words.ts'
import { en } from '../../src/shared/messages/en.ts'
import { spokenLanguage } from '../../src/shared/messages/say.ts'
import { taskAnswerers } from '../../src/tasks/answerers.ts'
import { startBackend } from '../support/backends.ts'
import { type BareHost, bareHost } from '../support/bareHost.ts'
import { sharedBrowser } from '../support/browsers.ts'
import { pixelsOf } from '../support/nodeImages.ts'
import { tunedNetwork } from '../support/tunedNetwork.ts'

const asked = 'Where is my order?'
const run = promisify(execFile)

let project: string
let packed: string
let readme: string
let host: BareHost
const expected: { texts: readonly Share[]; picture: readonly Share[] } = { texts: [], picture: [] }

interface Share {
  readonly name: string
  readonly probability: number
}

beforeAll(async () => {
  await startBackend('cpu')
  project = await mkdtemp(join(tmpdir(), 'thaw-predict-'))
  packed = join(project, 'package')
  expect(await pack([packed])).toBe(0)
  readme = await readFile(join(packed, 'README.md'), 'utf8')
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  await run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: packed })
  const { version } = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8'))
  const install = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund']
  await run('npm', [...install, `./thaw-predict-${version}.tgz`], { cwd: project })
  await modelsIn(project)
  host = await bareHost(project)
}, 120_000)

afterAll(async () => {
  await host.close()
  await rm(project, { recursive: true })
})

test('with its WebAssembly it is under 250 kB, compressed', async () => {
  const { files } = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8')) as { files: string[] }
  // What a page fetches: types and licences are for who writes it.
  const fetched = files.filter((name) => /\.(?:js|wasm)$/.test(name))
  expect(fetched).toHaveLength(5)
  const bytes = await Promise.all(fetched.map((name) => readFile(join(packed, name))))
  expect(bytes.reduce((sum, each) => sum + brotliCompressSync(each).length, 0)).toBeLessThan(250_000)
})

test('answers in Node, of a text and of the pixels of a picture', async () => {
  const picture = `const pixels = Uint8ClampedArray.from({ length: 40 * 30 * 4 }, (_, at) => at % 4 === 3 ? 255 : (at * 7) % 256)
    const seen = await (await load('./pictures')).predict({ width: 40, height: 30, data: pixels })
    console.log(JSON.stringify([answer.classes, seen.classes]))`
  const lines = block('node').replace('console.log(answer)', picture)
  await writeFile(join(project, 'ask.js'), lines)
  const { stdout } = await run(process.execPath, ['ask.js'], { cwd: project })
  const [texts, seen] = JSON.parse(stdout) as [Share[], Share[]]
  alike(texts, expected.texts)
  alike(seen, expected.picture)
})

test('in Node it takes pixels of any bytes, and says what is wrong with others', async () => {
  const lines = `import { load } from 'thaw-predict'
    const model = await load('./pictures')
    const rgb = Array.from({ length: 40 * 30 * 3 }, (_, at) => ((at + Math.floor(at / 3)) * 7) % 256)
    const size = { width: 40, height: 30 }
    const asked = async (question) => {
      try {
        return (await model.predict(question)).classes
      } catch ({ name, message, code }) {
        return [name, message, code]
      }
    }
    const clear = new Uint8Array(40 * 30 * 4)
    const white = new Uint8Array(40 * 30 * 3).fill(255)
    const half = Uint8Array.from(clear, (_, at) => at % 4 === 3 ? 51 : 100)
    console.log(JSON.stringify({
      three: await asked({ ...size, data: Uint8Array.from(rgb) }),
      buffer: await asked({ ...size, data: Buffer.from(rgb) }),
      clear: await asked({ ...size, data: clear }),
      white: await asked({ ...size, data: white }),
      half: await asked({ ...size, data: half }),
      mixed: await asked({ ...size, data: white.fill(224) }),
      short: await asked({ ...size, data: new Uint8Array(1200) }),
      list: await asked({ ...size, data: rgb }),
      sideless: await asked({ width: 40.5, height: 30, data: clear }),
      blob: await asked(new Blob([clear])),
      nothing: await asked(undefined),
      text: await asked('Where is my order?'),
      absent: await load('./package').catch(({ name, message, code }) => [name, message, code]),
    }))`
  await writeFile(join(project, 'pixels.js'), lines)
  const { stdout } = await run(process.execPath, ['pixels.js'], { cwd: project })
  const told = JSON.parse(stdout)
  alike(told.three, expected.picture)
  alike(told.buffer, expected.picture)
  expect(told.clear).toEqual(told.white)
  // 100 and 255 at 51 of 255 are 224.
  expect(told.half).toEqual(told.mixed)
  expect(told.half).not.toEqual(told.white)
  expect(told.short[1]).toBe('A picture of 40 × 30 has 3600 bytes of RGB or 4800 of RGBA; these are 1200.')
  expect(told.list[1]).toMatch(/This one has 40, 30 and Array\.$/)
  expect(told.sideless[1]).toMatch(/This one has 40\.5, 30 and Uint8Array\.$/)
  expect(told.blob[1]).toMatch(/^Pictures are decoded by browsers, and this is none\. Decode it first/)
  expect(told.nothing[1]).toMatch(/got undefined\.$/)
  for (const [name, message, code] of [told.text, told.absent]) {
    expect([name, code]).toEqual(['Error', expect.stringMatching(/^[a-z]+-[a-z]+$/)])
    // In words, whatever the key.
    expect(message).toMatch(/^[^·]+ [^·]+\.$/)
  }
})

test('has words for everything that it says goes wrong', async () => {
  const script = await readFile(join(packed, 'index.js'), 'utf8')
  speakWords()
  const { errors } = spokenLanguage() ?? {}
  const keys = Object.keys(en.errors).filter((key) => new RegExp(`[,(]["'\`]${key}["'\`]`).test(script))
  expect(keys.length).toBeGreaterThan(50)
  expect(keys.filter((key) => !Object.hasOwn(errors ?? {}, key))).toEqual([])
})

test('answers in a page that Vite bundled with React', { timeout: 120_000 }, async () => {
  const app = await projectWithReact('app')
  await writeFile(join(app, 'Answer.jsx'), block('react'))
  const main = `import { createRoot } from 'react-dom/client'
    import { Answer } from './Answer.jsx'
    createRoot(document.querySelector('main')).render(<Answer text="${asked}" />)`
  await writeFile(join(app, 'main.jsx'), main)
  await writeFile(join(app, 'index.html'), '<main></main><script type="module" src="./main.jsx"></script>')
  await build({ root: app, base: './', configFile: false, logLevel: 'error', oxc, build: { target: 'es2023' } })
  await cp(join(project, 'model'), join(app, 'dist', 'model'), { recursive: true })
  await outputIs(`${host.url}app/dist/index.html`)
})

test('the element is imported by Node, which has none, and does nothing there', async () => {
  const lines = `import { ThawModel } from 'thaw-predict/element'
    console.log(JSON.stringify([typeof ThawModel, ThawModel.observedAttributes, 'customElements' in globalThis]))`
  await writeFile(join(project, 'element.js'), lines)
  const { stdout, stderr } = await run(process.execPath, ['element.js'], { cwd: project })
  expect(JSON.parse(stdout)).toEqual(['function', ['src'], false])
  expect(stderr).toBe('')
})

test.each([
  ['bundled', ['thaw-predict']],
  ['beside', []],
])(
  'a server that renders React writes the element, its code %s, and the browser answers',
  {
    timeout: 120_000,
  },
  async (name, noExternal) => {
    const app = await projectWithReact(`server-${name}`)
    const shown = `import 'thaw-predict/element'
    export const App = () => <thaw-model src="./model/"></thaw-model>`
    await writeFile(join(app, 'App.jsx'), shown)
    const server = `import { renderToString } from 'react-dom/server'
    import { App } from './App.jsx'
    console.log(renderToString(<App />))`
    await writeFile(join(app, 'server.jsx'), server)
    const client = `import { hydrateRoot } from 'react-dom/client'
    import { App } from './App.jsx'
    hydrateRoot(document.querySelector('main'), <App />)
    const { classes: [first] } = await document.querySelector('thaw-model').predict('${asked}')
    document.querySelector('output').textContent = first.name + ' ' + first.probability`
    await writeFile(join(app, 'client.jsx'), client)
    const shared = { root: app, base: './', configFile: false as const, logLevel: 'error' as const, oxc }
    await build({ ...shared, ssr: { noExternal }, build: { ssr: 'server.jsx', outDir: 'written', target: 'es2023' } })
    const { stdout } = await run(process.execPath, [join('written', 'server.js')], { cwd: app })
    expect(stdout.trim()).toBe('<thaw-model src="./model/"></thaw-model>')
    const page = `<main>${stdout.trim()}</main><output></output><script type="module" src="./client.jsx"></script>`
    await writeFile(join(app, 'index.html'), page)
    await build({ ...shared, build: { target: 'es2023' } })
    await cp(join(project, 'model'), join(app, 'dist', 'model'), { recursive: true })
    await outputIs(`${host.url}server-${name}/dist/index.html`)
  },
)

test('answers in a page without a bundler, and in a worker', async () => {
  await cp(join(project, 'node_modules', 'thaw-predict'), join(project, 'thaw-predict'), { recursive: true })
  await writeFile(join(project, 'page.html'), block('page'))
  await outputIs(`${host.url}page.html`)
  await writeFile(join(project, 'worker.js'), block('worker'))
  const page = `<output></output><script type="module">
    const worker = new Worker('./worker.js', { type: 'module' })
    worker.onmessage = ({ data: { classes: [first] } }) => {
      document.querySelector('output').textContent = first.name + ' ' + first.probability
    }
    worker.postMessage('${asked}')
  </script>`
  await writeFile(join(project, 'working.html'), page)
  await outputIs(`${host.url}working.html`)
})

const oxc = { jsx: { runtime: 'automatic' as const } }

/** Its own folder, with the package and React in it. */
async function projectWithReact(name: string): Promise<string> {
  const app = join(project, name)
  await mkdir(join(app, 'node_modules'), { recursive: true })
  for (const each of ['react', 'react-dom', 'scheduler'])
    await symlink(join(process.cwd(), 'node_modules', each), join(app, 'node_modules', each))
  const own = join('node_modules', 'thaw-predict')
  await cp(join(project, own), join(app, own), { recursive: true })
  await writeFile(join(app, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  return app
}

/** The page's answer: its first class, and how sure. */
async function outputIs(url: string): Promise<void> {
  const page = await (await sharedBrowser()).newPage()
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  await page.goto(url)
  const output = page.locator('output', { hasText: /\d/ })
  await output.waitFor({ timeout: 30_000 }).catch(() => {
    throw new Error(`The page answered nothing. ${errors.join('\n')}`)
  })
  const [name, probability] = ((await output.textContent()) ?? '').split(' ')
  expect(name).toBe(expected.texts[0]?.name)
  expect(Number(probability)).toBeCloseTo(expected.texts[0]?.probability ?? 0, 4)
  await page.close()
}

function alike(found: readonly Share[], wanted: readonly Share[]): void {
  expect(found.map(({ name }) => name)).toEqual(wanted.map(({ name }) => name))
  for (const [at, { probability }] of wanted.entries()) expect(found[at]?.probability).toBeCloseTo(probability, 4)
}

function block(name: string): string {
  const found = readme.match(new RegExp(`\`\`\`\\w+ ${name}\n([\\s\\S]*?)\n\`\`\``))?.[1]
  if (!found) throw new Error(`The README has no lines for ${name}.`)
  return found
}

/** One that reads texts and one that sees pictures, as the studio exports them, and what they answer here. */
async function modelsIn(folder: string): Promise<void> {
  const reads = await tunedNetwork({ base: 'bert', task: 'text-classification', method: 'lora' })
  const sees = await tunedNetwork({ base: 'resnet-basic', task: 'image-classification', method: 'lora' })
  for (const [name, tuned] of [
    ['model', reads],
    ['pictures', sees],
  ] as const) {
    for (const file of await exportFiles(tuned)) {
      const path = join(folder, name, file.name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, Buffer.from(await file.blob.arrayBuffer()))
    }
  }
  const text = await taskAnswerers['text-classification'](reads, { kind: 'text', text: asked }, nodeCodec)
  const byte = (at: number) => (at * 7) % 256
  const picture = pixelsOf(40, 30, (x, y) => {
    const at = 4 * (y * 40 + x)
    return [byte(at), byte(at + 1), byte(at + 2)]
  })
  const codec = { decode: async () => picture }
  const seen = await taskAnswerers['image-classification'](sees, { kind: 'image', image: new Blob() }, codec)
  if (text.kind !== 'classes' || seen.kind !== 'classes') throw new Error('Both classify.')
  Object.assign(expected, { texts: text.classes, picture: seen.classes })
  disposeTuned(reads)
  disposeTuned(sees)
}
