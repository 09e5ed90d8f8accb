/** What is told of a validation example that is asked again after each epoch: one kind for each kind of task that tells. */
import type { WatchedClass } from './classification/card.ts'
import type { WatchedLabels } from './multi-label/card.ts'
import type { WatchedNumber } from './regression/card.ts'
import type { WatchedTags } from './token-classification/card.ts'

export type WatchedAnswer = WatchedClass | WatchedLabels | WatchedNumber | WatchedTags
export type WatchedKind = WatchedAnswer['kind']
export type WatchedOf<Kind extends WatchedKind> = Extract<WatchedAnswer, { readonly kind: Kind }>
/** `example` is its index into the dataset. */
export type WatchedExample<Kind extends WatchedKind = WatchedKind> = WatchedOf<Kind> & { readonly example: number }

export function isWatched<Kind extends WatchedKind>(kind: Kind) {
  return (told: WatchedExample): told is WatchedExample<Kind> => told.kind === kind
}
