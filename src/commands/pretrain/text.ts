/**
 * Makes the embedded model `thaw-text`: a small BERT that fills in masked words of public-domain fiction. Its embeddings
 * begin as skip-gram vectors. The layers that turn a state into a word are not published.
 */
import * as tf from '@tensorflow/tfjs-core'
import { bert } from '../../engine/models/bert.ts'
import { forwardBlocks } from '../../engine/models/trunk.ts'
import { gelu } from '../../engine/nn/activations.ts'
import { biasSpec, layerNormSpecs, linearSpecs } from '../../engine/nn/parameters.ts'
import { weightedForward } from '../../engine/nn/weightedForward.ts'
import { type Random, seeded } from '../../shared/random.ts'
import { readBooks } from './books.ts'
import { maskWords } from './maskWords.ts'
import { cutPassages, drawn, type Passages, passageAt } from './passages.ts'
import { cache, readTextOptions, runPretraining, type Weight } from './runPretraining.ts'
import { tiedCrossEntropy, tiedLogits } from './tiedCrossEntropy.ts'
import { encodeBooks, keptIds, keptTokenizer, keptValues } from './tokenizerFiles.ts'
import { trainWordPiece } from './trainWordPiece.ts'
import { scaled, wordVectors } from './wordVectors.ts'

const config = {
  architectures: ['BertModel'],
  model_type: 'bert',
  vocab_size: 6144,
  hidden_size: 128,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 512,
  hidden_act: 'gelu',
  max_position_embeddings: 128,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  initializer_range: 0.02,
  pad_token_id: 0,
  position_embedding_type: 'absolute',
  thaw_pooling: 'mean',
}
const tokensPerStep = 1024
/** Of four batches: passages of so many tokens, [CLS] and [SEP] among them. */
const lengths = [64, 32, 64, 128]
const share = 0.2
const vectorOptions = { width: config.hidden_size, window: 4, negatives: 5, rate: 0.05, frequent: 1e-4 }
/** Root mean square of the table's first values: larger than a random start's, as they say something. */
const vectorScale = 0.05
const heldPassages = 512
const transform = 'cls.predictions.transform'
const output = 'cls.predictions'

interface Masked {
  /** [passages, length] */
  readonly ids: Int32Array
  readonly length: number
  readonly places: readonly number[]
  readonly targets: readonly number[]
}

