/** Reads adapter_config.json: which method, with which settings. What changes the sums and is not known here is refused. */
import * as v from 'valibot'
import type { MethodId } from '../../../methods/ids.ts'
import { methodPefts } from '../../../methods/pefts.ts'
import { notice } from '../../../shared/messages/say.ts'
import { defaultSettings } from '../../../shared/recipe/methodSettings.ts'
import type { Recipe } from '../../../shared/recipe/recipe.ts'
import { taskCards } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { TaskCard } from '../../../tasks/taskCard.ts'
import { adapterFault } from '../../tuning/adapterFault.ts'
import type { PeftAdapter, PeftConfig } from '../../tuning/methodPeft.ts'
import { readFields } from '../../tuning/peftFields.ts'

const text = v.optional(v.nullable(v.string()))
const common = {
  peft_type: v.string(),
  task_type: text,
  base_model_name_or_path: text,
  revision: text,
}

export interface PeftSettings {
  readonly method: Recipe['method']
  readonly peft: PeftAdapter
  /** Null where the file does not say. */
  readonly task: TaskId | null
  readonly base: { readonly id: string; readonly revision: string } | null
}

const adapters = Object.entries(methodPefts).flatMap(([id, { adapter }]): [MethodId, PeftAdapter][] =>
  adapter ? [[id as MethodId, adapter]] : [],
)

/** @throws ThawError `adapter-invalid` naming the field. */
export function readPeftConfig(raw: unknown): PeftSettings {
  const read = readFields(common, raw)
  const { id, peft, settings } = methodOf(read.peft_type, raw as PeftConfig)
  const base = read.base_model_name_or_path
  return {
    method: { ...defaultSettings(), ...settings, id },
    peft,
    task: taskOf(read.task_type),
    base: base ? { id: base, revision: read.revision ?? '' } : null,
  }
}

/** The first task of that name: several share one, which the file does not tell apart. */
function taskOf(type: string | null | undefined): TaskId | null {
  if (type === null || type === undefined || type === 'FEATURE_EXTRACTION') return null
  const found = firstOfPeft(type)
  if (found) return found.id
  const known = new Set(taskCards.flatMap(({ huggingFace }) => huggingFace.peftTaskType ?? []))
  throw adapterFault(notice('adapterTaskTypeUnknown', { type, known: [...known] }))
}

interface Found {
  readonly id: MethodId
  readonly peft: PeftAdapter
  readonly settings: Partial<Recipe['method']>
}

export function firstOfPeft(type: string | null): TaskCard | undefined {
  return taskCards.find(({ huggingFace }) => huggingFace.peftTaskType === type)
}

/** The method of that type that knows these settings as its own. */
function methodOf(type: string, config: PeftConfig): Found {
  for (const [id, peft] of adapters) {
    const settings = peft.type === type ? peft.settings(config) : null
    if (settings) return { id, peft, settings }
  }
  const known = [...new Set(adapters.map(([, peft]) => peft.type))]
  throw adapterFault(notice('adapterTypeUnknown', { type, known }))
}
