// Runs a command of this folder: `node src/commands/run.mjs demo --seed 1`. Vite reads the TypeScript, so that the
// commands share the page's toolchain and need no other loader.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const folder = dirname(fileURLToPath(import.meta.url))
const [name = '', ...options] = process.argv.slice(2)
try {
  const { module } = await runnerImport(join(folder, `${name}.ts`), { configFile: false, logLevel: 'error' })
  process.exitCode = await module.main(options)
} catch (error) {
  console.error(error instanceof Error ? error.stack : error)
  process.exitCode = 1
}
