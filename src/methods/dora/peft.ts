/** DoRA in peft: a LoRA whose configuration says so, and one key more for each layer. Reference: peft `tuners/lora/dora.py`. */
import type { Site } from '../../engine/models/sites.ts'
import type { ParameterSpec } from '../../engine/nn/parameters.ts'
import type { MethodPeft } from '../../engine/tuning/methodPeft.ts'
import { channelShape, type NamedShape, readPlaces, sitePlaces, writePlaces } from '../../engine/tuning/peftPlaces.ts'
import { lora, pairClass, pairConfig, pairSettings, pairShapes, usesDora } from '../lora/peft.ts'
import { evened } from '../lora/uneven.ts'
import { magnitudeName } from './engine.ts'

export const dora: MethodPeft = {
  adapter: {
    type: 'LORA',
    wraps: 'layers',
    config: (trunk, options, attachment) => pairConfig(trunk, options, attachment, true),
    settings: (config) => (usesDora(config) ? pairSettings(config) : null),
    write: ({ trunk, attachment, weight }) => writePlaces(sitePlaces(trunk, attachment, shapes), weight),
    read: (tensors, { trunk, attachment }) => readPlaces(sitePlaces(trunk, attachment, shapes), tensors),
    keyEnd: /\.(lora_[AB]\.weight|lora_magnitude_vector)$/,
    reaches: lora.adapter?.reaches ?? [],
    even: evened,
  },
  project: {
    wrapsLayers: true,
    settings: (run) => pairClass(run, true),
    dropout: ({ dropout }) => dropout,
    dropoutNote: 'In DoRA, peft’s dropout reaches the frozen layer as well.',
  },
}

function shapes(site: Site): readonly NamedShape[] {
  const length = ({ shape }: ParameterSpec) => (site.kind === 'conv' ? channelShape(shape) : shape)
  return [...pairShapes(site), [magnitudeName(site), length]]
}
