/** scikit-learn's logistic regression on features that the engine has computed. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Split } from '../../engine/data/splitDataset.ts'

export const classifier = 'scikit-learn'

const script = fileURLToPath(new URL('../../../test/reference/linear_classifier.py', import.meta.url))

export interface Fitted {
  /** Of the test. */
  readonly accuracy: number
  /** The inverse strength of regularisation that served validation best. */
  readonly c: number
}

/** @param features one row an example of the data set. @param labels the same. */
export async function linearClassifier(
  python: string,
  {
    split,
    features,
    labels,
  }: {
    readonly split: Pick<Split, 'train' | 'validation' | 'test'>
    readonly features: readonly Float32Array[]
    readonly labels: readonly number[]
  },
): Promise<Fitted> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-linear-'))
  try {
    const parts = { train: split.train, validation: split.validation, test: split.test }
    const rows = Object.values(parts).flat()
    const width = features[0]?.length ?? 0
    const values = new Float32Array(rows.length * width)
    for (const [at, row] of rows.entries()) values.set(features[row] as Float32Array, at * width)
    await writeFile(join(folder, 'features.f32'), new Uint8Array(values.buffer))
    const sizes = Object.fromEntries(Object.entries(parts).map(([name, { length }]) => [name, length]))
    await writeFile(join(folder, 'rows.json'), JSON.stringify({ width, sizes, labels: rows.map((row) => labels[row]) }))
    const { stdout } = await promisify(execFile)(python, [script, folder])
    return JSON.parse(stdout) as Fitted
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