export async function pretrainText(args: string[]): Promise<void> {
  const options = readTextOptions(args, { out: 'public/models/thaw-text', rate: 0.0015 })
  const random = seeded(options.seed)
  const books = await readBooks(options.data)
  const tokenizer = await keptTokenizer(`${cache}/text-tokenizer`, () =>
    trainWordPiece(
      books.train.map((book) => book.text),
      config.vocab_size,
    ),
  )
  const encoding = { split: (text: string) => text.split(/\s+/), end: [] }
  const train = await keptIds(`${cache}/text-train.bin`, () => encodeBooks(books.train, tokenizer, encoding))
  const held = await keptIds(`${cache}/text-held.bin`, () => encodeBooks(books.held, tokenizer, encoding))
  const vectors = await keptValues(`${cache}/text-vectors.bin`, () =>
    wordVectors(train, { ...vectorOptions, vocabulary: config.vocab_size }, random.fork('vectors')),
  )
  const { vocab } = tokenizer['tokenizer.json'].model
  const idOf = (token: string) => vocab[token] as number
  const continuing = new Set(
    Object.keys(vocab)
      .filter((piece) => piece.startsWith('##'))
      .map(idOf),
  )
  const ends = new Set(['.', '!', '?'].map(idOf))
  const masking = {
    share,
    mask: idOf('[MASK]'),
    first: idOf('[MASK]') + 1,
    vocabulary: config.vocab_size,
    continues: (id: number) => continuing.has(id),
  }
  const cut = (ids: Uint16Array, length: number) => cutPassages(ids, (id) => ends.has(id), length - 2)
  const sources = new Map(lengths.map((length) => [length, cut(train, length)]))
  const batch = (passages: Passages, starts: readonly number[], from: Random): Masked => {
    const length = passages.length + 2
    const ids = new Int32Array(starts.length * length)
    const places: number[] = []
    const targets: number[] = []
    for (const [row, start] of starts.entries()) {
      const inner = Int32Array.from(passageAt(passages, start))
      const hidden = maskWords(inner, masking, from)
      ids[row * length] = idOf('[CLS]')
      ids.set(inner, row * length + 1)
      ids[row * length + length - 1] = idOf('[SEP]')
      places.push(...hidden.places.map((place) => row * length + 1 + place))
      targets.push(...hidden.targets)
    }
    return { ids, length, places, targets }
  }
  const trunk = bert.readTrunk({ config, preprocessor: null, shapeOf: () => null })
  const table = 'bert.embeddings.word_embeddings.weight'
  /** States at the masked places, ready for the table: [places, width] */
  const statesOf = (weight: Weight, { ids, length, places }: Masked): tf.Tensor2D => {
    const f = weightedForward({ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training: true, weight })
    const input = tf.tensor2d(ids, [ids.length / length, length], 'int32')
    const states = forwardBlocks(trunk, f, input, 0, trunk.blocks.length)
    const rows = tf.gather(tf.reshape(states, [ids.length, config.hidden_size]), tf.tensor1d([...places], 'int32'))
    return f.layerNorm(`${transform}.LayerNorm`, gelu(f.linear(`${transform}.dense`, rows))) as tf.Tensor2D
  }
  const outputOf = (weight: Weight) => ({
    table: weight(table) as tf.Tensor2D,
    bias: weight(`${output}.bias`) as tf.Tensor1D,
  })
  const heldBatches = heldBack(cut(held, 64), random.fork('held'), batch)
  await runPretraining(
    {
      name: 'text',
      trunk,
      config,
      tokenizer,
      head: [
        ...linearSpecs('torch', `${transform}.dense`, config.hidden_size, config.hidden_size, { deviation: 0.02 }),
        ...layerNormSpecs('torch', `${transform}.LayerNorm`, config.hidden_size),
        biasSpec('torch', output, config.vocab_size),
      ],
      firstValues: (spec) => (spec.name === table ? scaled(vectors, vectorScale) : null),
      tokensPerStep,
      loss(weight, step) {
        const length = lengths[step % lengths.length] as number
        const passages = sources.get(length) as Passages
        const draw = random.fork(`step ${step}`)
        const masked = batch(passages, drawn(passages.starts, tokensPerStep / length, draw), draw)
        return tiedCrossEntropy(statesOf(weight, masked), outputOf(weight), tf.tensor1d([...masked.targets], 'int32'))
      },
      async evaluate(weight) {
        let [loss, right, total] = [0, 0, 0]
        for (const masked of heldBatches) {
          const figures = tf.tidy(() => {
            const states = statesOf(weight, masked)
            const targets = tf.tensor1d([...masked.targets], 'int32')
            const guesses = tf.argMax(tiedLogits(states, outputOf(weight)), 1)
            return tf.stack([
              tiedCrossEntropy(states, outputOf(weight), targets),
              tf.sum(tf.cast(tf.equal(guesses, targets), 'float32')),
            ])
          })
          const [mean, hits] = (await figures.data()) as unknown as [number, number]
          figures.dispose()
          loss += mean * masked.targets.length
          right += hits
          total += masked.targets.length
        }
        return { heldLoss: loss / total, heldAccuracy: right / total }
      },
      plan: { passages: lengths, tokensPerStep, masked: share, vectors: vectorOptions },
    },
    options,
    random.fork('weights'),
  )
}

/** Batches of fixed passages under fixed masks, the same at every check. */
function heldBack(
  passages: Passages,
  random: Random,
  batch: (passages: Passages, starts: readonly number[], random: Random) => Masked,
): Masked[] {
  const starts = random.shuffled(passages.starts).slice(0, heldPassages)
  return Array.from({ length: Math.ceil(starts.length / 32) }, (_, index) =>
    batch(passages, starts.slice(index * 32, index * 32 + 32), random),
  )
}
