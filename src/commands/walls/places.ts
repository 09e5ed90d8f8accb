/**
 * The walls of the project: who may import what. A place is a set of files that meet the same walls; no file is in two,
 * because in Biome an override that fits a file replaces the options of the one before. A wall is a list of patterns in
 * the manner of gitignore, held against what an import says; the last pattern that fits decides, `!` lets through.
 */
import { cardFiles, type EngineRoom, engineRegistries, engineRooms, studioRooms } from './rooms.ts'

export type WallId =
  | 'packages'
  | 'shared-ring'
  | 'engine-ring'
  | 'engine-rooms'
  | 'engine-context'
  | 'model-family'
  | 'task-loop'
  | 'studio-ring'
  | 'studio-rooms'
  | 'features-apart'
  | 'ui-domain'
  | 'commands-ring'
  | 'offline-ring'
  | 'predict-ring'
  | 'kernels-alone'

export interface Wall {
  readonly id: WallId
  /** Patterns of imports that are refused. */
  readonly group: readonly string[]
  /** What the linter says. */
  readonly message: string
}

export interface Place {
  readonly name: string
  /** Globs; `!` takes out again. */
  readonly files: readonly string[]
  readonly walls: readonly Wall[]
}

/** @param features folders of src/studio/features: a new screen meets the walls without a word here. */
export function placesOf(features: readonly string[]): readonly Place[] {
  return [
    { name: 'shared', files: ['src/shared/**'], walls: [sharedRing(), packages('shared', ['valibot'])] },
    {
      name: 'cards',
      files: ['tasks', 'methods'].flatMap((folder) => cardFiles.map((name) => `src/${folder}/*/${name}`)),
      walls: [
        sharedRing(['./**', ...letThrough('./'), ...siblings, ...letThrough('../*/')]),
        packages('A card', ['valibot']),
      ],
    },
    {
      name: 'registries of cards',
      files: registryFiles,
      walls: [sharedRing(['./*/**', ...letThrough('./*/')]), packages('A registry', ['valibot'])],
    },
    ...engineRooms.map(({ id, files }) => ({ name: `engine/${id}`, files, walls: engineWalls(id) })),
    {
      name: 'engine/kernels',
      files: ['src/engine/backends/wasm/kernels/**'],
      walls: [
        {
          id: 'kernels-alone' as const,
          group: ['**', '!./*'],
          message: 'AssemblyScript imports its own folder alone.',
        },
      ],
    },
    ...studioRooms
      .filter((room) => room !== 'features')
      .map((room) => ({
        name: `studio/${room}`,
        files: room === 'app' ? ['src/studio/app/**', 'src/main.tsx'] : [`src/studio/${room}/**`],
        walls: studioWalls(room),
      })),
    ...features.map((feature) => ({
      name: `studio/features/${feature}`,
      files: [`src/studio/features/${feature}/**`],
      walls: [...studioWalls('features'), featuresApart(feature, features)],
    })),
    {
      name: 'panels',
      files: ['src/tasks/*/*.tsx', 'src/methods/*/*.tsx'],
      walls: [
        studioRing(['./*.ts', ...siblings, ...letThrough('./'), ...letThrough('../*/'), '!../*/panels.tsx']),
        packages('A panel', studioPackages.features),
      ],
    },
    {
      name: 'registries of panels',
      files: ['src/tasks/panels.ts', 'src/methods/panels.ts'],
      walls: [studioRing(['./*/**', ...letThrough('./*/'), '!./*/panels.tsx']), packages('A registry', [])],
    },
    {
      name: 'offline',
      files: ['src/offline/**'],
      walls: [offlineRing(), packages('The service worker', ['workbox-precaching'])],
    },
    {
      name: 'predict',
      files: ['src/predict/**'],
      walls: [predictRing(), packages('The runtime', [tfjs, '@tensorflow/tfjs-backend-wasm'])],
    },
    {
      name: 'commands',
      files: ['src/commands/**'],
      walls: [commandsRing(), engineContext('A command'), packages('A command', commandPackages)],
    },
  ]
}

/** The ids, the cards of all, and the types that all rings share. */
const registryFiles = ['tasks', 'methods'].flatMap((folder) => [
  `src/${folder}/*.ts`,
  ...[...engineRegistries, 'panels.ts'].map((name) => `!src/${folder}/${name}`),
])
/** As a file in the folder of a task or a method says it: what lies in another such folder, not what lies higher. */
const siblings = ['../*/**', '!../../**']

