/** `npm run check`, second half: every ring is type-checked under its own tsconfig, all at once. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const rings = ['src/shared', 'src/engine', 'src/studio', 'src/commands', 'test']

export async function main(): Promise<number> {
  const failed = (await Promise.all(rings.map(typeErrors))).filter((output) => output !== '')
  for (const output of failed) console.error(output)
  return failed.length === 0 ? 0 : 1
}

async function typeErrors(ring: string): Promise<string> {
  try {
    await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-p', ring])
    return ''
  } catch (error) {
    return `${ring}:\n${(error as { stdout?: string }).stdout || String(error)}`
  }
}
