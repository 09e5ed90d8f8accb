/** The walls as Biome's overrides: one for each place, and none for two. */
import { readdir } from 'node:fs/promises'
import { placesOf } from './places.ts'

export async function screenFolders(): Promise<readonly string[]> {
  const entries = await readdir('src/studio/features', { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory())
  return folders.map(({ name }) => name).sort()
}

export function overridesOf(features: readonly string[]): readonly object[] {
  const walls = placesOf(features).map(({ files, walls }) => ({
    includes: files,
    linter: { rules: { style: { noRestrictedImports: rule(walls) } } },
  }))
  // The commands talk to a terminal.
  const loud = { includes: ['src/commands/**', 'test/**'], linter: { rules: { suspicious: { noConsole: 'off' } } } }
  return [...walls, loud]
}

function rule(walls: readonly { readonly group: readonly string[]; readonly message: string }[]) {
  return { level: 'error', options: { patterns: walls.map(({ group, message }) => ({ group, message })) } }
}
