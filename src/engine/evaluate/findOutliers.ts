/**
 * Examples far from the others of their class, in the features of a network as it was published: what is wrongly
 * labelled, or shows something else, is often among them. Each class's own spread is the measure, so that a class of
 * many kinds of things does not fill the list.
 */
import type { Outlier } from '../../shared/domain/cleaning.ts'
import type { Dataset, Example } from '../data/dataset.ts'
import { groupBy } from '../data/groupBy.ts'
import type { ImageCodec } from '../data/imageCodec.ts'
import { classOf } from '../data/target.ts'
import type { LiveModel } from '../models/liveModel.ts'
import type { ModelText } from '../models/modelText.ts'
import { exampleInput } from './exampleInput.ts'
import { trunkFeatures } from './trunkFeatures.ts'

export interface OutlierOptions {
  readonly network: LiveModel
  /** Null for pictures. */
  readonly text: ModelText | null
  readonly maxTokens: number
  readonly codec: ImageCodec
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

/** Of each class so many of its examples are told of, one at least: what is far from the mean is a matter of degree. */
const toldShare = 0.05
/** A mean of fewer says nothing of one of them. */
const enoughOfClass = 5

/** The farthest first; `example` is an index into the dataset. Leaves no tensor. */
export async function findOutliers(dataset: Dataset, options: OutlierOptions): Promise<Outlier[]> {
  const { network, text, maxTokens, codec, signal, onProgress } = options
  const examples = [...dataset.examples.keys()]
  const input = await exampleInput({ dataset, text, maxTokens, codec, trunk: network.trunk }, examples, signal)
  let done = 0
  const onBatch = (some: number) => {
    done += some
    onProgress(done, examples.length)
  }
  const rows = await trunkFeatures(network, input, examples, { task: dataset.task, signal, onBatch })
  return outliersOf(rows, dataset.examples.map(groupOf))
}

/** Examples without a class are compared with all others. */
function groupOf(example: Example): number {
  return example.target.kind === 'class' ? classOf(example) : 0
}

/** @param labels by row. */
export function outliersOf(rows: readonly Float32Array[], labels: readonly number[]): Outlier[] {
  const groups = groupBy(rows.keys(), (row) => labels[row] ?? 0)
  const outliers = [...groups.values()].flatMap((members) =>
    members.length < enoughOfClass ? [] : farAmong(rows, members),
  )
  return outliers.sort((a, b) => b.distance - a.distance || a.example - b.example)
}

/** Each row is measured against the mean of the others, so that one far away does not draw the mean towards itself. */
function farAmong(rows: readonly Float32Array[], members: readonly number[]): Outlier[] {
  const own = members.map((row) => rows[row] as Float32Array)
  const width = own[0]?.length ?? 0
  const sum = Float64Array.from({ length: width }, (_, i) => own.reduce((total, row) => total + (row[i] as number), 0))
  const distances = own.map((row) => {
    let square = 0
    for (let i = 0; i < width; i++) {
      const value = row[i] as number
      square += (value - ((sum[i] as number) - value) / (members.length - 1)) ** 2
    }
    return Math.sqrt(square)
  })
  const sorted = distances.toSorted((a, b) => a - b)
  const typical = sorted[Math.floor(sorted.length / 2)] ?? 0
  const least = sorted[sorted.length - Math.ceil(toldShare * sorted.length)] ?? 0
  if (typical === 0) return []
  return members.flatMap((example, at) => {
    const distance = distances[at] ?? 0
    return distance >= least && distance > typical ? [{ example, distance: distance / typical }] : []
  })
}
