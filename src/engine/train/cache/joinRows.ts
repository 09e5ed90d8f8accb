/** Kept rows as a batch on the backend: texts are padded to the longest of them again. */
import * as tf from '@tensorflow/tfjs-core'
import type { Activations } from '../../inputs/inputs.ts'
import { type PackedRow, widenInto } from '../../storage/packedRow.ts'

/** @param shape of one row; where rows have their tokens, the width. */
export function joinRows(rows: readonly PackedRow[], shape: readonly number[]): Activations {
  const longest = rows.reduce((most, { tokens }) => Math.max(most, tokens ?? 0), 0)
  const sides = longest > 0 ? [longest, ...shape] : shape
  const size = sides.reduce((a, b) => a * b, 1)
  const values = new Float32Array(rows.length * size)
  for (const [at, row] of rows.entries()) widenInto(row, values, at * size)
  const padded = longest > 0 && rows.some(({ tokens }) => tokens !== longest)
  return { x: tf.tensor(values, [rows.length, ...sides]), mask: padded ? maskOf(rows, longest) : null }
}

function maskOf(rows: readonly PackedRow[], longest: number): tf.Tensor2D {
  const mask = new Float32Array(rows.length * longest)
  for (const [at, { tokens }] of rows.entries()) mask.fill(1, at * longest, at * longest + (tokens ?? 0))
  return tf.tensor2d(mask, [rows.length, longest])
}
