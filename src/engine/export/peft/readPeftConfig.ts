/** Reads adapter_config.json: which method, with which settings. What changes the sums and is not known here is refused. */
import * as v from 'valibot'
import type { MethodId } from '../../../methods/ids.ts'
import { defaultSettings } from '../../../shared/recipe/methodSettings.ts'
import { taskCards } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { MethodOptions } from '../../tuning/method.ts'
import { adapterFault } from './adapterFault.ts'

const whole = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))
const pattern = v.optional(v.nullable(v.record(v.string(), v.number())))
const schema = v.looseObject({
  peft_type: v.string(),
  task_type: v.optional(v.nullable(v.string())),
  base_model_name_or_path: v.optional(v.nullable(v.string())),
  revision: v.optional(v.nullable(v.string())),
  r: v.optional(whole),
  lora_alpha: v.optional(v.number()),
  lora_dropout: v.optional(v.number(), 0),
  use_rslora: v.optional(v.boolean(), false),
  use_dora: v.optional(v.boolean(), false),
  bias: v.optional(v.string(), 'none'),
  rank_pattern: pattern,
  alpha_pattern: pattern,
  init_lora_weights: v.optional(v.union([v.boolean(), v.string()]), true),
  num_virtual_tokens: v.optional(whole),
  prefix_projection: v.optional(v.boolean(), false),
})
export type PeftConfig = v.InferOutput<typeof schema>

export interface PeftSettings {
  readonly method: Omit<MethodOptions, 'thaw' | 'task'>
  /** Null where the file does not say. */
  readonly task: TaskId | null
  readonly base: { readonly id: string; readonly revision: string } | null
}

/** @throws ThawError `adapter-invalid` naming the field. */
export function readPeftConfig(raw: unknown): PeftSettings {
  const parsed = v.safeParse(schema, raw)
  if (!parsed.success) {
    const [issue] = parsed.issues
    throw adapterFault(`adapter_config.json: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}.`)
  }
  const config = parsed.output
  const id = config.base_model_name_or_path
  return {
    method: { ...defaultSettings(), ...settingsOf(config) },
    task: taskOf(config),
    base: id ? { id, revision: config.revision ?? '' } : null,
  }
}

/** The first task of that name: several share one, which the file does not tell apart. */
function taskOf({ task_type: type }: PeftConfig): TaskId | null {
  if (type === null || type === undefined || type === 'FEATURE_EXTRACTION') return null
  const found = taskCards.find(({ huggingFace }) => huggingFace.peftTaskType === type)
  if (found) return found.id
  const known = new Set(taskCards.flatMap(({ huggingFace }) => huggingFace.peftTaskType ?? []))
  throw adapterFault(`adapter_config.json: task_type "${type}" is none of ${[...known].join(', ')} or null.`)
}

function settingsOf(config: PeftConfig): Partial<MethodOptions> & { readonly id: MethodId } {
  switch (config.peft_type) {
    case 'LORA':
      return pairSettings(config)
    case 'IA3':
      return { id: 'ia3' }
    case 'LN_TUNING':
      return { id: 'norm' }
    case 'PROMPT_TUNING':
      return { id: 'prompt', tokens: config.num_virtual_tokens ?? missing('num_virtual_tokens') }
    case 'PREFIX_TUNING':
      return { id: 'prefix', tokens: config.num_virtual_tokens ?? missing('num_virtual_tokens') }
    default:
      throw adapterFault(
        `adapter_config.json: peft_type "${config.peft_type}" is not known here; it should be LORA, IA3, LN_TUNING, PROMPT_TUNING or PREFIX_TUNING.`,
      )
  }
}

function pairSettings(config: PeftConfig): Partial<MethodOptions> & { readonly id: MethodId } {
  const rank = config.r ?? missing('r')
  const alpha = config.lora_alpha ?? missing('lora_alpha')
  if (config.bias !== 'none')
    throw adapterFault(`adapter_config.json: bias "${config.bias}" is not known, only "none".`)
  refuseUneven('rank_pattern', config.rank_pattern, rank)
  refuseUneven('alpha_pattern', config.alpha_pattern, alpha)
  const start = config.init_lora_weights
  if (typeof start === 'string' && !['gaussian', 'eva', 'orthogonal'].includes(start))
    throw adapterFault(
      `adapter_config.json: init_lora_weights "${start}" changes the base model; convert the adapter when it is saved (path_initial_model_for_weight_conversion).`,
    )
  const strange = ['lora_bias', 'use_qalora', 'use_bdlora', 'alora_invocation_tokens', 'trainable_token_indices']
  for (const field of [...strange, 'target_parameters', 'layer_replication', 'arrow_config'])
    if (asksFor(config[field])) throw adapterFault(`adapter_config.json: ${field} is not known here.`)
  return {
    id: config.use_dora ? 'dora' : 'lora',
    ...{ rank, alpha, dropout: config.lora_dropout, rankStabilised: config.use_rslora },
  }
}

function asksFor(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== false
}

function refuseUneven(field: string, values: Record<string, number> | null | undefined, common: number): void {
  const other = Object.entries(values ?? {}).find(([, value]) => value !== common)
  if (other)
    throw adapterFault(
      `adapter_config.json: ${field} gives "${other[0]}" ${other[1]} where the others have ${common}; all layers must have the same.`,
    )
}

function missing(field: string): never {
  throw adapterFault(`adapter_config.json has no ${field}.`)
}