const panelImports = ['**/panels.tsx', '**/panels.ts']
const engineImports = ['**/engine/**', '**/engine.ts', '**/peft.ts', ...engineRegistries.map((name) => `**/${name}`)]
/** What lies in a folder of a task or a method, cards apart. */
const folderImports = ['**/tasks/*/**', '**/methods/*/**', ...letThrough('**/tasks/*/'), ...letThrough('**/methods/*/')]

/** Cards and what stands beside them, under this path. */
function letThrough(path: string): readonly string[] {
  return cardFiles.map((name) => `!${path}${name}`)
}

/** @param near what must not be imported from beside the file, where its place says more than a folder's name. */
function sharedRing(near: readonly string[] = []): Wall {
  return {
    id: 'shared-ring',
    group: [
      ...near,
      ...folderImports,
      ...engineImports,
      ...panelImports,
      '**/studio/**',
      '**/offline/**',
      '**/predict/**',
      '**/commands/**',
      '**/main.tsx',
    ],
    message: 'The shared ring, cards of tasks and methods in it, imports only itself.',
  }
}

function engineWalls(room: EngineRoom): readonly Wall[] {
  const walls: Wall[] = [
    {
      id: 'engine-ring',
      group: [
        '**/studio/**',
        '**/predict/**',
        '**/offline/**',
        '**/commands/**',
        '**/main.tsx',
        ...panelImports,
        '**/*.tsx',
      ],
      message: 'The engine imports shared and itself: it runs without a page and without Node.',
    },
    packages(`engine/${room}`, enginePackages[room]),
  ]
  const above = roomsAbove(room)
  if (above.length > 0)
    walls.push({
      id: 'engine-rooms',
      group: above.flatMap(importsOfRoom),
      message: `engine/${room} imports no room above it: ${above.join(', ')}.`,
    })
  if (room !== 'models')
    walls.push({
      id: 'model-family',
      group: ['**/models/**', ...modelsKnown.map((name) => `!**/models/${name}.ts`)],
      message: `A family of networks is known by its registry alone. Of models, others see ${modelsKnown.join(', ')}.`,
    })
  if (room === 'tasks')
    walls.push({
      id: 'task-loop',
      group: ['train', 'epoch', 'progress', 'trainOptions', 'trainEvent'].map((file) => `**/train/${file}.ts`),
      message: 'A task knows no training loop: both meet in engine/run.',
    })
  return walls
}

/** What other rooms know of the models; the rest is families, and parts that families share. */
const modelsKnown = [
  ...[
    'blockTrial',
    'families',
    'huggingFace',
    'liveModel',
    'modelText',
    'mostTokens',
    'network',
    'openModel',
    'profile',
    'sites',
  ],
  ...['modelForTask', 'llamaCpp', 'ownClassifier', 'packWeights', 'taskHead', 'textParts', 'tokensRead', 'trunk'],
]

/** The lowest first. */
function roomsAbove(room: EngineRoom): readonly EngineRoom[] {
  const ids = engineRooms.map(({ id }) => id)
  return ids.slice(ids.indexOf(room) + 1)
}

function importsOfRoom(room: EngineRoom): readonly string[] {
  if (room === 'worker') return ['**/worker.ts']
  if (room !== 'tasks' && room !== 'methods') return [`**/${room}/**`]
  const registries = engineRegistries.map((name) => `**/${room}/${name}`)
  return [`**/${room}/*/**`, ...letThrough(`**/${room}/*/`), ...registries]
}

function engineContext(who: string): Wall {
  return {
    id: 'engine-context',
    group: ['**/engineContext.ts'],
    message: `${who} does not see the EngineContext: only engine/calls does.`,
  }
}

type StudioRoom = (typeof studioRooms)[number]

function studioWalls(room: StudioRoom): readonly Wall[] {
  const above = studioRooms.slice(studioRooms.indexOf(room) + 1)
  const walls: Wall[] = [studioRing(), packages(`studio/${room}`, studioPackages[room])]
  if (above.length > 0)
    walls.push({
      id: 'studio-rooms',
      group: [
        ...above.map((each) => `**/${each}/**`),
        // Panels are made of screens' parts; the app hands them to the screens.
        ...panelImports,
      ],
      message: `studio/${room} imports no room above it: ${above.join(', ')}, and no task's panels.`,
    })
  if (room === 'ui')
    walls.push({
      id: 'ui-domain',
      group: ['**/shared/**', '!**/shared/messages/**', '**/tasks/**', '**/methods/**'],
      message: 'Controls know nothing of the domain but its messages.',
    })
  if (room === 'features')
    walls.push({
      id: 'studio-rooms',
      group: ['**/client/**'],
      message: 'A screen reaches the engine through the store.',
    })
  return walls
}

