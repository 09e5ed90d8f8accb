// Runs a command of this folder: `node src/commands/run.mjs demo --seed 1`. Vite reads the TypeScript, so that the
// commands share the page's toolchain and need no other loader.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const folder = dirname(fileURLToPath(import.meta.url))
// tfjs's platform for Node asks for a global require.
globalThis.require ??= createRequire(import.meta.url)
try {
  const { module } = await runnerImport(join(folder, 'runner.ts'), {
    configFile: false,
    logLevel: 'error',
    // tfjs's gradients are published as modules that Node cannot resolve by itself.
    environments: { inline: { resolve: { noExternal: ['@tensorflow/tfjs-core'], mainFields: ['module', 'main'] } } },
  })
  process.exitCode = module.code
} catch (error) {
  // An error of the studio's makes its words when they are read: its trace begins with its key.
  const trace = error instanceof Error ? String(error.stack) : ''
  console.error(trace.includes(String(error)) ? trace : `${error}\n${trace}`.trim())
  process.exitCode = 1
}
