/** What a tuned model is asked, and what it answers. */

export type Prediction = ClassesPrediction | LabelsPrediction | NumberPrediction | TagsPrediction

export interface ClassesPrediction {
  readonly kind: 'classes'
  /** All classes, most probable first. */
  readonly classes: readonly { readonly name: string; readonly probability: number }[]
  readonly milliseconds: number
}

/** Labels of which any number may hold. */
export interface LabelsPrediction {
  readonly kind: 'labels'
  /** All labels: those that hold first, of each the surest first. */
  readonly labels: readonly PredictedLabel[]
  readonly milliseconds: number
}

export interface PredictedLabel {
  readonly name: string
  readonly probability: number
  /** From here on the label counts as one of the answer. */
  readonly threshold: number
}

/** A number, in the unit of the data. */
export interface NumberPrediction {
  readonly kind: 'number'
  readonly value: number
  readonly milliseconds: number
}

/** A text with what is marked in it. */
export interface TagsPrediction {
  readonly kind: 'tags'
  /** As it was read. */
  readonly text: string
  /** In the order of the text; none overlap. */
  readonly entities: readonly FoundEntity[]
  /** All types of entities that the model knows. */
  readonly types: readonly string[]
  readonly words: number
  readonly milliseconds: number
}

export interface FoundEntity {
  readonly label: string
  /** UTF-16 units of the text, the end exclusive. */
  readonly start: number
  readonly end: number
  readonly text: string
  /** Of its least sure word. */
  readonly probability: number
}

export type PredictionInput =
  | { readonly kind: 'image'; readonly image: Blob }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pair'; readonly first: string; readonly second: string }

/** What is true of an example, as its dataset says. */
export type Truth =
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'labels'; readonly names: readonly string[] }
  | { readonly kind: 'number'; readonly value: number }
  /** In the order of the text. */
  | { readonly kind: 'tags'; readonly entities: readonly Pick<FoundEntity, 'label' | 'text'>[] }
  /** How a text goes on after its beginning. */
  | { readonly kind: 'text'; readonly text: string }

/** An example as a question, with the answer that its dataset has. */
export interface ExampleQuestion {
  readonly input: PredictionInput
  readonly truth: Truth
  /** All that was said before the answer, the question last; absent where nothing is a conversation. */
  readonly turns?: readonly ChatTurn[]
}

/** Who speaks in a conversation. */
export type Speaker = 'system' | 'user' | 'assistant' | 'tool'

/** What one of them says before another speaks. */
export interface ChatTurn {
  readonly speaker: Speaker
  readonly text: string
}

/** A continued text. */
export interface Generation {
  /** What was added to the prompt. */
  readonly text: string
  readonly tokens: number
  readonly milliseconds: number
  /** Why it ended. */
  readonly end: 'length' | 'end-of-text' | 'stopped'
}
