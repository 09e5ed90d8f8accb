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
