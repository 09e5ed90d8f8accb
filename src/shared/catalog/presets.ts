/**
 * Three ways to begin, for every task and size of dataset, as data: which fields they set, and why. Sources: a quarter of
 * the layers gives about 90 % of full tuning (arXiv 1911.03090); rank 8 on every dense layer ("LoRA Without Regret"),
 * rank 16 with dropout 0.1 for pictures (peft's example); gradual unfreezing (ULMFiT); warm-up of 10 % (arXiv 2006.05987);
 * layer-wise decay 0.75 (timm); patience 5 (AutoTrain).
 */

import type { TaskId } from '../../tasks/ids.ts'
import { taskPresets } from '../../tasks/presets.ts'
import type { DatasetSize, PresetId } from '../../tasks/taskPresets.ts'
import type { FieldValue } from '../recipe/field.ts'

export const presetIds = ['quick', 'balanced', 'thorough'] as const satisfies readonly PresetId[]

export interface Preset {
  readonly id: PresetId
  readonly title: string
  /** One sentence. */
  readonly reason: string
  /** What it sets; all else stands at the method's defaults. */
  readonly fields: Readonly<Record<string, FieldValue>> & { readonly 'method.id': FieldValue }
}

/** Under 200 examples a large change is learned by heart; from 5,000 on, every epoch is long. */
export function datasetSize(examples: number): DatasetSize {
  if (examples < 200) return 'small'
  return examples < 5000 ? 'middle' : 'large'
}

/** @param blocks of the model, for shares of them. */
export function presetsFor(task: TaskId, examples: number, blocks: number): readonly Preset[] {
  const presets = taskPresets(task)[datasetSize(examples)]
  return presetIds.map((id) => {
    const { reason, fields, share } = presets[id]
    const thaw = share === undefined ? {} : { thaw: Math.max(1, Math.round(share * blocks)) }
    return { id, title: titles[id], reason, fields: { ...fields, ...thaw } }
  })
}

const titles: Record<PresetId, string> = { quick: 'Quick', balanced: 'Balanced', thorough: 'Thorough' }
