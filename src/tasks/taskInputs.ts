/** What tasks feed a network with: pictures in views, or texts as rows of tokens within what the model reads. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Content, Example } from '../engine/data/dataset.ts'
import { unpackedBlob } from '../engine/data/pictureBlob.ts'
import type { TunedModel } from '../engine/inference/tunedModel.ts'
import {
  type Activations,
  type InputSource,
  inputTensor,
  pixelInput,
  tokenInput,
  tokenTensors,
} from '../engine/inputs/inputs.ts'
import { pixelStore } from '../engine/inputs/pixelStore.ts'
import { preparePixels } from '../engine/inputs/preprocess.ts'
import { encodeText, labelledTokens, type TokenOptions, type TokenRow } from '../engine/inputs/tokenStore.ts'
import type { ModelText } from '../engine/models/modelText.ts'
import { mostTokens } from '../engine/models/mostTokens.ts'
import type { Trunk } from '../engine/models/trunk.ts'
import type { Forward } from '../engine/nn/forward.ts'
import type { PredictionInput } from '../shared/domain/answers.ts'
import { ThawError } from '../shared/messages/errors.ts'
import type { Message } from '../shared/messages/message.ts'
import { notice } from '../shared/messages/say.ts'
import type { AnswerParts, AskedRow } from './taskAnswerer.ts'
import type { TaskOptions } from './taskEngine.ts'

const pixelBudget = 256 * 2 ** 20

/** Rows are examples. */
export function pictureRows({ recipe, dataset, trunk, codec }: TaskOptions): InputSource {
  if (trunk.input.kind !== 'image') throw new Error('internal: pictures for a model that reads texts')
  const { preprocessing } = trunk.input
  const store = pixelStore({
    examples: dataset.examples,
    codec,
    preprocessing,
    augment: recipe.augment,
    seed: recipe.seed,
    budgetBytes: pixelBudget,
  })
  return pixelInput(store, preprocessing)
}

/** Rows are examples; a text that is too long loses its end, which is warned of. */
export async function textRows(options: TaskOptions): Promise<{ input: InputSource; warnings: readonly Message[] }> {
  const { used, examples } = usedExamples(options)
  const { rows, truncated } = await labelledTokens(examples, tokenOptions(options))
  const rowsByExample: TokenRow[] = []
  for (const [place, index] of used.entries()) rowsByExample[index] = rows[place] as TokenRow
  const most = mostTokens(options)
  const { padId } = textOf(options).tokenizer
  const cut = notice('textsCutAtTokens', { cut: truncated, texts: rows.length, tokens: most })
  return {
    input: tokenInput(rowsByExample, { padId, predicts: false, most }),
    warnings: truncated > 0 ? [cut] : [],
  }
}

/** Pictures or texts, as the trunk reads. Rows are examples. */
export async function exampleRows(options: TaskOptions): Promise<{ input: InputSource; warnings: readonly Message[] }> {
  return options.trunk.input.kind === 'image' ? { input: pictureRows(options), warnings: [] } : textRows(options)
}

/** What the splits take, by index: a run that is capped leaves most of a large dataset out. */
export function usedExamples({ dataset, split }: Pick<TaskOptions, 'dataset' | 'split'>) {
  const used = [...split.train, ...split.validation, ...split.test]
  return { used, examples: used.map((index) => dataset.examples[index] as Example) }
}

export function tokenOptions(options: TaskOptions): TokenOptions {
  const { emit, signal } = options
  const stage = notice('turningIntoTokens')
  const onProgress = (done: number, total: number) =>
    emit({ type: 'progress', job: 'train', stage, done, total, unit: 'examples' })
  return { tokenizer: textOf(options).tokenizer, maxTokens: mostTokens(options), onProgress, signal }
}

export function textOf({ text }: { readonly text: ModelText | null }): ModelText {
  if (!text) throw new Error('internal: texts for a model that looks at pictures')
  return text
}

/** One picture or text, as a model that answers is going to be shown it. @throws ThawError `model-mismatch` for other input. */
export const askedRow: AnswerParts['row'] = async ({ model, text, maxTokens }, given, codec) => {
  const { input } = model.trunk
  if (input.kind === 'image') {
    if (given.kind !== 'image') throw new ThawError('model-mismatch', 'asksForPicture')
    const { preprocessing } = input
    const decoded = await codec.decode(given.image, Math.ceil(preprocessing.size / preprocessing.cropShare))
    return { pixels: preparePixels(decoded, preprocessing) }
  }
  if (given.kind !== 'text' || !text) throw new ThawError('model-mismatch', 'asksForText')
  const { ids } = encodeText(given.text, text.tokenizer, maxTokens)
  return { ids, weights: null }
}

/** Questions side by side; texts are padded to the longest of them. */
export function shownRows(tuned: TunedModel, rows: readonly AskedRow[]): Activations {
  const { input } = tuned.model.trunk
  const pictures = rows.flatMap((row) => ('pixels' in row ? [row.pixels] : []))
  if (input.kind === 'image') return { x: inputTensor(pictures, input.preprocessing), mask: null }
  const texts = rows.flatMap((row) => ('ids' in row ? [row] : []))
  return tokenTensors(texts, textOf(tuned).tokenizer.padId)
}

/** One text as a row of tokens, cut at its end. */
export function textRow(content: Content, { tokenizer }: ModelText, maxTokens: number): TokenRow {
  if (content.kind !== 'text') throw new Error(`internal: expected a text, received "${content.kind}"`)
  return { ids: encodeText(content.text, tokenizer, maxTokens).ids, weights: null }
}

/** What a person shows or writes to ask about it. */
export async function inputOf(content: Content): Promise<PredictionInput> {
  switch (content.kind) {
    case 'image':
      return { kind: 'image', image: await unpackedBlob(content.blob) }
    case 'text':
      return { kind: 'text', text: content.text }
    case 'pair':
      return content
    case 'turns':
      return { kind: 'text', text: content.turns.findLast(({ speaker }) => speaker === 'user')?.text ?? '' }
    case 'words':
      return { kind: 'text', text: content.words.join(' ') }
    default:
      return content satisfies never
  }
}

/** What a head on the whole example sees: [batch, features] */
export function pooled(trunk: Trunk, f: Forward, top: Tensor): Tensor {
  return trunk.pool(f, top)
}
