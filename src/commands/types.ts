/** `npm run check`, second half: every ring is type-checked under its own tsconfig, all at once. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'

const rings = [
  'src/shared',
  'src/engine',
  'src/engine/backends/wasm/kernels',
  'src/studio',
  'src/offline',
  'src/predict',
  'src/commands',
  'test',
  ...installedBench(),
]

export async function main(): Promise<number> {
  const failed = (await Promise.all(rings.map(typeErrors))).filter((output) => output !== '')
  for (const output of failed) console.error(output)
  return failed.length === 0 ? 0 : 1
}

/** The bench has packages of its own, which only who runs it has installed. */
function installedBench(): string[] {
  return existsSync('test/bench/node_modules') ? ['test/bench'] : []
}

async function typeErrors(ring: string): Promise<string> {
  try {
    await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-p', ring])
    return ''
  } catch (error) {
    return `${ring}:\n${(error as { stdout?: string }).stdout || String(error)}`
  }
}
