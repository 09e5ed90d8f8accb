/**
 * The runtime: it opens a model that the studio exported, and answers as the studio does. It is the engine's own code,
 * without data, runs and training.
 *
 *   const model = await load('./model/', { read })
 *   await model.predict('Where is my order?')
 */
import type { Pixels } from '../engine/data/imageCodec.ts'
import { continueText } from '../engine/inference/continueText.ts'
import { disposeTuned, importTuned, networkOf, type TunedModel } from '../engine/inference/tunedModel.ts'
import { readTunedFolder } from '../engine/weights/tunedFolder.ts'
import type { Generation, Prediction, PredictionInput } from '../shared/domain/answers.ts'
import { ThawError } from '../shared/messages/errors.ts'
import type { SampleSettings } from '../shared/recipe/recipe.ts'
import { taskAnswerers } from '../tasks/answerers.ts'
import { taskCard } from '../tasks/cards.ts'
import type { TaskId } from '../tasks/ids.ts'
import type { TaskCard } from '../tasks/taskCard.ts'
import { type FilesAtHand, folderAt, folderAtHand } from './folders.ts'
import { openBackend, type ReadRuntimeCode } from './openBackend.ts'
import { frameCodec, pictureCodec } from './pictureCodec.ts'

export interface LoadOptions {
  /** Brings the compiled code, from wherever it lies. */
  readonly read: ReadRuntimeCode
}

export interface ContinueOptions extends Partial<SampleSettings> {
  readonly seed?: number
  /** Everything added so far. */
  readonly onText?: (text: string) => void
  readonly signal?: AbortSignal
}

export interface PredictModel {
  readonly task: TaskId
  /** What it reads. */
  readonly input: TaskCard['input']
  /** Whether it continues texts, and does not answer about them. */
  readonly continues: boolean
  /** Classes, labels or tags in their order; empty where an answer has none. */
  readonly labels: readonly string[]
  /** @throws ThawError `model-mismatch` for other input than it reads. */
  predict(input: Blob | string | readonly [string, string] | PredictionInput): Promise<Prediction>
  /** A picture that is decoded already, as one of a camera is. */
  predictFrame(frame: ImageBitmapSource): Promise<Prediction>
  /** The same where nothing decodes pictures. */
  predictPixels(pixels: Pixels): Promise<Prediction>
  /** @throws ThawError `model-mismatch` where it continues no texts. */
  continueText(prompt: string, options?: ContinueOptions): Promise<Generation>
  dispose(): void
}

/** @param source the address of a folder, or its files. @throws ThawError for files that are no model, or damaged. */
export async function load(source: string | FilesAtHand, { read }: LoadOptions): Promise<PredictModel> {
  const folder = typeof source === 'string' ? folderAt(source) : folderAtHand(source)
  const [parts] = await Promise.all([readTunedFolder(folder), openBackend(read)])
  return modelOf(importTuned(parts))
}

function modelOf(tuned: TunedModel): PredictModel {
  const { task, labels } = tuned
  const { input, headed } = taskCard(task)
  return {
    ...{ task, labels, input, continues: !headed },
    predict: (given) => taskAnswerers[task](tuned, inputOf(given), pictureCodec),
    predictFrame: (frame) => taskAnswerers[task](tuned, anyPicture(), frameCodec(frame)),
    predictPixels: (pixels) => taskAnswerers[task](tuned, anyPicture(), { decode: async () => pixels }),
    continueText: (prompt, options) => continued(tuned, prompt, options),
    dispose: () => disposeTuned(tuned),
  }
}

/** The pixels come another way. */
function anyPicture(): PredictionInput {
  return { kind: 'image', image: new Blob() }
}

function inputOf(given: Parameters<PredictModel['predict']>[0]): PredictionInput {
  if (typeof given === 'string') return { kind: 'text', text: given }
  if (given instanceof Blob) return { kind: 'image', image: given }
  if (!isPair(given)) return given
  const [first, second] = given
  return { kind: 'pair', first, second }
}

function isPair(given: readonly [string, string] | PredictionInput): given is readonly [string, string] {
  return Array.isArray(given)
}

/** As the studio's own screen begins. */
const usual = { tokens: 60, temperature: 0.8, topK: 40, topP: 1 } as const

async function continued(
  tuned: TunedModel,
  prompt: string,
  { seed = 1, onText = () => {}, signal, ...settings }: ContinueOptions = {},
): Promise<Generation> {
  const { text, model } = tuned
  if (!text || !model.trunk.nextToken) throw new ThawError('model-mismatch', 'continuesNoTexts')
  return continueText(networkOf(tuned), text, {
    ...{ settings: { ...usual, ...settings, prompt }, seed, onText },
    stopped: () => signal?.aborted ?? false,
  })
}
