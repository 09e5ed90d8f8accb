import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path/posix'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { circlesOf, readImportGraph, upwardImports } from '../../src/commands/walls/importGraph.ts'
import { overridesOf, screenFolders } from '../../src/commands/walls/lintRules.ts'
import { placesOf, type WallId } from '../../src/commands/walls/places.ts'
import { type EngineRoom, engineRooms, isAmong, studioRooms } from '../../src/commands/walls/rooms.ts'

/** One import that a wall refuses, or lets through (`no wall`). */
interface Plant {
  readonly file: string
  readonly line: string
  readonly wall: WallId | 'circle' | 'no wall'
}

const features = await screenFolders()
const places = placesOf(features)
const files = (await readdir('src', { recursive: true }))
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => `src/${name}`)

describe('a planted import is refused', () => {
  const plants: readonly Plant[] = [
    ...ringPlants(),
    ...engineRoomPlants(),
    ...studioRoomPlants(),
    ...featurePlants(),
    ...packagePlants(),
    ...circlePlants(),
    ...allowed(),
  ]
  let told: ReadonlyMap<Plant, readonly string[]>
  beforeAll(async () => {
    told = await lint(plants)
  }, 60_000)

  test('for each wall there is one', () => {
    const walls = new Set(places.flatMap((place) => place.walls.map(({ id }) => id)))
    expect([...walls].filter((id) => !plants.some(({ wall }) => wall === id))).toEqual([])
  })

  test.each([...new Set(plants.map(({ wall }) => wall))])('%s', (wall) => {
    const wrong = plants.filter((plant) => plant.wall === wall && !isToldAsExpected(plant, told.get(plant) ?? []))
    expect(wrong.map((plant) => [plant.file, plant.line, refusalOf(plant), told.get(plant)])).toEqual([])
  })

  test('every place refuses a package that nobody named', () => {
    const refusing = new Set(plants.filter(({ wall }) => wall === 'packages').map(({ file }) => placeOf(file)))
    const open = places.filter(({ name }) => !refusing.has(name)).map(({ name }) => name)
    // AssemblyScript has no packages: its own wall refuses whatever is not beside it.
    expect(open).toEqual(['engine/kernels'])
  })
})

describe('the tree', () => {
  test('every file is in one place, so that no rule replaces another', () => {
    const counts = files.map((file) => [file, places.filter((place) => isAmong(file, place.files)).length] as const)
    expect(counts.filter(([, count]) => count !== 1)).toEqual([])
  })

  test('biome.json holds the walls of the list: else run `npm run walls`', async () => {
    const { overrides } = JSON.parse(await readFile('biome.json', 'utf8'))
    expect(overrides).toEqual(overridesOf(features))
  })

  test('no files import each other in a circle, types included', async () => {
    expect(circlesOf(await readImportGraph('.'))).toEqual([])
  })

  test('no room of the engine imports one above it', async () => {
    expect(upwardImports(await readImportGraph('.'))).toEqual([])
  })
})

describe('the check of the graph', () => {
  test('sees imports of types, in types, for their side effect and while running, and re-exports', async () => {
    const root = await scratch({
      'src/a.ts': "import type { B } from './b.ts'\nexport type A = B",
      'src/b.ts': "export type B = import('./c.ts').C",
      'src/c.ts': "export * from './d.ts'\nexport type C = 1",
      'src/d.ts': "import './e.ts'\nexport const d = 1",
      'src/e.ts': "const a = await import('./a.ts')\nconsole.log(a)",
      'src/f.ts': "import { d } from './d.ts'\nexport const f = d",
    })
    const graph = await readImportGraph(root)
    expect(circlesOf(graph)).toEqual([['src/a.ts', 'src/b.ts', 'src/c.ts', 'src/d.ts', 'src/e.ts']])
    await rm(root, { recursive: true })
  })

  test('names an import into a room above, of a method too', async () => {
    const root = await scratch({
      'src/engine/nn/deep/er.ts': "import type { T } from '../../train/train.ts'\nexport type A = T",
      'src/engine/train/train.ts': "import '../nn/deep/er.ts'\nimport '../../methods/lora/engine.ts'",
      'src/methods/lora/engine.ts': "import '../../engine/run/run.ts'\nimport './card.ts'",
      'src/methods/lora/card.ts': 'export const card = 1',
      'src/engine/run/run.ts': 'export const run = 1',
    })
    expect(upwardImports(await readImportGraph(root))).toEqual([
      'src/engine/nn/deep/er.ts → src/engine/train/train.ts',
      'src/methods/lora/engine.ts → src/engine/run/run.ts',
    ])
    await rm(root, { recursive: true })
  })
})

