/**
 * Builds the small runtime (`src/predict`) with the site: scripts and compiled code in a folder of their own, which the
 * exports that make pages take along. The service worker keeps them too, so that pages are made without a network.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build, type Plugin, type Rollup } from 'vite'
import { type RuntimeFile, runtimeFiles, runtimeFolder } from '../shared/catalog/runtimeFiles.ts'
import { noticesOf } from './thirdPartyNotices.ts'

/** What is no script lies in the sources, and in tfjs's package. */
export const copiedFiles = {
  style: join('src', 'predict', 'page', 'page.css'),
  plain: join('src', 'engine', 'backends', 'wasm', 'kernels', 'plain.wasm'),
  relaxed: join('src', 'engine', 'backends', 'wasm', 'kernels', 'relaxed.wasm'),
  tensors: createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'),
} as const satisfies Partial<Record<RuntimeFile, string>>

const scripts = {
  page: join('src', 'predict', 'page', 'main.ts'),
  boot: join('src', 'predict', 'page', 'boot.ts'),
  site: join('src', 'predict', 'page', 'site.ts'),
  worker: join('src', 'offline', 'siteWorker.ts'),
} as const satisfies Partial<Record<RuntimeFile, string>>

/** @param notices sees the packages: scripts are bundled before the page's notices are written. */
export function runtimeBuild(notices: Plugin): Plugin {
  const made = new Map<RuntimeFile, string | Uint8Array>()
  return {
    name: 'runtime',
    apply: 'build',
    async buildStart() {
      for (const [file, source] of await runtimeSources(notices)) made.set(file, source)
    },
    generateBundle() {
      for (const [file, source] of made)
        this.emitFile({ type: 'asset', fileName: `${runtimeFolder}/${runtimeFiles[file]}`, source })
    },
  }
}

/** Every file of the runtime. */
export async function runtimeSources(notices: Plugin): Promise<ReadonlyMap<RuntimeFile, string | Uint8Array>> {
  const sources = new Map<RuntimeFile, string | Uint8Array>()
  for (const [file, path] of Object.entries(copiedFiles)) sources.set(file as RuntimeFile, readFileSync(path))
  const own = noticesOf('page')
  for (const [file, path] of Object.entries(scripts))
    sources.set(file as RuntimeFile, await bundled(path, [notices, own.plugin]))
  sources.set('notices', own.text())
  return sources
}

/** As one plain script: a page that lies in a file has no modules. */
async function bundled(path: string, notices: readonly Plugin[]): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [withoutThreads, ...notices],
    build: {
      write: false,
      target: 'es2023',
      rollupOptions: { input: path, output: { format: 'iife' } },
    },
  })
  const [{ output }] = [built].flat() as [Rollup.RollupOutput]
  return output[0].code
}

/** tfjs brings its code for threads along, which the runtime never starts. */
export const withoutThreads: Plugin = {
  name: 'without-threads',
  enforce: 'pre',
  load: (id) =>
    /tfjs-backend-wasm-threaded-simd\.(?:worker\.)?js$/.test(id)
      ? 'export default undefined; export const wasmWorkerContents = ""'
      : null,
}
