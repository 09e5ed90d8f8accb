/** The configuration that makes peft put the same parameters at the same places, as the arguments of its class. */

import { scaleName, scalesInputs } from '../../../methods/ia3/engine.ts'
import { pairNames } from '../../../methods/lora/pairs.ts'
import type { Recipe } from '../../../shared/recipe/recipe.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { attentionFrom, sitesFrom } from '../../models/sites.ts'
import type { Trunk } from '../../models/trunk.ts'
import type { ParameterSpec } from '../../nn/parameters.ts'
import type { Attachment } from '../../tuning/method.ts'

export interface PeftOptions {
  readonly recipe: Recipe
  readonly trunk: Trunk
  readonly attachment: Attachment
  readonly head: readonly ParameterSpec[]
}

/** Null where the method trains the trunk's own parameters only. */
export function peftSettings(options: PeftOptions): Record<string, unknown> | null {
  const { id } = options.recipe.method
  switch (id) {
    case 'lora':
    case 'dora':
      return lowRank(options)
    case 'ia3':
      return scaling(options)
    case 'prompt':
    case 'prefix':
      return virtualTokens(options)
    case 'head':
    case 'top-blocks':
    case 'full':
    case 'gradual':
    case 'bitfit':
    case 'norm':
      return null
    case 'adapter':
      throw new Error('internal: a bottleneck adapter was to have been refused')
    default:
      return id satisfies never
  }
}

function lowRank(options: PeftOptions): Record<string, unknown> {
  const { recipe, trunk } = options
  const { id, rank, alpha, dropout, rankStabilised } = recipe.method
  return {
    config: 'LoraConfig',
    task_type: taskCard(recipe.task).huggingFace.peftTaskType,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: dropout,
    use_rslora: rankStabilised,
    use_dora: id === 'dora',
    fan_in_fan_out: trunk.huggingFace.fanInFanOut,
    target_modules: sitesWith(options, (site) => pairNames(site).a),
    modules_to_save: headModules(options),
  }
}

function scaling(options: PeftOptions): Record<string, unknown> {
  const { recipe, trunk } = options
  const targets = sitesWith(options, scaleName)
  const inputs = sitesFrom(trunk, 0).filter((site) => scalesInputs(site) && targets.includes(site.name))
  return {
    config: 'IA3Config',
    task_type: taskCard(recipe.task).huggingFace.peftTaskType,
    fan_in_fan_out: trunk.huggingFace.fanInFanOut,
    target_modules: targets,
    feedforward_modules: inputs.map(({ name }) => name),
    modules_to_save: headModules(options),
  }
}

function virtualTokens({ recipe, trunk }: PeftOptions): Record<string, unknown> {
  const { id, tokens } = recipe.method
  const layers = attentionFrom(trunk, 0)
  return {
    config: id === 'prompt' ? 'PromptTuningConfig' : 'PrefixTuningConfig',
    task_type: taskCard(recipe.task).huggingFace.peftTaskType,
    num_virtual_tokens: tokens,
    num_layers: layers.length,
    num_attention_heads: trunk.huggingFace.attentionHeads,
    token_dim: layers[0]?.width ?? 0,
  }
}

/** Whole paths: a suffix such as "output.dense" would name other layers as well. */
function sitesWith({ trunk, attachment }: PeftOptions, nameOf: (site: ReturnType<typeof sitesFrom>[number]) => string) {
  const added = new Set(attachment.added.map(({ name }) => name))
  return sitesFrom(trunk, 0)
    .filter((site) => added.has(nameOf(site)))
    .map(({ name }) => name)
}

function headModules({ head }: PeftOptions): string[] | null {
  const modules = new Set(head.map(({ name }) => name.replace(/\.(weight|bias)$/, '')))
  return modules.size > 0 ? [...modules] : null
}