/** What each ring must not know. */
function ringPlants(): readonly Plant[] {
  const refused: readonly [WallId, string, readonly string[]][] = [
    ['shared-ring', 'src/shared/deep/er/planted.ts', [...engineFiles(), ...pageFiles(), 'src/commands/demo.ts']],
    [
      'shared-ring',
      'src/tasks/planted/card.ts',
      [...engineFiles(), ...pageFiles(), 'src/tasks/planted/engine.ts', 'src/tasks/planted/parts.ts'],
    ],
    [
      'shared-ring',
      'src/methods/planted/card.ts',
      [...engineFiles(), ...pageFiles(), 'src/methods/lora/pairs.ts', 'src/methods/planted/parts.ts'],
    ],
    ['shared-ring', 'src/tasks/planted.ts', [...engineFiles(), ...pageFiles(), 'src/tasks/planted/parts.ts']],
    ...['src/engine/models/planted.ts', 'src/engine/calls/deep/er/planted.ts', 'src/methods/planted/peft.ts'].map(
      (file): [WallId, string, readonly string[]] => ['engine-ring', file, [...pageFiles(), 'src/commands/demo.ts']],
    ),
    ['engine-ring', 'src/tasks/planted/engine.ts', [...pageFiles(), 'src/tasks/planted/panels.tsx']],
    ['studio-ring', 'src/studio/app/deep/planted.ts', [...engineFiles(), 'src/commands/demo.ts']],
    ['studio-ring', 'src/studio/features/tune/deep/er/planted.tsx', [...engineFiles(), 'src/commands/demo.ts']],
    [
      'studio-ring',
      'src/tasks/planted/panels.tsx',
      [...engineFiles(), 'src/tasks/planted/engine.ts', 'src/tasks/planted/parts.ts'],
    ],
    ['studio-ring', 'src/tasks/panels.ts', [...engineFiles(), 'src/tasks/planted/parts.ts']],
    [
      'ui-domain',
      'src/studio/ui/deep/er/planted.tsx',
      ['src/shared/random.ts', 'src/tasks/ids.ts', 'src/methods/ids.ts'],
    ],
    ['commands-ring', 'src/commands/deep/planted.ts', pageFiles()],
    ...[
      'src/shared/planted.ts',
      'src/engine/nn/planted.ts',
      'src/studio/app/planted.ts',
      'src/commands/planted.ts',
    ].map((file): [WallId, string, readonly string[]] => [ringOf(file), file, ['src/offline/planted2.ts']]),
    ['offline-ring', 'src/offline/deep/planted.ts', [...engineFiles(), ...pageFiles(), 'src/commands/demo.ts']],
    ...[
      'src/shared/planted.ts',
      'src/engine/nn/planted.ts',
      'src/studio/app/planted.ts',
      'src/offline/planted.ts',
      'src/commands/planted.ts',
    ].map((file): [WallId, string, readonly string[]] => [ringOf(file), file, ['src/predict/planted2.ts']]),
    [
      'predict-ring',
      'src/predict/deep/planted.ts',
      [
        ...['src/engine/run/lastRun.ts', 'src/engine/export/exporters.ts', 'src/engine/calls/session.ts'],
        ...['src/engine/data/readers/readers.ts', 'src/tasks/engines.ts', 'src/tasks/classification/engine.ts'],
        ...['src/offline/isolated.ts', 'src/commands/demo.ts', ...pageFiles()],
      ],
    ],
    ['engine-context', 'src/commands/deep/planted.ts', ['src/engine/calls/engineContext.ts']],
    ['kernels-alone', 'src/engine/backends/wasm/kernels/planted.ts', ['src/engine/nn/ops.ts', 'src/shared/random.ts']],
    ['task-loop', 'src/tasks/planted/engine.ts', ['src/engine/train/train.ts', 'src/engine/train/epoch.ts']],
    ['model-family', 'src/methods/planted/engine.ts', ['src/engine/models/bert.ts', 'src/engine/models/resnet.ts']],
    ['model-family', 'src/engine/tuning/deep/planted.ts', ['src/engine/models/vit.ts']],
    ['model-family', 'src/engine/export/onnx/deep/planted.ts', ['src/engine/models/bert.ts']],
  ]
  return refused.flatMap(([wall, file, targets]) =>
    targets.map((target) => ({ file, line: importing(file, target), wall })),
  )
}

