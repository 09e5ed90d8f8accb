/** `npm run walls`: writes the walls into biome.json, from the one list of places. A test holds the two together. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { overridesOf, screenFolders } from './walls/lintRules.ts'

export async function main(): Promise<number> {
  const config = JSON.parse(await readFile('biome.json', 'utf8')) as object
  const overrides = overridesOf(await screenFolders())
  await writeFile('biome.json', JSON.stringify({ ...config, overrides }))
  await promisify(execFile)(process.execPath, [
    'node_modules/@biomejs/biome/bin/biome',
    'format',
    '--write',
    'biome.json',
  ])
  console.log(`biome.json: ${overrides.length} overrides`)
  return 0
}
