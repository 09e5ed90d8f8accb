/**
 * Prompt tuning: learned vectors among the tokens. Texts get them before the first word's embedding, so that they take
 * the first positions (Lester et al. 2021; peft `tuners/prompt_tuning`). Pictures get them beside the patches, once or
 * anew in every layer (Jia et al. 2022, "VPT"); they are taken off above the last layer, as no classifier reads them.
 */
import * as tf from '@tensorflow/tfjs-core'
import { attentionFrom } from '../../engine/models/sites.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import type { Forward } from '../../engine/nn/forward.ts'
import type { AddedParameter, Attachment, Lookup, Method, MethodOptions } from '../../engine/tuning/method.ts'
import { seeded } from '../../shared/random.ts'

/** As peft's files call it. */
export const promptName = 'prompt_embeddings'

export const prompt: Method = {
  attach: (trunk, options) =>
    trunk.input.kind === 'text' ? beforeWords(trunk, options) : besidePatches(trunk, options),
}

const common = { line: 0, trainables: [], merge: null, rateOf: () => 1 } as const

function beforeWords(trunk: Trunk, { tokens }: MethodOptions): Attachment {
  const table = trunk.blocks[0]?.parameters.find(({ layer }) => layer === 'embedding')
  if (!table || trunk.input.kind !== 'text') throw new Error('internal: a text trunk without a table of words')
  const [vocabulary, width] = table.shape as [number, number]
  const words = table.name.slice(0, -'.weight'.length)
  const last = trunk.blocks.at(-1)?.name
  const { causal } = trunk.input
  // What is predicted of each token, or after it, follows the words alone: the prompt's own states are given up at the top.
  const givenUp = causal || trunk.eachToken === true
  return {
    ...common,
    added: [parameter(promptName, [tokens, width], {})],
    first: async (weight) => new Map([[promptName, await someRows(weight(table.name), vocabulary, tokens)]]),
    virtualTokens: tokens,
    wrapForward: (f) => ({
      ...f,
      // Made when it is asked for, so that it belongs to the asker's tidy. A causal network needs none for the prompt.
      get mask() {
        return causal || !f.mask ? f.mask : widened(f.mask, tokens)
      },
      embedding(site, ids) {
        const found = f.embedding(site, ids)
        if (site !== words || f.position > 0) return found
        return tf.concat([everywhere(f, promptName, ids.shape[0]), found], 1)
      },
      hidden(point, x) {
        const value = f.hidden(point, x)
        return givenUp && point === last && f.position === 0 ? tf.slice(value, [0, tokens, 0]) : value
      },
    }),
  }
}

function besidePatches(trunk: Trunk, { tokens, depth }: MethodOptions): Attachment {
  const places = attentionFrom(trunk, 0)
  const width = places[0]?.width ?? 0
  const names = depth === 'deep' ? places.map((_, index) => `${promptName}.${index}`) : [promptName]
  // Evenly as Xavier's for patches of 16 × 16 pixels, as the reference does.
  const bound = Math.sqrt(6 / (3 * 16 * 16 + width))
  const blockName = (index: number) => trunk.blocks[index]?.name
  const enters = new Map(names.map((name, index) => [blockName((places[index]?.block ?? 0) - 1), name]))
  const leaves = blockName(places.at(-1)?.block ?? -1)
  return {
    ...common,
    added: names.map((name, index) => parameter(name, [tokens, width], { bound }, places[index]?.block)),
    first: async () => new Map(),
    virtualTokens: 0,
    wrapForward(f) {
      const off = (x: tf.Tensor) => withoutLast(x, tokens)
      return {
        ...f,
        hidden(point, x) {
          const value = f.hidden(point, x)
          if (point === leaves) return off(value)
          const name = enters.get(point)
          if (name === undefined) return value
          const before = name === names[0] ? value : off(value)
          return tf.concat([before, everywhere(f, name, value.shape[0] as number)], 1)
        },
      }
    },
  }
}

/** A layer that answers for the first token alone has left the others out. */
function withoutLast(x: tf.Tensor, tokens: number): tf.Tensor {
  const count = x.shape[1] as number
  return count === 1 ? x : tf.slice(x, [0, 0, 0], [-1, count - tokens, -1])
}

function parameter(
  name: string,
  shape: readonly number[],
  start: { readonly bound?: number },
  block = 0,
): AddedParameter {
  return { name, shape, fileLayout: 'engine', role: 'kernel', ...start, block, trained: true }
}

/** Rows of the words' table: a prompt that begins as real words learns faster (Lester et al. 2021, §3.2). */
async function someRows(table: tf.Tensor, vocabulary: number, count: number): Promise<Float32Array> {
  const random = seeded('prompt')
  const ids = Array.from({ length: count }, () => random.below(vocabulary))
  const rows = tf.tidy(() => tf.gather(table, tf.tensor1d(ids, 'int32')))
  const values = ((await rows.data()) as Float32Array).slice()
  rows.dispose()
  return values
}

/** [tokens, width] → [batch, tokens, width] */
function everywhere(f: { readonly weight: Lookup }, name: string, batch: number): tf.Tensor3D {
  const value = f.weight(name)
  const [tokens, width] = value.shape as [number, number]
  return tf.tile(tf.reshape(value, [1, tokens, width]), [batch, 1, 1]) as tf.Tensor3D
}

function widened(mask: NonNullable<Forward['mask']>, tokens: number): tf.Tensor2D {
  return tf.concat([tf.ones([mask.shape[0], tokens]), mask], 1) as tf.Tensor2D
}
