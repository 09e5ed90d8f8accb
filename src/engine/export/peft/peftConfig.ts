/** adapter_config.json as peft reads it; only fields that it has long had, because old versions refuse others. */

import { scaleName, scalesInputs } from '../../../methods/ia3/engine.ts'
import { pairNames } from '../../../methods/lora/pairs.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { attentionFrom, sitesFrom } from '../../models/sites.ts'
import type { Trunk } from '../../models/trunk.ts'
import type { Attachment, MethodOptions } from '../../tuning/method.ts'
import { moduleOf, targetModules } from './peftNames.ts'

export function peftConfig(tuned: TunedModel, options: MethodOptions, attachment: Attachment): Record<string, unknown> {
  const { trunk } = tuned.model
  return {
    peft_type: null,
    task_type: taskCard(tuned.task).huggingFace.peftTaskType,
    base_model_name_or_path: tuned.base?.id ?? null,
    revision: commitOf(tuned),
    inference_mode: true,
    modules_to_save: headModules(tuned),
    ...methodConfig(trunk, options, attachment),
  }
}

/** The commit of the base model, which a hub can be asked for; branches move, and the studio's own models have none. */
function commitOf({ base }: TunedModel): string | null {
  return base && /^[0-9a-f]{40}$/.test(base.revision) ? base.revision : null
}

function headModules({ model, labels }: TunedModel): string[] | null {
  if (labels.length === 0) return null
  const names = model.trunk.classifier.parameters(labels.length).map(({ name }) => moduleOf(name))
  return [...new Set(names)].sort()
}

function methodConfig(trunk: Trunk, options: MethodOptions, attachment: Attachment): Record<string, unknown> {
  switch (options.id) {
    case 'lora':
    case 'dora':
      return pairConfig(trunk, options, attachment)
    case 'ia3':
      return scaleConfig(trunk, attachment)
    case 'norm':
      return { peft_type: 'LN_TUNING', target_modules: targetModules(trunk, attachment.trainables.map(moduleOf)) }
    case 'prompt':
      return { peft_type: 'PROMPT_TUNING', ...virtualTokens(trunk, options), prompt_tuning_init: 'RANDOM' }
    case 'prefix': {
      const { token_dim: width } = virtualTokens(trunk, options)
      const projection = { encoder_hidden_size: width, prefix_projection: false }
      return { peft_type: 'PREFIX_TUNING', ...virtualTokens(trunk, options), ...projection }
    }
    default:
      throw new Error(`internal: peft has no type for "${options.id}"`)
  }
}

function pairConfig(trunk: Trunk, options: MethodOptions, attachment: Attachment): Record<string, unknown> {
  const added = new Set(attachment.added.map(({ name }) => name))
  const sites = sitesFrom(trunk, 0).filter((site) => added.has(pairNames(site).a))
  const { rank, alpha } = exportedPair(options)
  return {
    peft_type: 'LORA',
    target_modules: targetModules(
      trunk,
      sites.map(({ name }) => name),
    ),
    r: rank,
    lora_alpha: alpha,
    lora_dropout: options.dropout,
    bias: 'none',
    fan_in_fan_out: trunk.huggingFace.fanInFanOut,
    layers_to_transform: null,
    layers_pattern: null,
    rank_pattern: {},
    alpha_pattern: {},
    use_rslora: options.rankStabilised,
    use_dora: options.id === 'dora',
    init_lora_weights: true,
  }
}

/** PiSSA's pair and the fixed one that is subtracted are one of twice the rank; alpha keeps the scale as it was. */
export function exportedPair(options: MethodOptions): { readonly rank: number; readonly alpha: number } {
  const { rank, alpha } = options
  if (!isPrincipal(options)) return { rank, alpha }
  return { rank: 2 * rank, alpha: alpha * (options.rankStabilised ? Math.SQRT2 : 2) }
}

export function isPrincipal({ id, initialisation }: MethodOptions): boolean {
  return id === 'lora' && initialisation === 'pissa'
}

function scaleConfig(trunk: Trunk, attachment: Attachment): Record<string, unknown> {
  const added = new Set(attachment.added.map(({ name }) => name))
  const sites = sitesFrom(trunk, 0).filter((site) => added.has(scaleName(site)))
  const targets = (input: boolean) =>
    targetModules(
      trunk,
      sites.filter((site) => scalesInputs(site) === input).map(({ name }) => name),
    )
  return {
    peft_type: 'IA3',
    target_modules: [...new Set([...targets(false), ...targets(true)])].sort(),
    feedforward_modules: targets(true),
    fan_in_fan_out: trunk.huggingFace.fanInFanOut,
    init_ia3_weights: true,
  }
}

function virtualTokens(trunk: Trunk, { tokens }: MethodOptions) {
  const places = attentionFrom(trunk, 0)
  return {
    num_virtual_tokens: tokens,
    token_dim: places[0]?.width ?? 0,
    num_transformer_submodules: 1,
    num_attention_heads: trunk.huggingFace.attentionHeads,
    num_layers: places.length,
  }
}
