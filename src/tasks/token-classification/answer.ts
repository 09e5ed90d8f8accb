/** What is marked in one text: a tag for each word, and the entities that they make. */
import * as tf from '@tensorflow/tfjs-core'
import { splitWords } from '../../engine/data/answers/splitWords.ts'
import { cleanText } from '../../engine/data/decodeText.ts'
import { networkOf, type TunedModel } from '../../engine/inference/tunedModel.ts'
import { tokenTensors } from '../../engine/inputs/inputs.ts'
import { encodeWords } from '../../engine/inputs/wordTokens.ts'
import { macrotask } from '../../engine/macrotask.ts'
import { forwardOf } from '../../engine/models/network.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import type { Forward } from '../../engine/nn/forward.ts'
import { runFrozen } from '../../engine/train/features.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { entitySpans } from '../../shared/metrics/entitySpans.ts'
import { softmaxRows } from '../../shared/metrics/softmaxRows.ts'
import { isOutside, tagSetOf } from '../../shared/metrics/tagSet.ts'
import type { TaskAnswerer } from '../taskAnswerer.ts'
import { textOf } from '../taskInputs.ts'

export const answerTags: TaskAnswerer = async (tuned, given) => {
  const started = performance.now()
  if (given.kind !== 'text' || !tuned.text) throw new ThawError('model-mismatch', 'asksForText')
  const text = cleanText(given.text)
  const words = splitWords(text)
  const answers = await tagsOfWords(
    tuned,
    words.map(({ text }) => text),
  )
  const set = tagSetOf(tuned.labels)
  // Part of an entity is shown too, though a test would not count it.
  const spans = entitySpans(
    answers.map(({ tag }) => tag),
    set,
    'lenient',
  )
  return {
    kind: 'tags',
    text,
    entities: spans.map(({ type, start, end }) => {
      const [from, to] = [words[start]?.start ?? 0, words[end - 1]?.end ?? 0]
      const probability = Math.min(...answers.slice(start, end).map(({ probability }) => probability))
      return { label: set.types[type] ?? '', start: from, end: to, text: text.slice(from, to), probability }
    }),
    types: set.types,
    words: words.length,
    milliseconds: performance.now() - started,
  }
}

interface WordAnswer {
  readonly tag: number
  readonly probability: number
}

/** A text that is longer than the network reads is asked about part after part. */
async function tagsOfWords(tuned: TunedModel, words: readonly string[]): Promise<WordAnswer[]> {
  const { tokenizer } = textOf(tuned)
  const outside = Math.max(0, tuned.labels.findIndex(isOutside))
  const answers: WordAnswer[] = []
  while (answers.length < words.length) {
    const rest = words.slice(answers.length)
    const tokens = encodeWords(rest, tokenizer, tuned.maxTokens)
    const shown = tokens.cut ? tokens.starts.findLastIndex((start) => start >= 0) + 1 : rest.length
    const starts = tokens.starts.slice(0, Math.max(1, shown))
    const logits = await logitsAt(
      tuned,
      tokens.ids,
      starts.filter((start) => start >= 0),
    )
    const classes = tuned.labels.length
    const probabilities = softmaxRows(logits, classes)
    let at = 0
    for (const start of starts) {
      // A word without a token is no entity, as far as the network can tell.
      if (start < 0) answers.push({ tag: outside, probability: 1 })
      else {
        const own = probabilities.subarray(at * classes, ++at * classes)
        const tag = largest(own)
        answers.push({ tag, probability: own[tag] as number })
      }
    }
    await macrotask()
  }
  return answers
}

/** [places, tags]: the answers at these tokens of one text. */
async function logitsAt(tuned: TunedModel, ids: Int32Array, places: Int32Array): Promise<Float32Array> {
  const network = networkOf(tuned)
  const { trunk } = network
  const { x, mask } = tokenTensors([{ ids, weights: null }], textOf(tuned).tokenizer.padId)
  try {
    const states = runFrozen({ network, line: trunk.blocks.length, readout: (_f, top) => top }, x, mask)
    const logits = tf.tidy(() => tagLogits(trunk, forwardOf(network), states as tf.Tensor3D))
    states.dispose()
    return await pickedRows(logits, [...places]).finally(() => logits.dispose())
  } finally {
    mask?.dispose()
  }
}

/** [batch, tokens, width] → [batch, tokens, tags] */
export function tagLogits({ classifier }: Trunk, f: Forward, states: tf.Tensor3D): tf.Tensor3D {
  const [batch, tokens, width] = states.shape
  const flat = classifier.forward(f, tf.reshape(states, [batch * tokens, width]))
  return tf.reshape(flat, [batch, tokens, flat.shape[1]])
}

/** The rows of [batch · tokens, classes] at these places. */
export async function pickedRows(logits: tf.Tensor3D, places: readonly number[]): Promise<Float32Array> {
  if (places.length === 0) return new Float32Array(0)
  const [batch, tokens, classes] = logits.shape
  const picked = tf.tidy(() =>
    tf.gather(tf.reshape(logits, [batch * tokens, classes]), tf.tensor1d([...places], 'int32')),
  )
  return (await picked.data().finally(() => picked.dispose())) as Float32Array
}

export function largest(values: Float32Array): number {
  let best = 0
  for (let at = 1; at < values.length; at++) if ((values[at] as number) > (values[best] as number)) best = at
  return best
}
