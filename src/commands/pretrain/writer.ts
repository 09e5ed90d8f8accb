/**
 * Makes the embedded model `thaw-writer`: a small GPT-2 that continues public-domain fiction, token by token. Held to
 * bits per byte on held-back books, which no choice of tokens can flatter.
 */
import * as tf from '@tensorflow/tfjs-core'
import { gpt2 } from '../../engine/models/gpt.ts'
import { forwardBlocks } from '../../engine/models/trunk.ts'
import { initialValues, type ParameterSpec } from '../../engine/nn/parameters.ts'
import { weightedForward } from '../../engine/nn/weightedForward.ts'
import { seeded } from '../../shared/random.ts'
import { readBooks } from './books.ts'
import { drawn } from './drawn.ts'
import { cache, readTextOptions, runPretraining, type Weight } from './runPretraining.ts'
import { tiedCrossEntropy } from './tiedCrossEntropy.ts'
import { encodeBooks, keptIds, keptTokenizer } from './tokenizerFiles.ts'
import { endOfText, piecesOf, trainBytePairs } from './trainBytePairs.ts'

const vocabulary = 2048
const config = {
  architectures: ['GPT2LMHeadModel'],
  model_type: 'gpt2',
  vocab_size: vocabulary,
  n_positions: 256,
  n_embd: 128,
  n_layer: 3,
  n_head: 4,
  n_inner: null,
  activation_function: 'gelu_new',
  layer_norm_epsilon: 1e-5,
  scale_attn_weights: true,
  tie_word_embeddings: true,
  initializer_range: 0.02,
  resid_pdrop: 0.1,
  embd_pdrop: 0.1,
  attn_pdrop: 0.1,
  bos_token_id: vocabulary - 1,
  eos_token_id: vocabulary - 1,
}
const tokensPerStep = 1024
/** Tokens of a passage: of three batches, one goes to the last position. */
const lengths = [128, 128, config.n_positions]
/** Of the held-back passages, each how manieth is read at a check; the last check reads all. */
const checkEvery = 24
const table = 'transformer.wte.weight'

export async function pretrainWriter(args: string[]): Promise<void> {
  const options = readTextOptions(args, { out: 'public/models/thaw-writer', rate: 0.002 })
  const random = seeded(options.seed)
  const books = await readBooks(options.data)
  const tokenizer = await keptTokenizer(`${cache}/writer-tokenizer`, () =>
    trainBytePairs(
      books.train.map((book) => book.text),
      vocabulary,
    ),
  )
  const { vocab } = tokenizer['tokenizer.json'].model
  const encoding = { split: piecesOf, end: [vocab[endOfText] as number] }
  const train = await keptIds(`${cache}/writer-train.bin`, () => encodeBooks(books.train, tokenizer, encoding))
  const held = await keptIds(`${cache}/writer-held.bin`, () => encodeBooks(books.held, tokenizer, encoding))
  const trunk = gpt2.readTrunk({ config, preprocessor: null, shapeOf: () => null })
  /** Mean of −log p over the passages' tokens after the first, each given those before it. */
  const lossOf = (weight: Weight, ids: Uint16Array, starts: readonly number[], length: number): tf.Scalar => {
    const f = weightedForward({ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training: true, weight })
    const tokens = starts.flatMap((start) => [...ids.subarray(start, start + length)])
    const targets = starts.flatMap((start) => [...ids.subarray(start + 1, start + length + 1)])
    const input = tf.tensor2d(tokens, [starts.length, length], 'int32')
    const states = forwardBlocks(trunk, f, input, 0, trunk.blocks.length)
    const rows = tf.reshape(states, [tokens.length, config.n_embd]) as tf.Tensor2D
    const output = { table: weight(table) as tf.Tensor2D, bias: tf.zeros([vocabulary]) as tf.Tensor1D }
    return tiedCrossEntropy(rows, output, tf.tensor1d(targets, 'int32'))
  }
  const sources = new Map(lengths.map((length) => [length, passageStarts(train, length)]))
  const bytesOf = bytesById(vocab)
  await runPretraining(
    {
      name: 'writer',
      trunk,
      config,
      tokenizer,
      head: [],
      firstValues: (spec) => residualValues(spec, random),
      tokensPerStep,
      loss(weight, step) {
        const length = lengths[step % lengths.length] as number
        const starts = sources.get(length) as number[]
        return lossOf(weight, train, drawn(starts, tokensPerStep / length, random.fork(`step ${step}`)), length)
      },
      async evaluate(weight, last) {
        const length = config.n_positions
        const starts = passageStarts(held, length).filter((_, index) => last || index % checkEvery === 0)
        let [nats, tokens, bytes] = [0, 0, 0]
        for (let at = 0; at < starts.length; at += 8) {
          const some = starts.slice(at, at + 8)
          const loss = tf.tidy(() => lossOf(weight, held, some, length))
          nats += ((await loss.data())[0] as number) * some.length * length
          loss.dispose()
          tokens += some.length * length
          for (const start of some)
            for (const id of held.subarray(start + 1, start + length + 1)) bytes += bytesOf[id] as number
        }
        return { heldBitsPerByte: nats / Math.LN2 / bytes, heldPerplexity: Math.exp(nats / tokens), heldBytes: bytes }
      },
      plan: { passages: lengths, tokensPerStep },
    },
    options,
    random.fork('weights'),
  )
}

/** One passage after another; each needs one token more, as the last target. */
function passageStarts(ids: Uint16Array, length: number): number[] {
  return Array.from({ length: Math.floor((ids.length - 1) / length) }, (_, index) => index * length)
}

/** GPT-2 begins the layers that add to the residual stream smaller, by the number of them. */
function residualValues(spec: ParameterSpec, random: ReturnType<typeof seeded>): Float32Array | null {
  if (!spec.name.endsWith('c_proj.weight')) return null
  const share = 1 / Math.sqrt(2 * config.n_layer)
  return initialValues(spec, random.fork(spec.name)).map((value) => value * share)
}

/** Bytes of text that each token stands for; the end of a book stands for none. */
function bytesById(vocab: Readonly<Record<string, number>>): number[] {
  const bytes: number[] = []
  for (const [token, id] of Object.entries(vocab)) bytes[id] = token === endOfText ? 0 : token.length
  return bytes
}
