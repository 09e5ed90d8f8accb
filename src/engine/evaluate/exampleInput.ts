/** What a network is fed with when single examples are looked at: nothing is augmented, a long text is its beginning. */
import { taskEngines } from '../../tasks/engines.ts'
import type { Dataset, Example } from '../data/dataset.ts'
import type { ImageCodec } from '../data/imageCodec.ts'
import { type InputSource, pixelInput, tokenInput } from '../inputs/inputs.ts'
import { type PixelStore, pixelStore } from '../inputs/pixelStore.ts'
import type { TokenRow } from '../inputs/tokenStore.ts'
import { macrotask } from '../macrotask.ts'
import type { ModelText } from '../models/modelText.ts'
import type { Trunk } from '../models/trunk.ts'

export interface ExampleInput {
  readonly dataset: Dataset
  readonly trunk: Trunk
  /** Null for pictures. */
  readonly text: ModelText | null
  readonly maxTokens: number
  readonly codec: ImageCodec
}

const pixelBudget = 128 * 2 ** 20
/** Texts that are encoded between two turns of the event loop. */
const together = 64

/** By index into the dataset, for these examples only. */
export async function exampleInput(
  given: ExampleInput,
  examples: readonly number[],
  signal: AbortSignal,
): Promise<InputSource> {
  const { input } = given.trunk
  if (input.kind === 'image') return pixelInput(plainPixels(given), input.preprocessing)
  const { tokenizer } = textOf(given)
  const rows: TokenRow[] = []
  for (const [done, index] of examples.entries()) {
    rows[index] = rowOf(given, given.dataset.examples[index] as Example)
    if (done % together !== together - 1) continue
    await macrotask()
    signal.throwIfAborted()
  }
  return tokenInput(rows, { padId: tokenizer.padId, predicts: false })
}

/** Prepared pictures by index, unchanged. */
export function plainPixels({ dataset, trunk, codec }: ExampleInput): PixelStore {
  if (trunk.input.kind !== 'image') throw new Error('internal: pictures for a model that reads texts')
  return pixelStore({
    ...{ examples: dataset.examples, codec, preprocessing: trunk.input.preprocessing },
    augment: { flip: false, crop: 1, colour: 0 },
    ...{ seed: 0, budgetBytes: pixelBudget },
  })
}

function rowOf(given: ExampleInput, { content }: Example): TokenRow {
  return taskEngines[given.dataset.task].tokensOf(content, textOf(given), given.maxTokens)
}

export function textOf({ text }: Pick<ExampleInput, 'text'>): ModelText {
  if (!text) throw new Error('internal: a model that reads texts has no tokeniser')
  return text
}
