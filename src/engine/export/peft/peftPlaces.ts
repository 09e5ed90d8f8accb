/** Where each of a method's parameters stands in a peft file: its key, and the shape that peft gives it. */

import { magnitudeName } from '../../../methods/dora/engine.ts'
import { scaleName, scalesInputs } from '../../../methods/ia3/engine.ts'
import { pairNames } from '../../../methods/lora/pairs.ts'
import { prefixNames } from '../../../methods/prefix/engine.ts'
import { promptName } from '../../../methods/prompt/engine.ts'
import { attentionFrom, type Site, sitesFrom } from '../../models/sites.ts'
import type { Trunk } from '../../models/trunk.ts'
import { fileShape, type ParameterSpec } from '../../nn/parameters.ts'
import type { Attachment, MethodOptions } from '../../tuning/method.ts'
import { moduleOf } from './peftNames.ts'

export interface Place {
  /** Without what peft puts before all keys. */
  readonly key: string
  readonly spec: ParameterSpec
  readonly shape: readonly number[]
}

/** One key for one parameter: all but prefixes, which peft keeps in one table. */
export function placesOf(trunk: Trunk, { id }: MethodOptions, attachment: Attachment): Place[] {
  switch (id) {
    case 'lora':
    case 'dora':
    case 'ia3': {
      const specs = new Map(attachment.added.map((spec) => [spec.name, spec]))
      return sitesFrom(trunk, 0).flatMap((site) => sitePlaces(site, specs))
    }
    case 'norm':
      return normPlaces(trunk, attachment)
    case 'prompt':
      return attachment.added.map((spec) => ({ key: promptName, spec, shape: spec.shape }))
    default:
      return []
  }
}

/** The columns of peft's table of prefixes: of each layer the keys, then the values. */
export function prefixColumns(trunk: Trunk): { readonly names: readonly string[]; readonly width: number } {
  const places = attentionFrom(trunk, 0)
  return { names: places.flatMap(({ site }) => Object.values(prefixNames(site))), width: places[0]?.width ?? 0 }
}

function sitePlaces(site: Site, specs: ReadonlyMap<string, ParameterSpec>): Place[] {
  const { a, b } = pairNames(site)
  const shapes: [string, (spec: ParameterSpec) => readonly number[]][] = [
    [a, fileShape],
    [b, fileShape],
    [magnitudeName(site), ({ shape }) => (site.kind === 'conv' ? channels(shape) : shape)],
    [scaleName(site), ({ shape }) => scaleShape(site, shape)],
  ]
  return shapes.flatMap(([name, shapeOf]) => {
    const spec = specs.get(name)
    return spec ? [{ key: name, spec, shape: shapeOf(spec) }] : []
  })
}

function scaleShape(site: Site, shape: readonly number[]): readonly number[] {
  if (site.kind === 'conv') return channels(shape)
  return scalesInputs(site) ? [1, ...shape] : [...shape, 1]
}

function channels([count = 1]: readonly number[]): number[] {
  return [1, count, 1, 1]
}

/** peft copies the whole norm, running statistics included. */
function normPlaces(trunk: Trunk, { trainables }: Attachment): Place[] {
  const modules = new Set(trainables.map(moduleOf))
  return trunk.blocks
    .flatMap((block) => block.parameters)
    .filter(({ name }) => modules.has(moduleOf(name)))
    .map((spec) => {
      const module = moduleOf(spec.name)
      return { key: `${module}.ln_tuning_layers${spec.name.slice(module.length)}`, spec, shape: spec.shape }
    })
}
