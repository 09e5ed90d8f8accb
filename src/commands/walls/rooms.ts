/** Beside the folders of `tasks` and `methods` lie their registries and types; these are the engine's, `panels.ts` the page's. */
export const engineRegistries = [
  'engines.ts',
  'answerers.ts',
  'taskEngine.ts',
  'taskAnswerer.ts',
  'taskInputs.ts',
  'watchExamples.ts',
  'answerOne.ts',
  'pefts.ts',
] as const

/** In a folder of `tasks` or `methods`, what is of the shared ring: what the first screen needs, and what comes later. */
export const cardFiles = ['card.ts', 'presets.ts', 'report.ts']

/**
 * The engine's rooms, the lowest first: a room imports itself and the rooms before it, and none behind it, types
 * included. Both the lint rules and the check of the import graph are made from this list.
 */
export const engineRooms = [
  { id: 'ground', files: ['src/engine/*.ts', '!src/engine/worker.ts'] },
  { id: 'nn', files: ['src/engine/nn/**'] },
  { id: 'backends', files: ['src/engine/backends/**', '!src/engine/backends/wasm/kernels/**'] },
  { id: 'storage', files: ['src/engine/storage/**'] },
  { id: 'weights', files: ['src/engine/weights/**'] },
  { id: 'data', files: ['src/engine/data/**'] },
  { id: 'inputs', files: ['src/engine/inputs/**'] },
  { id: 'models', files: ['src/engine/models/**'] },
  { id: 'tuning', files: ['src/engine/tuning/**'] },
  { id: 'methods', files: engineFilesOf('methods') },
  { id: 'train', files: ['src/engine/train/**'] },
  { id: 'inference', files: ['src/engine/inference/**'] },
  { id: 'tasks', files: engineFilesOf('tasks') },
  { id: 'run', files: ['src/engine/run/**'] },
  { id: 'evaluate', files: ['src/engine/evaluate/**'] },
  { id: 'export', files: ['src/engine/export/**'] },
  { id: 'calls', files: ['src/engine/calls/**'] },
  { id: 'worker', files: ['src/engine/worker.ts'] },
] as const satisfies readonly { readonly id: string; readonly files: readonly string[] }[]

export type EngineRoom = (typeof engineRooms)[number]['id']

/** The page's rooms, the lowest first, in the same way. */
export const studioRooms = ['ui', 'client', 'store', 'features', 'app'] as const

/** In a folder of `tasks` or `methods`, what is neither a card nor panels is the engine's. */
function engineFilesOf(folder: 'tasks' | 'methods'): readonly string[] {
  return [
    `src/${folder}/*/**`,
    ...cardFiles.map((name) => `!src/${folder}/*/${name}`),
    `!src/${folder}/*/*.tsx`,
    `!src/${folder}/*/README.md`,
    ...engineRegistries.map((name) => `src/${folder}/${name}`),
  ]
}

/** Whether a path is among globs of Biome's kind (`*`, `**`, and `!` that takes out again; the last that fits decides). */
export function isAmong(path: string, globs: readonly string[]): boolean {
  let among = false
  for (const glob of globs) {
    const out = glob.startsWith('!')
    if (patternOf(out ? glob.slice(1) : glob).test(path)) among = !out
  }
  return among
}

function patternOf(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/|\*\*|\*)/).map((part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '**') return '.*'
    return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('')}$`)
}
