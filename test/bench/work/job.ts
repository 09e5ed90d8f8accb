/** One training task of the bench, as plain data: what every contender is told. */
import type { PackingChoice } from '../../../src/shared/catalog/packings.ts'

export type NetworkId =
  | 'features-1024'
  | 'bert-2x128'
  | 'bert-6x384'
  /** Read at its first token, through a pooler, as BERT's own classifier is; the others at the mean of the tokens. */
  | 'bert-6x384-pooler'
  | 'gpt-4x192'
  | 'smollm2-135m'
  | 'resnet18-64'
  | 'resnet18-224'
  | 'mobilenet-0.25-224'
  | 'vit-tiny-224'
  | 'vit-tiny-64'

export interface Job {
  readonly network: NetworkId
  readonly way: Way
  readonly batch: number
  /** Batches that take turns. */
  readonly batches: number
  /** Examples beyond them, to be judged by. */
  readonly heldOut?: number
  /** Of AdamW, constant; absent: 1e-4. */
  readonly learningRate?: number
  /**
   * In place of training, a step writes one more token behind the first example, always the likeliest, by weights that
   * are packed so; what it gives in place of a loss is that token's number, counted from 1.
   */
  readonly writes?: PackingChoice
  /** Keep the activations at the thaw line; only the studio can. */
  readonly cached: boolean
}

/** What learns. `blocks` counts from the top; all but the embedding is every block but the lowest. */
export type Way =
  | { readonly kind: 'head' | 'full' }
  | { readonly kind: 'top-blocks'; readonly blocks: number }
  | { readonly kind: 'lora'; readonly rank: number; readonly blocks: number }