function ringOf(file: string): WallId {
  return `${file.split('/')[1] as 'shared' | 'engine' | 'studio' | 'offline' | 'commands'}-ring`
}

function engineFiles(): readonly string[] {
  return [
    'src/engine/nn/ops.ts',
    'src/methods/lora/engine.ts',
    'src/methods/engines.ts',
    'src/tasks/classification/engine.ts',
  ]
}

function pageFiles(): readonly string[] {
  return [
    'src/studio/ui/format.ts',
    'src/studio/store/state.ts',
    'src/main.tsx',
    'src/tasks/panels.ts',
    'src/tasks/classification/panels.tsx',
  ]
}

/** Each room into each above it, from its own files and from deep within. */
function engineRoomPlants(): readonly Plant[] {
  const ids = engineRooms.map(({ id }) => id)
  return ids.flatMap((low, at) =>
    ids.slice(at + 1).flatMap((high) =>
      filesOfRoom(low).map((file) => ({
        file,
        line: importing(file, filesOfRoom(high)[0] ?? ''),
        wall: 'engine-rooms' as const,
      })),
    ),
  )
}

function filesOfRoom(room: EngineRoom): readonly string[] {
  if (room === 'ground') return ['src/engine/planted.ts']
  if (room === 'worker') return ['src/engine/worker.ts']
  if (room === 'methods' || room === 'tasks')
    return [`src/${room}/planted/engine.ts`, `src/${room}/planted/deep/er.ts`, `src/${room}/engines.ts`]
  return [`src/engine/${room}/planted.ts`, `src/engine/${room}/deep/er/planted.ts`]
}

function studioRoomPlants(): readonly Plant[] {
  const rooms = studioRooms.map((room) => (room === 'features' ? 'features/data' : room))
  const above = rooms.flatMap((low, at) => rooms.slice(at + 1).map((high) => [low, high] as const))
  return [...above, ['features/data', 'client'] as const].flatMap(([low, high]) =>
    [`src/studio/${low}/planted.ts`, `src/studio/${low}/deep/er/planted.ts`].map((file) => ({
      file,
      line: importing(file, `src/studio/${high}/planted2.ts`),
      wall: 'studio-rooms' as const,
    })),
  )
}

/** Each screen into each other, from its own files and from deep within, to a file and to a folder's. */
function featurePlants(): readonly Plant[] {
  return features.flatMap((own) =>
    features
      .filter((other) => other !== own)
      .flatMap((other) =>
        [`src/studio/features/${own}/planted.ts`, `src/studio/features/${own}/deep/er/planted.ts`].map((file) => ({
          file,
          line: importing(file, `src/studio/features/${other}/parts/planted.ts`),
          wall: 'features-apart' as const,
        })),
      ),
  )
}

