/**
 * Sides of tensors that are free. A network is a function that is run, so that its sides are numbers; run at several
 * sizes, a number that differs is a formula of the sizes, and is found from what it was at each.
 */

/** What is free in a graph, by the name that its sides have there. */
export const freeSizes = ['batch_size', 'sequence_length', 'past_sequence_length'] as const
export type FreeSize = (typeof freeSizes)[number]

/** A number for each of the sizes that a network has. */
export type Sizes = Readonly<Partial<Record<FreeSize, number>>>

/** A sum of products of sizes: one term for each product, with its factor. */
export interface Formula {
  readonly terms: readonly { readonly factor: number; readonly of: readonly FreeSize[] }[]
}

export type Size = number | Formula

/** The corners at which a function of the sizes has to be known: each at its `least` and one above. */
export function corners(least: Sizes): Sizes[] {
  return freeSizes.reduce<Sizes[]>(
    (found, name) => {
      const low = least[name]
      return low === undefined ? found : found.flatMap((at) => [low, low + 1].map((side) => ({ ...at, [name]: side })))
    },
    [{}],
  )
}

/** What is `values[i]` at `corners(least)[i]`, and of no size more than once a factor. */
export function formulaOf(values: readonly number[], least: Sizes): Size {
  if (values.every((value) => value === values[0])) return values[0] as number
  const names = freeSizes.filter((name) => least[name] !== undefined)
  const factors = new Map<string, { factor: number; of: FreeSize[] }>()
  for (const [subset, difference] of differences(values).entries()) {
    for (const [of, factor] of expanded(names, subset, least)) {
      const key = of.join()
      const before = factors.get(key)?.factor ?? 0
      factors.set(key, { factor: before + difference * factor, of })
    }
  }
  return { terms: [...factors.values()].filter(({ factor }) => factor !== 0) }
}

export function valueAt(size: Size, sizes: Sizes): number {
  if (typeof size === 'number') return size
  const product = (names: readonly FreeSize[]) => names.reduce((value, name) => value * (sizes[name] ?? Number.NaN), 1)
  return size.terms.reduce((sum, { factor, of }) => sum + factor * product(of), 0)
}

/** The name of a side: "batch_size", "past_sequence_length + sequence_length". */
export function nameOf(size: Size): string {
  if (typeof size === 'number') return String(size)
  const words = size.terms.map(({ factor, of }) =>
    [...(factor === 1 && of.length > 0 ? [] : [factor]), ...of].join(' * '),
  )
  return [...words].sort().join(' + ')
}

/** a + times · b */
export function added(a: Size, b: Size, times = 1): Size {
  const terms = new Map<string, { factor: number; of: readonly FreeSize[] }>()
  for (const [sign, size] of [
    [1, a],
    [times, b],
  ] as const)
    for (const { factor, of } of typeof size === 'number' ? [{ factor: size, of: [] }] : size.terms) {
      const before = terms.get(of.join())?.factor ?? 0
      terms.set(of.join(), { factor: before + sign * factor, of })
    }
  const left = [...terms.values()].filter(({ factor }) => factor !== 0)
  if (left.some(({ of }) => of.length > 0)) return { terms: left }
  return left[0]?.factor ?? 0
}

export function sameSize(a: Size | undefined, b: Size | undefined): boolean {
  return a !== undefined && b !== undefined && nameOf(a) === nameOf(b)
}

/** Of values at corners, for each subset of the sizes the mixed difference along it; subsets are counted in the order of the corners. */
function differences(values: readonly number[]): number[] {
  const found = [...values]
  for (let stride = 1; stride < found.length; stride *= 2)
    for (let at = 0; at < found.length; at++)
      if (at & stride) found[at] = (found[at] as number) - (found[at - stride] as number)
  return found
}

/** Π (size − least) over a subset, as products of sizes with their factors. */
function expanded(names: readonly FreeSize[], subset: number, least: Sizes): [FreeSize[], number][] {
  // The first size is the outermost of the corners.
  const chosen = names.filter((_, index) => subset & (1 << (names.length - 1 - index)))
  return chosen.reduce<[FreeSize[], number][]>(
    (terms, name) =>
      terms.flatMap(([of, factor]): [FreeSize[], number][] => [
        [[...of, name], factor],
        [of, -factor * (least[name] as number)],
      ]),
    [[[], 1]],
  )
}
