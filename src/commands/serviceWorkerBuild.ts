/**
 * Builds the service worker with the site: a script of its own beside index.html, with the list of every file that it
 * keeps. The list is made of what the bundler has just written, so that it is never another build's; Workbox does the
 * keeping. vite-plugin-pwa would bring 300 packages, Babel among them, to read the same list from the disk afterwards.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { build, type Plugin, type Rollup } from 'vite'
import { serviceWorkerFile } from '../shared/wire/serviceWorker.ts'

export interface KeptFile {
  readonly url: string
  /** Null where the file's name changes with its content. */
  readonly revision: string | null
}

/** What the site has and the studio never asks for. */
const leftOut = /\.map$|^_headers$|^screenshot\.png$|^\.nojekyll$|^bench(\.html$|\/)/

/** @param notices sees the worker's packages: it is bundled before the page's notices are written. */
export function serviceWorkerBuild(notices: Plugin): Plugin {
  let publicDir = ''
  let assetsDir = ''
  let sourcemap = false
  let script: Rollup.OutputChunk
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      publicDir = config.publicDir
      assetsDir = config.build.assetsDir
      sourcemap = config.build.sourcemap !== false
    },
    async buildStart() {
      script = await bundleWorker(notices, sourcemap)
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const files = [...writtenFiles(bundle, assetsDir), ...publicFiles(publicDir)].filter(
          ({ url }) => !leftOut.test(url),
        )
        const list = JSON.stringify(files.toSorted((a, b) => (a.url < b.url ? -1 : 1)))
        const source = script.code.replace('THAW_FILES', () => list)
        if (source === script.code) this.error('internal: the service worker names no list of files.')
        this.emitFile({ type: 'asset', fileName: serviceWorkerFile, source })
        if (script.map)
          this.emitFile({ type: 'asset', fileName: `${serviceWorkerFile}.map`, source: JSON.stringify(script.map) })
      },
    },
  }
}

/** As one plain script: not every browser takes a service worker that is a module. */
async function bundleWorker(notices: Plugin, sourcemap: boolean): Promise<Rollup.OutputChunk> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [notices],
    build: {
      write: false,
      target: 'es2023',
      sourcemap: sourcemap && 'hidden',
      rollupOptions: {
        input: join('src', 'offline', 'serviceWorker.ts'),
        output: { format: 'iife', entryFileNames: serviceWorkerFile },
      },
    },
  })
  const [{ output }] = [built].flat() as [Rollup.RollupOutput]
  return output[0]
}

function writtenFiles(bundle: Rollup.OutputBundle, assetsDir: string): readonly KeptFile[] {
  return Object.values(bundle).map((file) => {
    const namedByContent = file.fileName.startsWith(`${assetsDir}/`)
    const content = file.type === 'chunk' ? file.code : file.source
    return { url: file.fileName, revision: namedByContent ? null : digest(content) }
  })
}

/** Copied as they are, and in no bundle. */
function publicFiles(folder: string): readonly KeptFile[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return { url: path.slice(folder.length + 1).replaceAll(sep, '/'), revision: digest(readFileSync(path)) }
    })
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}
