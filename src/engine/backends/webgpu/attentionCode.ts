/** Bodies of the three dispatches that go over queries and keys; an invocation's first row is `place`. */
export interface AttentionCode {
  /** What it depends on. */
  readonly name: string
  /** Rows of an invocation. */
  readonly rows: number
  readonly forward: string
  readonly ofQueries: string
  readonly ofKeys: string
}
