/** What the build writes of the small runtime (`src/predict`) for exports to take along: files in one folder of the site. */
export const runtimeFolder = 'predict'

/** Names as they lie in the folder, and in whatever an export makes of them. */
export const runtimeFiles = {
  /** The page that a model is shown in, and what answers in it. */
  page: 'page.js',
  style: 'page.css',
  /** Unpacks a page that is a single file. */
  boot: 'boot.js',
  /** The same for a page that is a folder of files, and what answers for it. */
  site: 'site.js',
  worker: 'site-worker.js',
  tensors: 'tfjs-backend-wasm-simd.wasm',
  plain: 'kernels-plain.wasm',
  relaxed: 'kernels-relaxed.wasm',
  /** The licences of all that these are made of. */
  notices: 'third-party-notices.txt',
} as const

export type RuntimeFile = keyof typeof runtimeFiles

/** Compiled code beside the scripts. */
export const runtimeCode = ['tensors', 'plain', 'relaxed'] as const satisfies readonly RuntimeFile[]

export type RuntimeCode = (typeof runtimeCode)[number]
