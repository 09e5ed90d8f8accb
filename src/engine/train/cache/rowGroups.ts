/**
 * Which rows are computed together. Groups follow from the recipe and the data alone, in the order in which a run first
 * asks for rows, and any row that is wanted brings its whole group: so the rows that come next are computed with it.
 *
 * A row's features must not depend on who stands beside it, or a run that goes on with a half-filled cache would leave
 * the path of one that was never interrupted. Texts are therefore padded to a length that follows from their own, and
 * only texts of one such length share a batch; and batches come in multiples of four rows, so that a product's kernels,
 * which take four at a time, treat all rows alike. A test holds the CPU and WebAssembly to that by the bit.
 */
import { frozenBatch, mostRows } from '../../../shared/frozenBatch.ts'
import { seeded } from '../../../shared/random.ts'
import type { Recipe } from '../../../shared/recipe/recipe.ts'
import type { InputSource, View } from '../../inputs/inputs.ts'
import { epochOrder, type Rows, rowsAtOnce, trainView, viewCount } from '../rows.ts'

/** Every view that a run will ask for, in the order of their first use. @param first plain validation rows wanted before all. */
export function stagesOf(
  recipe: Recipe,
  { rows, input }: { readonly rows: Rows; readonly input: InputSource },
  first: readonly number[],
): View[][] {
  const random = seeded(recipe.seed)
  const plain = (examples: readonly number[]): View[] => examples.map((example) => ({ example, view: null }))
  const epochs = Array.from({ length: Math.max(1, Math.min(recipe.epochs, viewCount(recipe))) }, (_, at) => at + 1)
  const [opening = [], ...others] = epochs.map((epoch) =>
    epochOrder({ rows, input, recipe, random }, epoch).map((example) => trainView(recipe, example, epoch)),
  )
  const validation = rows.validation.filter((example) => !first.includes(example))
  return [[...plain(first), ...opening], plain(validation), plain(rows.test), ...others]
}

/** Rows of one padded length, at most as many as are computed at once, in the order given. */
export function grouped(views: readonly View[], input: InputSource, most: (tokens: number | null) => number): View[][] {
  const open = new Map<number | null, View[]>()
  const groups: View[][] = []
  for (const view of views) {
    const tokens = input.paddedTokens(view.example)
    const group = open.get(tokens)
    if (group && group.length < most(tokens)) {
      group.push(view)
      continue
    }
    const begun = [view]
    open.set(tokens, begun)
    groups.push(begun)
  }
  return groups
}

/**
 * How many rows are computed at once. Who computes batches in pieces has little memory, and is heeded.
 * @param side of a picture in pixels; 0 for texts.
 */
export function groupSize(recipe: Recipe, side: number): (tokens: number | null) => number {
  const heeded = recipe.accumulate > 1 ? rowsAtOnce(recipe) : mostRows
  return (tokens) => frozenBatch(side, tokens, heeded)
}
