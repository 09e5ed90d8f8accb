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
  return [...walls, ...suspended, loud]
}

/** Files that still cross a wall; the list only shrinks, and a test fails where one no longer needs it. */
export const stillCrossing = {
  noImportCycles: ['src/engine/run/concludeRun.ts', 'src/engine/run/prepareRun.ts', 'src/engine/run/runRecipe.ts'],
  noRestrictedImports: ['src/engine/run/evaluateRun.ts'],
} as const

const suspended = [
  {
    includes: stillCrossing.noImportCycles,
    linter: { rules: { suspicious: { noImportCycles: 'off' } } },
  },
  {
    includes: stillCrossing.noRestrictedImports,
    linter: { rules: { style: { noRestrictedImports: 'off' } } },
  },
].filter(({ includes }) => includes.length > 0)

function rule(walls: readonly { readonly group: readonly string[]; readonly message: string }[]) {
  return { level: 'error', options: { patterns: walls.map(({ group, message }) => ({ group, message })) } }
}
