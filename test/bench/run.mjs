// `npm run bench`: installs the peers where they are missing, then runs bench.ts through Vite, as src/commands/run.mjs
// runs the commands.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { runnerImport } from 'vite'

const folder = import.meta.dirname
if (!existsSync(join(folder, 'node_modules'))) {
  console.error('The bench’s peers are not installed yet; installing them into test/bench/node_modules (400 MB).')
  // One of them would patch its own development dependencies when it is installed; nothing here needs a script.
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}
// tfjs's platform for Node asks for a global require.
globalThis.require ??= createRequire(import.meta.url)
try {
  const { module } = await runnerImport(join(folder, 'bench.ts'), {
    configFile: false,
    logLevel: 'error',
    environments: { inline: { resolve: { noExternal: ['@tensorflow/tfjs-core'], mainFields: ['module', 'main'] } } },
  })
  process.exitCode = await module.main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.stack : error)
  process.exitCode = 1
}