function packagePlants(): readonly Plant[] {
  const samples = [
    ...['shared', 'offline', 'predict', 'commands'].map((ring) => `src/${ring}/planted.ts`),
    ...['planted/card.ts', 'planted/panels.tsx', 'planted.ts', 'panels.ts'].map((name) => `src/tasks/${name}`),
    ...engineRooms.map(({ id }) => filesOfRoom(id)[0] ?? ''),
    ...studioRooms.filter((room) => room !== 'features').map((room) => `src/studio/${room}/planted.ts`),
    ...features.map((feature) => `src/studio/features/${feature}/deep/planted.ts`),
  ]
  const plants = (file: string, ...names: readonly string[]) =>
    names.map((name) => ({ file, line: `import '${name}'`, wall: 'packages' as const }))
  return [
    ...samples.flatMap((file) => plants(file, 'left-pad', '@some/one/deep')),
    ...samples.filter((file) => !file.startsWith('src/commands')).flatMap((file) => plants(file, 'node:fs')),
    ...plants('src/shared/planted.ts', 'react', '@tensorflow/tfjs-core', 'zustand'),
    ...plants('src/engine/train/deep/planted.ts', 'react', 'recharts', 'zustand', '@tensorflow/tfjs-backend-wasm'),
    ...plants('src/studio/store/planted.ts', '@tensorflow/tfjs-core', 'react-dom', 'comlink'),
    ...plants('src/studio/features/watch/deep/planted.ts', '@tensorflow/tfjs-core', 'comlink'),
  ]
}

/** Two files of one room, by values and by types. */
function circlePlants(): readonly Plant[] {
  return [
    { file: 'src/shared/circle/a.ts', line: "import type { B } from './b.ts'\nexport type A = B", wall: 'circle' },
    { file: 'src/shared/circle/b.ts', line: "import type { A } from './a.ts'\nexport type B = A", wall: 'circle' },
    { file: 'src/studio/ui/circle/a.ts', line: "import { b } from './b.ts'\nexport const a = () => b", wall: 'circle' },
    { file: 'src/studio/ui/circle/b.ts', line: "import { a } from './a.ts'\nexport const b = () => a", wall: 'circle' },
  ]
}