function studioRing(near: readonly string[] = []): Wall {
  return {
    id: 'studio-ring',
    group: [
      ...near,
      ...folderImports,
      '!**/panels.tsx',
      ...engineImports,
      '**/offline/**',
      '**/predict/**',
      '**/commands/**',
    ],
    message: 'The page knows no engine: it asks through client.',
  }
}

function featuresApart(feature: string, features: readonly string[]): Wall {
  return {
    id: 'features-apart',
    group: features.filter((each) => each !== feature).map((other) => `**/${other}/**`),
    message: 'A screen never imports another screen.',
  }
}

function commandsRing(): Wall {
  return {
    id: 'commands-ring',
    group: ['**/studio/**', '**/offline/**', '**/predict/**', '**/main.tsx', ...panelImports],
    message: 'A command knows no page: it opens the built one in a browser.',
  }
}

function offlineRing(): Wall {
  return {
    id: 'offline-ring',
    group: [
      ...[...folderImports, ...engineImports, ...panelImports],
      ...['**/studio/**', '**/predict/**', '**/commands/**', '**/main.tsx'],
    ],
    message: 'The service worker imports shared and itself: it lives without a page and without an engine.',
  }
}

/** What answers is the engine's; what reads data, trains, measures and takes away stays behind. */
function predictRing(): Wall {
  const left = ['storage', 'run', 'evaluate', 'export', 'calls'].map((room) => `**/engine/${room}/**`)
  const registries = engineRegistries.filter((name) => !/answerer/i.test(name)).map((name) => `**/${name}`)
  return {
    id: 'predict-ring',
    group: [
      ...[...left, '**/engine/worker.ts', '**/data/readers/**', ...folderImports, '**/engine.ts', ...registries],
      ...[...panelImports, '**/studio/**', '**/offline/**', '**/commands/**', '**/main.tsx'],
    ],
    message: 'The runtime opens a model and answers: it imports shared, and of the engine what that takes.',
  }
}

/** A package is named by itself and with what lies in it. */
function packages(who: string, allowed: readonly string[]): Wall {
  const named = allowed.length === 0 ? 'none' : allowed.join(', ')
  return {
    id: 'packages',
    group: ['**', '!./**', '!../**', ...allowed.flatMap((name) => [`!${name}`, `!${name}/**`])],
    message: `${who} imports no package but these: ${named}.`,
  }
}

const tfjs = '@tensorflow/tfjs-core'
const zip = '@zip.js/zip.js'

const enginePackages: Readonly<Record<EngineRoom, readonly string[]>> = {
  ground: [],
  nn: [tfjs],
  backends: [
    tfjs,
    '@tensorflow/tfjs-backend-cpu',
    '@tensorflow/tfjs-backend-wasm',
    '@tensorflow/tfjs-backend-webgl',
    '@tensorflow/tfjs-backend-webgpu',
  ],
  storage: ['@noble/hashes', 'comlink', 'idb', 'valibot'],
  weights: [zip, 'valibot'],
  data: [
    '@noble/hashes',
    'hyparquet-writer',
    zip,
    'chardet',
    'geotiff',
    'htmlparser2',
    'hyparquet',
    'hyparquet-compressors',
    'libheif-js',
    'modern-tar',
    'read-excel-file/*',
    'unpdf',
    'valibot',
  ],
  inputs: [tfjs, '@huggingface/jinja', '@huggingface/tokenizers', 'valibot'],
  models: [tfjs, 'valibot'],
  tuning: [tfjs, 'valibot'],
  methods: [tfjs, 'valibot'],
  train: [tfjs, '@noble/hashes', 'valibot'],
  inference: [tfjs, 'valibot'],
  tasks: [tfjs, 'valibot'],
  run: [tfjs],
  evaluate: [tfjs],
  export: [tfjs, zip, 'hyparquet-writer', 'valibot'],
  calls: [tfjs, 'valibot'],
  worker: ['comlink'],
}

const studioPackages: Readonly<Record<StudioRoom, readonly string[]>> = {
  ui: ['react', 'react-aria-components', 'lucide-react', 'recharts', 'zustand'],
  client: ['comlink'],
  store: ['react', 'zustand', 'idb', zip],
  features: ['react', 'react-aria-components', '@tanstack/react-virtual', 'lucide-react', 'recharts', 'zustand'],
  app: ['react', 'react-dom', 'lucide-react', 'zustand', '@fontsource-variable/inter'],
}

const commandPackages = [
  ...[
    'node:*',
    'vite',
    'playwright-core',
    'assemblyscript',
    'jpeg-js',
    'fast-png',
    '@jsquash/avif',
    '@jsquash/webp',
    '@huggingface/tokenizers',
    'hyparquet-writer',
    zip,
  ],
  ...[tfjs, '@tensorflow/tfjs-backend-wasm'],
]
