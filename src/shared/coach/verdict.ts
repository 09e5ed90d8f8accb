/** What the coach says of a run: one verdict, and the one thing to do next. */
import type { ModelId } from '../catalog/models.ts'
import type { Message } from '../messages/message.ts'
import type { Settings } from '../recipe/change.ts'
import type { FieldValue } from '../recipe/field.ts'

/** `learning` and `fair` stand where nothing is amiss: a run under way, and one that came half the way. */
export const verdictIds = [
  'good',
  'fair',
  'learning',
  'weak-model',
  'little-data',
  'over-fitting',
  'noise',
  'wrong',
] as const
export type VerdictId = (typeof verdictIds)[number]

/** How it is met: nothing to do, go on, mind this, act now. */
export const verdictTones = {
  good: 'good',
  fair: 'calm',
  learning: 'calm',
  'weak-model': 'mind',
  'little-data': 'mind',
  'over-fitting': 'mind',
  noise: 'mind',
  wrong: 'wrong',
} as const satisfies Record<VerdictId, string>

export interface Verdict {
  readonly id: VerdictId
  readonly title: Message
  readonly words: Message
  /** Null where there is nothing to do but wait. */
  readonly next: NextStep | null
}

export type NextStep = { readonly label: Message } & (
  | { readonly kind: 'stop' }
  /** Of the run under way from its next step on, or else of the next run. */
  | { readonly kind: 'change'; readonly change: Partial<Settings> }
  /** Fields that only the next run can have. */
  | { readonly kind: 'set'; readonly fields: Readonly<Record<string, FieldValue>> }
  | { readonly kind: 'model'; readonly model: ModelId }
  | { readonly kind: 'go'; readonly to: 'data' | 'use' }
)
