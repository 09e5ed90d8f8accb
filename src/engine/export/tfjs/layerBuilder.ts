/** Layers as they come, each with a name of its own. */
import type { Size } from '../trace/sizes.ts'
import type { Layer, LayerWeight, Numbers } from './layers.ts'

/** What a step has made: a layer's output, a parameter that a layer will hold, or one number in all places. */
export type Value =
  | { readonly kind: 'layer'; readonly name: string; readonly shape: readonly Size[] }
  | { readonly kind: 'weight'; readonly name: string; readonly shape: readonly number[] }
  | { readonly kind: 'number'; readonly value: number }

export type Output = Extract<Value, { readonly kind: 'layer' }>

export class LayerBuilder {
  readonly layers: Layer[] = []
  private readonly taken = new Map<string, number>()
  /** What layers are named after: the part of the network that is being written. */
  site = ''
  /** ε of the network's batch norms; one of ours has it too, so that a reader finds a single one. */
  private readonly epsilon: number

  constructor(epsilon: number) {
    this.epsilon = epsilon
  }

  add(
    kind: string,
    inputs: readonly Output[],
    shape: readonly Size[],
    {
      config = {},
      weights = [],
    }: { readonly config?: Layer['config']; readonly weights?: readonly LayerWeight[] } = {},
  ): Output {
    const part = weights.length > 0 && this.site ? '' : kind
    const name = this.nameFor([this.site, part].filter(Boolean).join('_'))
    this.layers.push({ kind, name, config, inputs: inputs.map((input) => input.name), weights })
    return { kind: 'layer', name, shape }
  }

  /** x · scale + shift for each channel, as a batch norm whose variance and ε make 1. */
  scaled(x: Output, scale: readonly number[], shift: readonly number[]): Output {
    const along = (name: string, values: readonly number[]) => given(name, [scale.length], { values })
    const plain = (value: number) => scale.map(() => value)
    return this.add('BatchNormalization', [x], x.shape, {
      config: { axis: -1, epsilon: this.epsilon },
      weights: [
        along('gamma', scale),
        along('beta', shift),
        along('moving_mean', plain(0)),
        along('moving_variance', plain(1 - this.epsilon)),
      ],
    })
  }

  /** In letters that TensorFlow's names have. A slash would part a layer from its weights. */
  private nameFor(wanted: string): string {
    const base = wanted.replace(/[^A-Za-z0-9_.]/g, '_')
    const before = this.taken.get(base) ?? 0
    this.taken.set(base, before + 1)
    return before === 0 ? base : `${base}_${before}`
  }
}

export function given(name: string, shape: readonly number[], numbers: Numbers): LayerWeight {
  return { name, shape, numbers }
}
