/** Analyses of a tuned model and the examples it was tested on. All speak of the model that answers now. */
import type { DataEdit, DatasetSummary } from '../domain/data.ts'
import type { Message } from '../messages/message.ts'

export interface ShownExample {
  /** Index into the dataset. */
  readonly example: number
  readonly path: string
  readonly label: number
  /** At most `side` px; null for a text. */
  readonly thumbnail: Blob | null
  /** Cut at 400 characters; empty for a picture. */
  readonly text: string
  /** Why there is nothing to see of it. */
  readonly fault?: Message
  /** All of them, where the text was read as words. */
  readonly words?: readonly string[]
}

/** The same examples under the untouched network's features and the tuned one's, on the plane of most variance (PCA). */
export interface FeatureComparison {
  readonly points: readonly {
    readonly example: number
    readonly truth: number
    readonly before: readonly [number, number]
    readonly after: readonly [number, number]
  }[]
  /** Share of all variance that the plane shows. */
  readonly shown: { readonly before: number; readonly after: number }
  /** Test accuracy of naming the nearest class mean of the training features: what a network knows before any head. */
  readonly nearestMean: { readonly before: number; readonly after: number } | null
  /** Training examples that the means are of. */
  readonly trained: number
}

/** How much each part of an example speaks for a class: gradient × input (Shrikumar et al. 2016). */
export type Explanation =
  | {
      readonly kind: 'image'
      readonly label: number
      readonly probability: number
      /** The picture as the network sees it, and the same with the parts that count in colour. */
      readonly picture: Blob
      readonly side: number
      /** [side × side], |gradient · input| over the channels, smoothed, 0 to 1. */
      readonly heat: Float32Array
    }
  | {
      readonly kind: 'text'
      readonly label: number
      readonly probability: number
      /** In the text's order; a weight from −1 to 1, positive where it speaks for the class. */
      readonly tokens: readonly { readonly text: string; readonly weight: number }[]
    }

/** An example whose label a model that did not train on it doubts (Northcutt et al. 2021, confident learning). */
export interface LabelDoubt extends ShownExample {
  readonly suggested: number
  /** Of the suggested class, out of fold and calibrated. */
  readonly probability: number
  /** Of the label that it has. */
  readonly own: number
  /** The chance that the label is right after all. */
  readonly mistaken: number
}

export interface EvaluationCalls {
  showExamples: { parameters: { examples: readonly number[]; side?: number }; result: readonly ShownExample[] }
  compareFeatures: { parameters: Record<string, never>; result: FeatureComparison }
  explain: { parameters: { example: number; label: number }; result: Explanation }
  /** Over everything that may be trained on: train and validation, never the test. */
  findLabelErrors: { parameters: Record<string, never>; result: readonly LabelDoubt[] }
  /** Relabels or drops (`label` null) examples; the dataset has another fingerprint then. */
  editData: {
    parameters: { edits: readonly { readonly example: number; readonly label: number | null }[] }
    /** `edits` are all that were made since the data were read. */
    result: { readonly summary: DatasetSummary; readonly edits: readonly DataEdit[] }
  }
  /** Divides the logits by a temperature from now on: in answers and in what is exported. */
  calibrate: { parameters: { temperature: number }; result: null }
}
