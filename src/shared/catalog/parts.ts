/** What a transformer's dense layer is for. */
export type Part =
  | 'query'
  | 'key'
  | 'value'
  /** Query, key and value side by side. */
  | 'query-key-value'
  | 'attention-output'
  | 'feed-forward-in'
  | 'feed-forward-out'

/** Layers that get a low-rank pair, by the recipe's choice of targets; null: every layer. */
export const pairedParts: Record<'query-value' | 'attention' | 'all', readonly Part[] | null> = {
  'query-value': ['query', 'value', 'query-key-value'],
  attention: ['query', 'key', 'value', 'query-key-value', 'attention-output'],
  all: null,
}

/** Layers that IA3 scales. */
export const scaledParts: readonly Part[] = ['key', 'value', 'query-key-value', 'feed-forward-out']

/** Layers that a bottleneck adapter follows, by its placement. */
export const bottleneckParts: Record<'houlsby' | 'pfeiffer', readonly Part[]> = {
  houlsby: ['attention-output', 'feed-forward-out'],
  pfeiffer: ['feed-forward-out'],
}

/** Width of a bottleneck beside a layer of so many outputs. */
export function bottleneckWidth(outputs: number, reduction: number): number {
  return Math.max(1, Math.round(outputs / reduction))
}
