import react from '@vitejs/plugin-react'
import type { IndexHtmlTransformContext, Rollup } from 'vite'
import { defineConfig } from 'vitest/config'
import { contentSecurityPolicy } from './src/commands/headers.ts'

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
    /[\\/]react-aria[^?]*[\\/]intl[\\/].*[\\/](?!en-US)[a-z]{2}-[A-Z]{2}\.m?js$/.test(id)
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

export default defineConfig({
  base: './',
  plugins: [react(), englishOnly, policyTag, pagePreload],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    // One sheet for all screens: 16 kB, and a screen that comes later neither waits for its looks nor reorders others'.
    cssCodeSplit: false,
  },
  server: { headers: isolation },
  preview: { headers: isolation },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/{shared,commands,engine,studio}/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          environment: 'node',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: 'test/support/serveStudio.ts',
          // A graphics adapter in software compiles its shaders for minutes where others use the machine too.
          testTimeout: 600_000,
          hookTimeout: 300_000,
          // One at a time: a run under test takes every core, and its timing is measured.
          maxWorkers: 1,
        },
      },
    ],
  },
})
