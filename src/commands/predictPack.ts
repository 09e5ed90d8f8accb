/**
 * `npm run predict:pack -- FOLDER`: makes the package `thaw-predict` there, ready for `npm pack`, `npm install FOLDER` or
 * `npm publish`, and tells how large it is.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build, type Plugin, type Rollup } from 'vite'
import { runtimeCode, runtimeFiles } from '../shared/catalog/runtimeFiles.ts'
import { copiedFiles, withoutThreads } from './runtimeBuild.ts'
import { noticesFile, noticesOf } from './thirdPartyNotices.ts'

const source = join('src', 'predict', 'package')

export async function main([folder]: string[]): Promise<number> {
  if (folder === undefined) {
    console.error('npm run predict:pack -- FOLDER   a folder that the package is written to')
    return 1
  }
  await mkdir(folder, { recursive: true })
  const notices = noticesOf('package')
  for (const entry of entries) await writeFile(join(folder, `${entry}.js`), await bundled(entry, notices.plugin))
  await writeFile(join(folder, noticesFile), notices.text())
  for (const code of runtimeCode) await copyFile(copiedFiles[code], join(folder, runtimeFiles[code]))
  await writeFile(join(folder, 'index.d.ts'), await types())
  await writeFile(join(folder, 'element.d.ts'), typesOfElement)
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(await description(), null, 2)}\n`)
  for (const name of ['README.md', 'LICENSE'])
    await copyFile(name === 'LICENSE' ? name : join(source, name), join(folder, name))
  await tellSizes(folder)
  return 0
}

/** The second takes the first along, and does not hold it again. */
const entries = ['index', 'element'] as const

async function bundled(entry: (typeof entries)[number], notices: Plugin): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [withoutThreads, anywhere, besideIndex, notices],
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rollupOptions: {
        input: join(source, `${entry}.ts`),
        output: { format: 'es' },
        preserveEntrySignatures: 'strict',
      },
    },
  })
  const [{ output }] = [built].flat() as [Rollup.RollupOutput]
  if (output.filter(({ type }) => type === 'chunk').length !== 1) throw new Error('The package is to be one script.')
  // Vite marks what it has seen, so that it looks no more; whoever bundles the package has to look.
  return output[0].code.replaceAll(/(?:``|""|'')\s*\+\s*import\.meta\.url/g, 'import.meta.url')
}

/**
 * tfjs asks Node for modules of its own by `require`, which a script for pages has not: what it wants of them is among
 * the globals of both, and compiled code comes from outside.
 */
const anywhere: Plugin = {
  name: 'anywhere',
  enforce: 'pre',
  transform(code, id) {
    if (/platform_node\.js$/.test(id)) return code.replace("require('util')", utilities)
    if (/tfjs-backend-wasm(?:-simd)?\.js$/.test(id)) return code.replace(isNode, 'ENVIRONMENT_IS_NODE=false')
    return null
  },
}

const besideIndex: Plugin = {
  name: 'beside-index',
  enforce: 'pre',
  resolveId: (id, importer) => (id === './index.ts' && importer ? { id: './index.js', external: true } : null),
}

const kinds = ['Float32Array', 'Int32Array', 'Uint8Array', 'Uint8ClampedArray']
const utilities = `{ TextEncoder, TextDecoder, types: { ${kinds
  .map((kind) => `is${kind}: (array) => array instanceof ${kind}`)
  .join(', ')} } }`
const isNode = /ENVIRONMENT_IS_NODE=typeof process=="object"[^;,]*/

/** The types stand in one file without imports, and are the package's whole face. */
async function types(): Promise<string> {
  const shared = await readFile(join(source, 'types.ts'), 'utf8')
  return `${shared}\n/** @throws Error for files that are no model of Thaw, or damaged. */\nexport declare function load(source: Source): Promise<Model>\n`
}

const typesOfElement = `import type { Answer, Model, PredictOptions, Question } from './index.js'

/** <thaw-model src="…">: dispatches "ready" when it can be asked, "error" where its model cannot be opened. */
export declare class ThawModel extends HTMLElement {
  /** The address of a folder that Thaw exported, or of a page (.html) that it made of a model. */
  src: string
  readonly ready: Promise<Model>
  predict(question: Question, options?: PredictOptions): Promise<Answer>
}

declare global {
  interface HTMLElementTagNameMap {
    'thaw-model': ThawModel
  }
}
`

async function description(): Promise<object> {
  const { version, license, author } = JSON.parse(await readFile('package.json', 'utf8'))
  return {
    name: 'thaw-predict',
    version,
    description: 'Answers with a model that was fine-tuned in Thaw: in a page, a worker or Node',
    ...{ license, author },
    type: 'module',
    sideEffects: ['./element.js'],
    engines: { node: '>=20.16' },
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './element': { types: './element.d.ts', default: './element.js' },
    },
    types: './index.d.ts',
    files: [
      ...entries.flatMap((entry) => [`${entry}.js`, `${entry}.d.ts`]),
      ...runtimeCode.map((code) => runtimeFiles[code]),
      noticesFile,
    ],
  }
}

async function tellSizes(folder: string): Promise<void> {
  const files = [...entries.map((entry) => `${entry}.js`), ...runtimeCode.map((code) => runtimeFiles[code])]
  const rows = await Promise.all(
    files.map(async (name) => {
      const bytes = await readFile(join(folder, name))
      return [name, bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length] as const
    }),
  )
  const sum = (column: 1 | 2 | 3) => rows.reduce((total, row) => total + row[column], 0)
  for (const [name, ...sizes] of [...rows, ['in all', sum(1), sum(2), sum(3)] as const])
    console.log(name.padEnd(32), ...sizes.map((bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11)))
  console.log('plain, gzip, brotli')
}
