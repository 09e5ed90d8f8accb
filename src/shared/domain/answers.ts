/** What a tuned model is asked, and what it answers. */

export interface Prediction {
  /** All classes, most probable first. */
  readonly classes: readonly { readonly name: string; readonly probability: number }[]
  readonly milliseconds: number
}

export type PredictionInput =
  | { readonly kind: 'image'; readonly image: Blob }
  | { readonly kind: 'text'; readonly text: string }

/** A continued text. */
export interface Generation {
  /** What was added to the prompt. */
  readonly text: string
  readonly tokens: number
  readonly milliseconds: number
  /** Why it ended. */
  readonly end: 'length' | 'end-of-text' | 'stopped'
}
