/** What a network does when it is run, one step after the other, as tensors of certain sizes or of free ones. */
import { NotTraceable } from './notTraceable.ts'
import { type Formula, formulaOf, nameOf, type Size, type Sizes, valueAt } from './sizes.ts'

export const unaries = [
  'Relu',
  'Relu6',
  'Tanh',
  'Erf',
  'Square',
  'Sqrt',
  'Rsqrt',
  'Exp',
  'Neg',
  'Sigmoid',
  'Identity',
] as const
export const binaries = ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum'] as const
export const reductions = ['Sum', 'Mean', 'Max'] as const

export type Unary = (typeof unaries)[number]
export type Binary = (typeof binaries)[number]
export type Reduction = (typeof reductions)[number]
export type ValueType = 'float32' | 'int32' | 'bool'

/** @typeParam N a side: a number while it runs, afterwards one that may be free. */
export type Operation<N> =
  /** `picture`: its channels are last here, and come first where it is given. */
  | { readonly op: 'input'; readonly name: string; readonly picture: boolean }
  | { readonly op: 'weight'; readonly name: string }
  | { readonly op: 'constant'; readonly values: readonly number[] }
  | { readonly op: 'fill'; readonly value: number }
  | { readonly op: 'unary'; readonly function: Unary }
  | { readonly op: 'binary'; readonly function: Binary }
  | { readonly op: 'gelu'; readonly kind: 'erf' | 'tanh' }
  | { readonly op: 'cast' | 'softmax' | 'reshape' }
  | { readonly op: 'transpose'; readonly order: readonly number[] }
  | { readonly op: 'slice'; readonly begin: readonly N[]; readonly size: readonly N[] }
  | { readonly op: 'concat'; readonly axis: number }
  | { readonly op: 'split'; readonly axis: number; readonly sizes: readonly N[] }
  | { readonly op: 'pad'; readonly paddings: readonly (readonly N[])[]; readonly value: number }
  | { readonly op: 'tile'; readonly repeats: readonly N[] }
  | { readonly op: 'gather'; readonly axis: number }
  | { readonly op: 'oneHot'; readonly depth: N; readonly on: number; readonly off: number }
  | { readonly op: 'reduce'; readonly function: Reduction; readonly axes: readonly number[]; readonly keep: boolean }
  | { readonly op: 'maxPool'; readonly size: readonly number[]; readonly strides: readonly number[] }
  | { readonly op: 'product'; readonly transposeA: boolean; readonly transposeB: boolean }
  /** Of x, kernel and, where it has one, bias. */
  | { readonly op: 'linear' }
  | {
      readonly op: 'convolution'
      readonly depthwise: boolean
      readonly stride: number
      /** Before and after, of height and width. */
      readonly padding: readonly [readonly [number, number], readonly [number, number]]
    }
  /** Of x, scale, shift, mean and variance. */
  | { readonly op: 'batchNorm'; readonly epsilon: number }
  /** Of x, scale and, where it has one, shift. */
  | { readonly op: 'layerNorm'; readonly epsilon: number }
  /** Of x and scale. */
  | { readonly op: 'rmsNorm'; readonly epsilon: number; readonly fromOne: boolean }
  /** Cosines or sines of rotary positions, [1, tokens, 1, pairs]; of no input. */
  | {
      readonly op: 'turns'
      readonly function: 'cos' | 'sin'
      readonly frequencies: readonly number[]
      readonly scale: number
      /** Of the first token. */
      readonly position: N
    }
  /** Of queries, keys, values and, where something is padded, the mask. */
  | {
      readonly op: 'attention'
      readonly heads: number
      readonly scale: number
      readonly causal: boolean
      readonly window: number | null
    }

export interface Result<N> {
  readonly shape: readonly N[]
  readonly type: ValueType
}

export type Step<N = Size> = Operation<N> & {
  /** Each by the step that made it and its place among that step's results. */
  readonly inputs: readonly Source[]
  readonly results: readonly Result<N>[]
  /** The layer that asked; null between layers. */
  readonly site: string | null
}

/** Steps of one kind. */
export type StepOf<Of extends Operation<Size>['op']> = Step & Extract<Operation<Size>, { readonly op: Of }>

export type Source = readonly [step: number, result: number]

/**
 * Steps of runs at `corners(least)` made one, with formulas for what differs.
 * @param check a run at other sizes, which the formulas have to foretell.
 * @throws NotTraceable where the network takes other steps at other sizes: no graph says that.
 */
export function generalised(
  runs: readonly (readonly Step<number>[])[],
  least: Sizes,
  check: { readonly sizes: Sizes; readonly steps: readonly Step<number>[] },
): Step[] {
  const whole = merged(runs, least) as Step[]
  const foretold = JSON.stringify(evaluated(whole, check.sizes))
  if (foretold !== JSON.stringify(check.steps)) throw new NotTraceable()
  return whole
}

function merged(values: readonly unknown[], least: Sizes): unknown {
  const [first] = values
  if (typeof first === 'number') return formulaOf(values as number[], least)
  if (Array.isArray(first)) {
    const lists = values as readonly unknown[][]
    if (lists.some(({ length }) => length !== first.length)) throw new NotTraceable()
    return first.map((_, index) =>
      merged(
        lists.map((list) => list[index]),
        least,
      ),
    )
  }
  if (typeof first === 'object' && first !== null) {
    const records = values as readonly Record<string, unknown>[]
    return Object.fromEntries(
      Object.keys(first).map((key) => [
        key,
        merged(
          records.map((each) => each[key]),
          least,
        ),
      ]),
    )
  }
  if (values.some((value) => value !== first)) throw new NotTraceable()
  return first
}

function evaluated(value: unknown, sizes: Sizes): unknown {
  if (Array.isArray(value)) return value.map((each) => evaluated(each, sizes))
  if (typeof value !== 'object' || value === null) return value
  if (isFormula(value)) return valueAt(value, sizes)
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, evaluated(each, sizes)]))
}

function isFormula(value: object): value is Formula {
  return 'terms' in value
}

/** "[batch_size, 64]", for an error. */
export function shapeText(shape: readonly Size[]): string {
  return `[${shape.map(nameOf).join(', ')}]`
}
