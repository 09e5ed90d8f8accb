/** The job's batches as plain arrays, for those who do not read rows as the studio does. */
import type { Work } from '../work/makeWork.ts'

export interface Batch {
  readonly size: number
  readonly labels: Int32Array
  /** Token ids [batch, tokens]; empty for pictures. */
  readonly ids: Int32Array
  /** The ids that follow them, where the next token is asked for. */
  readonly next: Int32Array
  readonly tokens: number
  /** Pictures [batch, size, size, 3] normalised, or features [batch, width]; empty for texts. */
  readonly values: Float32Array
}

export function batchesOf(work: Work, count = work.job.batches): Batch[] {
  return Array.from({ length: count }, (_, index) => batchOf(work, index * work.job.batch))
}

function batchOf({ job, trunk, examples }: Work, from: number): Batch {
  const labels = Int32Array.from(examples.labels.slice(from, from + job.batch))
  const size = labels.length
  const texts = examples.texts.slice(from, from + job.batch)
  const asked = trunk.nextToken ? 1 : 0
  const tokens = (texts[0]?.length ?? asked) - asked
  const ids = Int32Array.from(texts.flatMap((text) => [...text.subarray(0, tokens)]))
  const next = Int32Array.from(texts.flatMap((text) => [...text.subarray(1, asked * (tokens + 1))]))
  const features = examples.features.slice(from, from + job.batch)
  const values =
    features.length > 0 ? joined(features) : picturesOf(trunk, examples.pictures.slice(from, from + job.batch))
  return { size, labels, ids, next, tokens, values }
}

function picturesOf({ input }: Work['trunk'], pictures: readonly Uint8Array[]): Float32Array {
  if (input.kind !== 'image') return new Float32Array()
  const { mean, std } = input.preprocessing
  return joined(
    pictures.map((picture) =>
      Float32Array.from(picture, (value, at) => (value / 255 - (mean[at % 3] as number)) / (std[at % 3] as number)),
    ),
  )
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0))
  let at = 0
  for (const row of rows) {
    whole.set(row, at)
    at += row.length
  }
  return whole
}
