/** A published sentence encoder, run by this project's own engine: what a student is taught. */
import { existsSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { createTokenizer, type TextTokenizer } from '../../engine/inputs/tokenizer.ts'
import { type LiveModel, loadModel, trunkOf } from '../../engine/models/liveModel.ts'
import { forwardBlocks } from '../../engine/models/trunk.ts'
import { weightedForward } from '../../engine/nn/weightedForward.ts'
import { type ModelParts, readModelFolder } from '../../engine/weights/modelFolder.ts'
import { bufferOf } from './learner.ts'

export interface Teacher {
  readonly model: LiveModel
  readonly parts: ModelParts
  readonly tokenizer: TextTokenizer
  /** Width of a sentence's vector. */
  readonly width: number
}

/** Published models of sentences look no further; nor do the students. */
const mostTokens = 128
/** Tokens of a batch, padding counted. */
const tokensAtOnce = 2048

/** @throws where the folder lacks a file, or a family is asked for that the engine does not know. */
export async function openTeacher(folder: string): Promise<Teacher> {
  const parts = await readModelFolder({
    names: null,
    async find(name) {
      const path = join(folder, name)
      return existsSync(path) ? new Uint8Array(bufferOf(await readFile(path))) : null
    },
    async get(name) {
      return new Uint8Array(bufferOf(await readFile(join(folder, name))))
    },
    notJson: (name, cause) => new Error(`${join(folder, name)} is not JSON.`, { cause }),
  })
  const trunk = trunkOf(parts)
  if (trunk.input.kind !== 'text') throw new Error(`The model in ${folder} does not read texts.`)
  const source = { tokenizer: parts.tokenizer, config: parts.tokenizerConfig, vocabulary: trunk.input.vocabulary }
  return {
    ...{ parts, model: loadModel(trunk, parts.weights), tokenizer: createTokenizer(source) },
    width: trunk.featureSize,
  }
}

/** Sentences as token ids, with the marks around them, of a length at most. */
export function encodeAll(sentences: readonly string[], tokenizer: TextTokenizer): Int32Array[] {
  const inner = mostTokens - tokenizer.before.length - tokenizer.after.length
  return sentences.map((sentence) => {
    const ids = tokenizer.encode(sentence, { special: false, enough: inner }).slice(0, inner)
    return Int32Array.from([...tokenizer.before, ...ids, ...tokenizer.after])
  })
}

/** Token ids of one batch, padded to the longest: [rows, tokens], and 1 where a token stands. */
export function paddedRows(rows: readonly Int32Array[], padId: number): { ids: tf.Tensor2D; mask: tf.Tensor2D } {
  const longest = Math.max(...rows.map((row) => row.length))
  const ids = new Int32Array(rows.length * longest).fill(padId)
  const mask = new Float32Array(rows.length * longest)
  for (const [at, row] of rows.entries()) {
    ids.set(row, at * longest)
    mask.fill(1, at * longest, at * longest + row.length)
  }
  return {
    ids: tf.tensor2d(ids, [rows.length, longest], 'int32'),
    mask: tf.tensor2d(mask, [rows.length, longest]),
  }
}

/** A share of the sentences, so that several processes can be at it: part 0 of 2, part 1 of 2. */
export interface Share {
  readonly part: number
  readonly parts: number
}

/**
 * Computes the teacher's vectors of a share of the sentences, each of unit length, and appends them to the share's file:
 * a broken-off call goes on where it stood.
 */
export async function teach(
  { model, tokenizer, width }: Teacher,
  encoded: readonly Int32Array[],
  file: string,
  share: Share,
): Promise<void> {
  const order = orderOf(encoded, share)
  const kept = await open(shareFile(file, share), 'a+')
  try {
    const before = Math.floor((await kept.stat()).size / (4 * width))
    const started = performance.now()
    let told = before
    for (let done = before; done < order.length; ) {
      const longest = lengthAt(encoded, order[Math.min(order.length, done + 256) - 1] as number)
      const batch = order.slice(done, done + Math.max(1, Math.min(256, Math.floor(tokensAtOnce / longest))))
      const rows = batch.map((at) => encoded[at] as Int32Array)
      const vectors = tf.tidy(() => vectorsOf(model, tokenizer.padId, rows))
      await kept.write(new Uint8Array((await vectors.data()).slice().buffer))
      vectors.dispose()
      done += batch.length
      if (done - told < 5000 && done < order.length) continue
      told = done
      const perSecond = Math.round(((done - before) * 1000) / (performance.now() - started))
      console.log(JSON.stringify({ ...share, taught: done, of: order.length, sentencesPerSecond: perSecond }))
    }
  } finally {
    await kept.close()
  }
}

/** What `teach` has kept in the files of all shares, in the order of the sentences: [sentences, width]. */
export async function taughtVectors(
  encoded: readonly Int32Array[],
  file: string,
  { width, parts }: { readonly width: number; readonly parts: number },
): Promise<Float32Array> {
  const vectors = new Float32Array(encoded.length * width)
  for (let part = 0; part < parts; part++) {
    const share = { part, parts }
    const sorted = new Float32Array(bufferOf(await readFile(shareFile(file, share))))
    for (const [place, at] of orderOf(encoded, share).entries())
      vectors.set(sorted.subarray(place * width, (place + 1) * width), at * width)
  }
  return vectors
}

function shareFile(file: string, { part, parts }: Share): string {
  return `${file}-${part + 1}-of-${parts}.f32`
}

/** A share's sentences by their length: batches of like length waste little on padding. The same order each time. */
function orderOf(encoded: readonly Int32Array[], { part, parts }: Share): number[] {
  return encoded
    .map((_, at) => at)
    .sort((a, b) => lengthAt(encoded, a) - lengthAt(encoded, b) || a - b)
    .filter((_, place) => place % parts === part)
}

function lengthAt(encoded: readonly Int32Array[], at: number): number {
  return encoded[at]?.length ?? 0
}

/** [rows, width], of unit length. */
function vectorsOf(model: LiveModel, padId: number, rows: readonly Int32Array[]): tf.Tensor2D {
  const { trunk } = model
  const { ids, mask } = paddedRows(rows, padId)
  const f = weightedForward({
    ...{ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training: false, mask },
    weight: model.weight,
  })
  return unit(trunk.pool(f, forwardBlocks(trunk, f, ids, 0, trunk.blocks.length)))
}

/** Rows [rows, width] scaled to unit length. */
export function unit(rows: tf.Tensor2D): tf.Tensor2D {
  const length = tf.sqrt(tf.add(tf.sum(tf.square(rows), 1, true), 1e-12))
  return tf.div(rows, length) as tf.Tensor2D
}
