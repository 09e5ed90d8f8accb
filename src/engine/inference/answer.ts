/** Asks a fine-tuned model: the classes of a picture or a text, or how a text goes on. */
import * as tf from '@tensorflow/tfjs-core'
import type { Generation, Prediction, PredictionInput } from '../../shared/domain/answers.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { softmaxRows } from '../../shared/metrics/softmaxRows.ts'
import { seeded } from '../../shared/random.ts'
import type { SampleSettings } from '../../shared/recipe/recipe.ts'
import type { ImageCodec } from '../data/imageCodec.ts'
import { type Activations, inputTensor, tokenTensors } from '../inputs/inputs.ts'
import { preparePixels } from '../inputs/preprocess.ts'
import { encodeText } from '../inputs/tokenStore.ts'
import { macrotask } from '../macrotask.ts'
import type { ModelText } from '../models/modelText.ts'
import { forwardOf, type Network } from '../models/network.ts'
import { runFrozen } from '../train/features.ts'
import { continueTokens } from './continueTokens.ts'
import { networkOf, type TunedModel } from './tunedModel.ts'

/** @throws ThawError where the model asks for another kind of input. */
export async function predict(tuned: TunedModel, input: PredictionInput, codec: ImageCodec): Promise<Prediction> {
  const started = performance.now()
  const { labels } = tuned
  const network = networkOf(tuned)
  const { trunk } = network
  if (labels.length === 0) throw wrongInput('This model continues texts; it knows no classes.')
  const { x, mask } = await inputOf(tuned, input, codec)
  const features = runFrozen({ network, line: trunk.blocks.length, readout: trunk.pool }, x, mask)
  const logits = tf.tidy(() => trunk.classifier.forward(forwardOf(network), features as tf.Tensor2D))
  tf.dispose([features, ...(mask ? [mask] : [])])
  const probabilities = softmaxRows((await logits.data()) as Float32Array, labels.length)
  logits.dispose()
  const classes = labels.map((name, index) => ({ name, probability: probabilities[index] as number }))
  return { classes: classes.sort((a, b) => b.probability - a.probability), milliseconds: performance.now() - started }
}

async function inputOf(
  { model, text, maxTokens }: TunedModel,
  given: PredictionInput,
  codec: ImageCodec,
): Promise<Activations> {
  const { input } = model.trunk
  if (input.kind === 'image') {
    if (given.kind !== 'image') throw wrongInput('This model looks at pictures.')
    const { preprocessing } = input
    const decoded = await codec.decode(given.image, Math.ceil(preprocessing.size / preprocessing.cropShare))
    return { x: inputTensor([preparePixels(decoded, preprocessing)], preprocessing), mask: null }
  }
  if (given.kind !== 'text' || !text) throw wrongInput('This model reads texts.')
  const { ids } = encodeText(given.text, text.tokenizer, maxTokens)
  return tokenTensors([{ ids, weights: null }], text.tokenizer.padId)
}

export interface GenerateOptions {
  readonly settings: SampleSettings
  readonly seed: number
  readonly stopped: () => boolean
  /** Everything added so far. */
  readonly onText: (text: string) => void
}

/** Of a prompt, these are decoded again with each token that is added. */
const leadTokens = 32

/** Continues the prompt; an empty one begins a new text. */
export async function continueText(
  network: Network,
  text: ModelText,
  { settings, seed, stopped, onText }: GenerateOptions,
): Promise<Generation> {
  const started = performance.now()
  const { tokenizer } = text
  const given = [...tokenizer.encode(settings.prompt, { special: false })]
  const prompt = given.length > 0 ? given : [tokenizer.endId ?? 0]
  const random = seeded(seed).fork('continue')
  const tokens = continueTokens(network, { prompt, settings, random, endId: tokenizer.endId })
  const added: number[] = []
  // Decoded with the prompt's end before it, since a space or a letter may depend on the token before.
  const near = prompt.slice(-leadTokens)
  const lead = tokenizer.decode(near)
  const written = () => tokenizer.decode([...near, ...added]).slice(lead.length)
  let end: Generation['end'] = 'length'
  for (;;) {
    const step = await tokens.next()
    if (step.done) {
      end = step.value
      break
    }
    added.push(step.value)
    onText(written())
    await macrotask()
    if (!stopped()) continue
    await tokens.return('length')
    end = 'stopped'
    break
  }
  return { text: written(), tokens: added.length, milliseconds: performance.now() - started, end }
}

function wrongInput(what: string): ThawError {
  return new ThawError('model-mismatch', what, 'Ask it with what it was trained on.')
}
