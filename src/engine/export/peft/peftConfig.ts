/** adapter_config.json as peft reads it; only fields that it has long had, because old versions refuse others. */

import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { taskHead } from '../../models/taskHead.ts'
import type { Adapter } from '../../tuning/adapted.ts'
import type { PeftAdapter } from '../../tuning/methodPeft.ts'
import { headModules } from '../../tuning/peftNames.ts'

export function peftConfig(
  tuned: TunedModel,
  peft: PeftAdapter,
  { options, attachment }: Pick<Adapter, 'options' | 'attachment'>,
): Record<string, unknown> {
  return {
    peft_type: peft.type,
    task_type: taskCard(tuned.task).huggingFace.peftTaskType,
    base_model_name_or_path: tuned.base?.id ?? null,
    revision: commitOf(tuned),
    inference_mode: true,
    modules_to_save: modulesOfHead(tuned),
    ...peft.config(tuned.model.trunk, options, attachment),
  }
}

/** The commit of the base model, which a hub can be asked for; branches move, and the studio's own models have none. */
export function commitOf({ base }: Pick<TunedModel, 'base'>): string | null {
  return base && /^[0-9a-f]{40}$/.test(base.revision) ? base.revision : null
}

function modulesOfHead({ model: { trunk }, task, labels }: TunedModel): string[] | null {
  return headModules(trunk, taskHead(trunk, task, labels.length))?.sort() ?? null
}
