/** Where a method may attach: the dense layers and convolutions of a trunk's upper blocks, read from what it declares. */
import type { Part } from '../../shared/catalog/parts.ts'
import { type Naming, type ParameterSpec, parameterName } from '../nn/parameters.ts'
import type { Trunk } from './trunk.ts'

export interface Site {
  /** The layer's name, as `Forward.linear` and `Forward.conv2d` are asked for it. */
  readonly name: string
  readonly kind: 'linear' | 'conv'
  readonly part: Part | null
  /** The kernel: [in, out] or [kh, kw, in, out]. */
  readonly kernel: ParameterSpec
  readonly inputs: number
  readonly outputs: number
  /** Index of its block. */
  readonly block: number
}

/** Dense layers and full convolutions of the blocks from `line` upwards; depthwise filters and tables are none. */
export function sitesFrom(trunk: Trunk, line: number): Site[] {
  return trunk.blocks.flatMap((block, index) =>
    index < line
      ? []
      : block.parameters.flatMap((spec): Site[] => {
          const { layer, shape, part = null } = spec
          if (layer !== 'linear' && layer !== 'conv') return []
          const [inputs, outputs] = shape.slice(-2) as [number, number]
          const name = siteName(trunk.naming, spec)
          return [{ name, kind: layer, part, kernel: spec, inputs, outputs, block: index }]
        }),
  )
}

/** Those of the trunk's sites that are named. */
export function namedSites(trunk: Trunk, names: readonly string[]): Site[] {
  return sitesFrom(trunk, 0).filter(({ name }) => names.includes(name))
}

/** Of the trunk's attention layers from `line` upwards: their sites, in order. */
export function attentionFrom(trunk: Trunk, line: number): { site: string; width: number; block: number }[] {
  return trunk.blocks.flatMap(({ attention }, block) => (attention && block >= line ? [{ ...attention, block }] : []))
}

/** The lowest block that any of these is in; the number of blocks where there are none. */
export function lowest(trunk: Trunk, places: readonly { readonly block: number }[]): number {
  return Math.min(trunk.blocks.length, ...places.map(({ block }) => block))
}

function siteName(naming: Naming, { name }: ParameterSpec): string {
  return name.slice(0, name.length - parameterName(naming, '', 'kernel').length)
}
