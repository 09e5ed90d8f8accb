/** Computes features row by row, so that a row has the same values whoever stands beside it; see `rowGroups`. */

import { tile } from '../../../shared/frozenBatch.ts'
import { type Activations, disposeActivations, type InputSource, type View } from '../../inputs/inputs.ts'
import { macrotask } from '../../macrotask.ts'
import { type PackedRow, packRow } from '../../storage/packedRow.ts'
import { isOutOfMemory } from '../outOfMemory.ts'
import { grouped } from './rowGroups.ts'

export interface ComputeOptions {
  readonly input: InputSource
  /** Activations at the line. */
  readonly activations: (views: readonly View[], how: How) => Promise<Activations>
  /** How many rows are computed at once, by their padded length. */
  readonly atOnce: (tokens: number | null) => number
  readonly signal: AbortSignal
}

type How = { readonly padTo?: number; readonly once?: boolean }

export interface RowComputer {
  /** In the order given. `once`: the rows will be kept. */
  rows(views: readonly View[], how?: { readonly once: boolean }): Promise<PackedRow[]>
  /** The sides of one row; of a text's row with all its tokens, the width alone. */
  shape(): readonly number[]
}

export function rowComputer({ input, activations, atOnce, signal }: ComputeOptions): RowComputer {
  let shape: readonly number[] = []

  /** A batch that finds no memory is computed in halves. */
  async function inHalves(group: readonly View[], once: boolean): Promise<PackedRow[]> {
    try {
      return await together(group, once)
    } catch (error) {
      if (!isOutOfMemory(error) || group.length <= 1) throw error
      const half = Math.ceil(group.length / 2)
      return [...(await inHalves(group.slice(0, half), once)), ...(await inHalves(group.slice(half), once))]
    }
  }

  /** Views of one padded length. */
  async function together(group: readonly View[], once: boolean): Promise<PackedRow[]> {
    const first = group[0] as View
    const padTo = input.paddedTokens(first.example)
    const filled = Array.from({ length: Math.ceil(group.length / tile) * tile }, (_, at) => group[at] ?? first)
    const made = await activations(filled, { ...(padTo !== null && { padTo }), once })
    const sides = made.x.shape.slice(1)
    const values = (await made.x.data().finally(() => disposeActivations(made))) as Float32Array
    // A layer may answer for the first token alone.
    const perToken = sides.length === 2 && sides[0] === padTo
    const width = sides.at(-1) as number
    shape = perToken ? [width] : sides
    const size = values.length / filled.length
    return group.map(({ example }, at) => {
      const tokens = perToken ? input.tokens(example) : null
      const end = at * size + (tokens === null ? size : tokens * width)
      return packRow(values.subarray(at * size, end), { tokens, width })
    })
  }

  return {
    async rows(views, { once } = { once: false }) {
      const rows = new Map<View, PackedRow>()
      for (const group of grouped(views, input, atOnce)) {
        signal.throwIfAborted()
        const made = await inHalves(group, once)
        for (const [at, view] of group.entries()) rows.set(view, made[at] as PackedRow)
        await macrotask()
      }
      return views.map((view) => rows.get(view) as PackedRow)
    },
    shape: () => shape,
  }
}
