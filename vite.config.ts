import { availableParallelism } from 'node:os'
import react from '@vitejs/plugin-react'
import type { IndexHtmlTransformContext, Rollup } from 'vite'
import { defineConfig } from 'vitest/config'
import { benchBuild } from './src/commands/benchBuild.ts'
import { contentSecurityPolicy } from './src/commands/headers.ts'
import { runtimeBuild } from './src/commands/runtimeBuild.ts'
import { serviceWorkerBuild } from './src/commands/serviceWorkerBuild.ts'
import { headersFile, versionTag } from './src/commands/siteFiles.ts'
import { thirdPartyNotices } from './src/commands/thirdPartyNotices.ts'
import { LongestFirst } from './test/support/longestFirst.ts'

/** Cross-origin isolation gives the WASM backend its threads. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** For hosts that set no headers. Built pages only: the development server's own scripts would not pass. */
const policyTag = {
  name: 'content-policy-tag',
  apply: 'build' as const,
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
      injectTo: 'head-prepend' as const,
    },
  ],
}

/**
 * The page speaks English: what react-aria says in 33 other languages is left out, 150 kB of it for a drop zone alone.
 * Its dictionaries pass over what is undefined.
 */
const englishOnly = {
  name: 'english-only',
  enforce: 'pre' as const,
  load: (id: string) =>
    /[\\/]react-aria[^?]*[\\/]intl[\\/](?:.*[\\/])?(?!en-US)[a-z]{2}-[A-Z]{2}\.m?js$/.test(id)
      ? 'export default undefined'
      : null,
}

/** Has the page's own script fetched beside the first one, which would else ask for it only once it has come itself. */
const pagePreload = {
  name: 'page-preload',
  apply: 'build' as const,
  transformIndexHtml: {
    order: 'post' as const,
    handler: (_: string, { bundle = {}, chunk }: IndexHtmlTransformContext) =>
      withImports(chunk?.dynamicImports ?? [], bundle).map((file) => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` },
        injectTo: 'head' as const,
      })),
  },
}

/** These files and all that they import at once. */
function withImports(files: readonly string[], bundle: Rollup.OutputBundle, found: string[] = []): readonly string[] {
  for (const file of files) {
    const output = bundle[file]
    if (output?.type !== 'chunk' || output.isEntry || found.includes(file)) continue
    found.push(file)
    withImports(output.imports, bundle, found)
  }
  return found
}

const notices = thirdPartyNotices()

const numerics = [
  'test/engine/backends/**/*.test.ts',
  'test/engine/models/**/*.test.ts',
  'test/engine/nn/**/*.test.ts',
  'test/engine/tuning/**/*.test.ts',
  'test/engine/run/**/*.test.ts',
  'test/tasks/{multi-label,regression,text-pairs,token-classification}/**/*.test.ts',
  'test/engine/train/**/*.test.ts',
  'test/engine/export/peft/**/*.test.ts',
  'test/engine/export/python/**/*.test.ts',
  // Networks are trained, and onnxruntime has the process to itself; memory is measured.
  'test/engine/export/onnx/{transformersJs,exportMemory}.test.ts',
  'test/engine/calls/{session,trainCalls}.test.ts',
  // A command that trains, in processes of its own.
  'test/commands/pretrain/writer.test.ts',
  // Damaged by the thousand.
  'test/engine/data/{bombs,damagedDocuments,faults,packedTables,*utations}.test.ts',
]
const timing = ['test/browser/{charts,run}.test.ts']
const software = ['test/browser/{backends,references,webgpuKernels,webgpuTraining,lostDevice,webgl,bench}.test.ts']

/**
 * The tests in tiers. `npm run test:quick` runs page and engine; `npm test` runs all. Files of a tier with `isolate: false`
 * share a process, so that tfjs and React are imported once a worker and not once a file.
 */
const testProjects = [
  unitTier('page', {
    include: ['test/{shared,methods,studio,offline,commands}/**/*.test.{ts,tsx}', 'test/*.test.ts'],
    exclude: numerics,
    isolate: false,
  }),
  unitTier('engine', {
    include: ['test/{engine,tasks}/**/*.test.{ts,tsx}'],
    exclude: numerics,
    isolate: false,
  }),
  // Gradients, conformance, resumed runs, references and damaged files: each file has the backends to itself.
  unitTier('numerics', { include: numerics }),
  browserTier('browser', {
    include: ['test/browser/**/*.test.ts'],
    exclude: [...timing, ...software],
    order: 1,
    workers: 2,
  }),
  // One at a time and alone: a task of the page is measured while a run takes every core.
  browserTier('timing', { include: timing, order: 2, workers: 1 }),
  // Apart from the others, which a graphics adapter in software would slow: it takes every core.
  browserTier('webgpu', { include: software, order: 3, workers: 2 }),
]

export default defineConfig({
  base: './',
  plugins: [
    react(),
    englishOnly,
    policyTag,
    versionTag,
    pagePreload,
    notices.page,
    headersFile,
    benchBuild([policyTag, versionTag]),
    runtimeBuild(notices.worker),
    serviceWorkerBuild(notices.worker),
  ],
  worker: { format: 'es', plugins: () => [notices.worker] },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    // One sheet for all screens: 16 kB, and a screen that comes later neither waits for its looks nor reorders others'.
    cssCodeSplit: false,
  },
  server: { headers: isolation },
  preview: { headers: isolation },
  test: { projects: testProjects, sequence: { sequencer: LongestFirst } },
})

interface Tier {
  readonly include: string[]
  readonly exclude?: string[]
}

function unitTier(name: string, { isolate = true, ...files }: Tier & { readonly isolate?: boolean }) {
  return {
    extends: true as const,
    test: {
      ...files,
      ...{ name, isolate, environment: 'node' as const },
      setupFiles: 'test/support/speakEnglish.ts',
      // Vitest would leave one core to a watcher: of two, half the machine.
      maxWorkers: availableParallelism(),
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  }
}

function browserTier(
  name: string,
  { order, workers, ...files }: Tier & { readonly order: number; readonly workers: number },
) {
  return {
    extends: true as const,
    test: {
      ...files,
      name,
      environment: 'node' as const,
      globalSetup: 'test/support/serveStudio.ts',
      setupFiles: 'test/support/speakEnglish.ts',
      // A graphics adapter in software compiles its shaders for minutes where others use the machine too.
      testTimeout: 600_000,
      hookTimeout: 300_000,
      // Files of a worker share one Chromium (test/support/studio.ts), each in contexts of its own.
      isolate: false,
      maxWorkers: workers,
      sequence: { groupOrder: order },
    },
  }
}
