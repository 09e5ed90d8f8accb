/** IA3 in peft: `IA3Config`, which is told apart which layers are scaled by their inputs. Reference: peft `tuners/ia3`. */
import type { Site } from '../../engine/models/sites.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import type { ParameterSpec } from '../../engine/nn/parameters.ts'
import type { Attachment } from '../../engine/tuning/method.ts'
import type { MethodPeft, PeftClass, ProjectRun } from '../../engine/tuning/methodPeft.ts'
import { sitesWith } from '../../engine/tuning/peftFields.ts'
import { headModules, targetModules } from '../../engine/tuning/peftNames.ts'
import { channelShape, type NamedShape, readPlaces, sitePlaces, writePlaces } from '../../engine/tuning/peftPlaces.ts'
import { scaleName, scalesInputs } from './engine.ts'

export const ia3: MethodPeft = {
  adapter: {
    type: 'IA3',
    wraps: 'layers',
    config: (trunk, _, attachment) => config(trunk, attachment),
    settings: () => ({}),
    write: ({ trunk, attachment, weight }) => writePlaces(sitePlaces(trunk, attachment, shapes), weight),
    read: (tensors, { trunk, attachment }) => readPlaces(sitePlaces(trunk, attachment, shapes), tensors),
    keyEnd: /\.ia3_l$/,
  },
  project: { wrapsLayers: true, settings: scaling },
}

function shapes(site: Site): readonly NamedShape[] {
  return [[scaleName(site), (spec) => scaleShape(site, spec)]]
}

function scaleShape(site: Site, { shape }: ParameterSpec): readonly number[] {
  if (site.kind === 'conv') return channelShape(shape)
  return scalesInputs(site) ? [1, ...shape] : [...shape, 1]
}

function config(trunk: Trunk, attachment: Attachment): Record<string, unknown> {
  const sites = sitesWith(trunk, attachment, scaleName)
  const targets = (input: boolean) =>
    targetModules(
      trunk,
      sites.filter((site) => scalesInputs(site) === input).map(({ name }) => name),
    )
  return {
    target_modules: [...new Set([...targets(false), ...targets(true)])].sort(),
    feedforward_modules: targets(true),
    fan_in_fan_out: trunk.huggingFace.fanInFanOut,
    init_ia3_weights: true,
  }
}

function scaling(run: ProjectRun): PeftClass {
  const sites = sitesWith(run.trunk, run.attachment, scaleName)
  return {
    config: 'IA3Config',
    fan_in_fan_out: run.trunk.huggingFace.fanInFanOut,
    target_modules: sites.map(({ name }) => name),
    feedforward_modules: sites.filter(scalesInputs).map(({ name }) => name),
    modules_to_save: headModules(run.trunk, run.head),
  }
}