/** What lies on the right side of the walls is let through: else a rule that refuses everything would pass. */
function allowed(): readonly Plant[] {
  const through: readonly [string, readonly string[]][] = [
    [
      'src/shared/deep/planted.ts',
      ['src/shared/random.ts', 'src/tasks/ids.ts', 'src/tasks/cards.ts', 'src/methods/lora/card.ts'],
    ],
    [
      'src/tasks/planted2/card.ts',
      ['src/shared/random.ts', 'src/tasks/taskCard.ts', 'src/tasks/classification/card.ts'],
    ],
    [
      'src/tasks/planted3/engine.ts',
      ['src/engine/train/objective.ts', 'src/engine/nn/ops.ts', 'src/tasks/planted/card.ts', 'src/methods/engines.ts'],
    ],
    [
      'src/tasks/planted4/panels.tsx',
      ['src/studio/ui/format.ts', 'src/studio/features/data/a.ts', 'src/tasks/planted4/card.ts'],
    ],
    [
      'src/methods/planted/engine.ts',
      ['src/engine/models/sites.ts', 'src/methods/lora/pairs.ts', 'src/shared/random.ts'],
    ],
    ['src/engine/run/deep/planted.ts', ['src/tasks/engines.ts', 'src/methods/engines.ts', 'src/engine/train/train.ts']],
    ['src/engine/calls/planted.ts', ['src/engine/calls/engineContext.ts', 'src/engine/run/a.ts']],
    [
      'src/engine/models/planted.ts',
      ['src/engine/models/bert.ts', 'src/engine/nn/ops.ts', 'src/tasks/ids.ts', 'src/methods/ids.ts'],
    ],
    ['src/studio/app/planted.ts', ['src/studio/features/data/a.ts', 'src/tasks/panels.ts']],
    [
      'src/studio/features/data/deep/planted.ts',
      ['src/studio/store/state.ts', 'src/studio/features/data/a.ts', 'src/tasks/cards.ts'],
    ],
    ['src/commands/planted.ts', ['src/engine/run/a.ts', 'src/methods/engines.ts']],
    ['src/engine/backends/wasm/kernels/planted.ts', ['src/engine/backends/wasm/kernels/simd']],
  ]
  const packages: readonly [string, readonly string[]][] = [
    ['src/shared/planted.ts', ['valibot']],
    ['src/engine/backends/planted.ts', ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm/dist/a.wasm?url']],
    ['src/studio/ui/planted.ts', ['react', 'recharts']],
    ['src/commands/planted.ts', ['node:fs/promises', 'vite']],
  ]
  return [
    ...through.flatMap(([file, targets]) =>
      targets.map((target) => ({ file, line: importing(file, target), wall: 'no wall' as const })),
    ),
    ...packages.flatMap(([file, names]) =>
      names.map((name) => ({ file, line: `import '${name}'`, wall: 'no wall' as const })),
    ),
  ]
}

/** By turns in the ways in which a file imports another. */
function importing(file: string, target: string): string {
  const path = relative(dirname(file), target)
  const from = path.startsWith('.') ? path : `./${path}`
  const ways = [
    `import { a as NAME } from '${from}'`,
    `import type { a as NAME } from '${from}'`,
    `export * from '${from}'`,
    `import '${from}'`,
    `await import('${from}')`,
  ]
  return ways[(file.length + target.length) % ways.length] ?? ''
}

function isToldAsExpected(plant: Plant, told: readonly string[]): boolean {
  return plant.wall === 'no wall' ? told.length === 0 : refusalOf(plant).some((message) => told.includes(message))
}

function placeOf(file: string): string | undefined {
  return places.find((place) => isAmong(file, place.files))?.name
}

/** What the linter must say of a plant's line. */
function refusalOf({ file, wall }: Plant): readonly string[] {
  if (wall === 'no wall') return []
  if (wall === 'circle') return ['This import is part of a cycle.']
  const place = places.find(({ name }) => name === placeOf(file))
  return (place?.walls ?? []).filter(({ id }) => id === wall).map(({ message }) => message)
}

/** For each plant what Biome says of its line, by the project's own biome.json, in a folder of its own. */
async function lint(plants: readonly Plant[]): Promise<ReadonlyMap<Plant, readonly string[]>> {
  const lines = new Map<string, string[]>()
  const placeOfPlant = new Map<Plant, string>()
  for (const plant of plants) {
    const own = lines.get(plant.file) ?? []
    lines.set(plant.file, own)
    placeOfPlant.set(plant, `${plant.file}:${own.length + 1}`)
    own.push(...plant.line.replaceAll('NAME', `name${own.length}`).split('\n'))
  }
  const { vcs: _, $schema: __, ...config } = JSON.parse(await readFile('biome.json', 'utf8'))
  const texts = [...lines].map(([file, all]) => [file, `${all.join('\n')}\n`] as const)
  const root = await scratch({ 'biome.json': JSON.stringify(config), ...Object.fromEntries(texts) })
  const said = await saidByLine(root)
  await rm(root, { recursive: true })
  return new Map([...placeOfPlant].map(([plant, place]) => [plant, said.get(place) ?? []]))
}

async function saidByLine(root: string): Promise<ReadonlyMap<string, string[]>> {
  const biome = join(process.cwd(), 'node_modules/@biomejs/biome/bin/biome')
  const rules = ['--only=style/noRestrictedImports', '--only=suspicious/noImportCycles']
  const options = ['lint', '--reporter=github', '--max-diagnostics=none', ...rules]
  const run = promisify(execFile)(process.execPath, [biome, ...options], { cwd: root, maxBuffer: 2 ** 26 })
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  const said = new Map<string, string[]>()
  for (const [, file = '', line, message = ''] of stdout.matchAll(
    /^::error [^\n]*?file=([^,\n]+),line=(\d+)[^\n]*?::(.*)$/gm,
  )) {
    const at = `${relative(root, file)}:${line}`
    said.set(at, [...(said.get(at) ?? []), message])
  }
  return said
}

async function scratch(texts: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'walls-'))
  for (const folder of new Set(Object.keys(texts).map((file) => dirname(file))))
    await mkdir(join(root, folder), { recursive: true })
  await Promise.all(Object.entries(texts).map(([file, text]) => writeFile(join(root, file), text)))
  return root
}
