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

/**
 * The twentieth of each class that is farthest from its mean, measured against the mean of the class that comes next: a
 * picture of another class lies near that one's, and one of nothing else of the data near none.
 * @param labels by row.
 */
export function outliersOf(rows: readonly Float32Array[], labels: readonly number[]): Outlier[] {
  const groups = groupBy(rows.keys(), (row) => labels[row] ?? 0)
  const sums = new Map([...groups].map(([label, members]) => [label, sumOf(rows, members)] as const))
  const found = [...groups].flatMap(([label, members]) => {
    if (members.length < enoughOfClass) return []
    const others = [...groups.keys()].filter((other) => other !== label)
    const measured = members.map((example) => {
      const row = rows[example] as Float32Array
      // Without the row itself, which would draw the mean towards it.
      const own = distanceTo(row, sums.get(label) as Float64Array, members.length, true)
      const next = others.map((other) =>
        distanceTo(row, sums.get(other) as Float64Array, groups.get(other)?.length ?? 1, false),
      )
      return { example, own, score: next.length > 0 ? own / Math.min(...next) : own }
    })
    const typical = measured.map(({ own }) => own).toSorted((a, b) => a - b)[Math.floor(measured.length / 2)] ?? 0
    if (typical === 0) return []
    return measured
      .sort((a, b) => b.score - a.score || a.example - b.example)
      .slice(0, Math.ceil(toldShare * measured.length))
      .map(({ example, own, score }) => ({ example, distance: own / typical, score }))
  })
  return found.sort((a, b) => b.score - a.score).map(({ example, distance }) => ({ example, distance }))
}

function sumOf(rows: readonly Float32Array[], members: readonly number[]): Float64Array {
  const sum = new Float64Array(rows[members[0] ?? 0]?.length ?? 0)
  for (const member of members) {
    const row = rows[member] as Float32Array
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (row[i] as number)
  }
  return sum
}

/** From the mean of `count` rows with that sum; without the row, where it is one of them. */
function distanceTo(row: Float32Array, sum: Float64Array, count: number, within: boolean): number {
  let square = 0
  for (let i = 0; i < row.length; i++) {
    const value = row[i] as number
    const mean = within ? ((sum[i] as number) - value) / (count - 1) : (sum[i] as number) / count
    square += (value - mean) ** 2
  }
  return Math.sqrt(square)
}
