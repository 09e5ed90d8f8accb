/**
 * Makes the embedded model `thaw-writer`: a small language model in Llama's shape that continues English texts. It learns
 * for as long as it is let, goes on after any interruption, and is held to bits per byte on held-back books.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { isMainThread } from 'node:worker_threads'
import { llama } from '../../engine/models/llama.ts'
import { seeded } from '../../shared/random.ts'
import { bytesById, heldFigures, passageLoss } from './bitsPerByte.ts'
import { weightsFile } from './learner.ts'
import { trainLong, valuesOf } from './longTraining.ts'
import { passageOrder } from './passages.ts'
import { cache } from './runPretraining.ts'
import { joinTeam } from './team.ts'
import { encodeBooks, keptIds, keptTokenizer, writeTokenizer } from './tokenizerFiles.ts'
import { endOfText, piecesOf, trainBytePairs } from './trainBytePairs.ts'
import {
  firstScale,
  lengths,
  positions,
  readWriterOptions,
  tokensPerStep,
  type WriterOptions,
  writerConfig,
} from './writerOptions.ts'
import { readWriterTexts, type WriterTexts } from './writerTexts.ts'

/** Of the held-back passages, each how manieth is read while it learns; the last check reads all. */
const checkEvery = 24
/** Tokens of a held-back passage: as many as the embedded writer before this one could read. */
const heldLength = 256

export async function pretrainWriter(args: readonly string[]): Promise<void> {
  const options = readWriterOptions(args)
  const { shape, seed } = options
  const random = seeded(seed)
  const config = writerConfig(shape)
  const trunk = llama.readTrunk({ config, preprocessor: null, shapeOf: () => null })
  const specs = trunk.blocks.flatMap((block) => block.parameters)
  const { tokenizer, train, held } = await preparedTexts(options)
  const bytesOf = bytesById(tokenizer['tokenizer.json'].model.vocab)
  const team = joinTeam(options.threads, valuesOf(specs), ['pretrain', 'writer', ...args])
  const orders = new Map(
    [...new Set(lengths)].map((length) => [
      length,
      passageOrder(train.length, length, random.fork(`passages ${length}`)),
    ]),
  )
  await trainLong(
    {
      specs,
      firstScale: (spec) => firstScale(spec, shape.layers),
      loss(weight, step) {
        const { length, from, count } = passagesOfStep(step)
        const share = count / team.size
        const starts = orders.get(length)?.(from + team.rank * share, share) ?? []
        return passageLoss(trunk, weight, train, starts, length)
      },
      evaluate: (weight, last) =>
        heldFigures(trunk, weight, { ids: held, bytesOf, length: heldLength, each: last ? 1 : checkEvery }),
      async publish(weight, course) {
        await mkdir(options.out, { recursive: true })
        await writeFile(`${options.out}/model.safetensors`, await weightsFile(specs, weight, { half: true }))
        await writeFile(`${options.out}/config.json`, `${JSON.stringify(config, null, 2)}\n`)
        await writeTokenizer(options.out, tokenizer)
        await writeFile(
          `${options.out}/pretraining.json`,
          `${JSON.stringify({ plan: planOf(options), course }, null, 1)}\n`,
        )
      },
    },
    options,
    team,
    random.fork('weights'),
  )
}

/** Passages that a step reads, counted among all of their length. */
export function passagesOfStep(step: number): {
  readonly length: number
  readonly from: number
  readonly count: number
} {
  const place = (step - 1) % lengths.length
  const length = lengths[place] as number
  const alike = (some: readonly number[]) => some.filter((other) => other === length).length
  const before = Math.floor((step - 1) / lengths.length) * alike(lengths) + alike(lengths.slice(0, place))
  const count = tokensPerStep / length
  return { length, from: before * count, count }
}

/** Tokeniser and tokens; made once, by the first thread, and kept. */
async function preparedTexts({ sources, shape: { vocabulary }, seed }: WriterOptions) {
  let texts: Promise<WriterTexts> | null = null
  const read = async () => {
    texts ??= readWriterTexts(sources, seeded(seed).fork('texts'))
    return await texts
  }
  const folder = `${cache}/writer-${vocabulary}`
  const tokenizer = await keptTokenizer(folder, async () => {
    const { train, counts } = await read()
    console.log(JSON.stringify({ texts: counts }))
    await mkdir(folder, { recursive: true })
    await writeFile(`${folder}/texts.json`, `${JSON.stringify(counts, null, 1)}\n`)
    return trainBytePairs(
      train.map(({ text }) => text),
      vocabulary,
      positions,
    )
  })
  const end = tokenizer['tokenizer.json'].model.vocab[endOfText] as number
  const encode = async (part: 'train' | 'held') =>
    encodeBooks((await read())[part], tokenizer, { split: piecesOf, end: [end] })
  const train = await keptIds(`${folder}/train.bin`, () => encode('train'))
  const held = await keptIds(`${folder}/held.bin`, () => encode('held'))
  if (isMainThread) console.log(JSON.stringify({ tokens: train.length, held: held.length }))
  return { tokenizer, train, held }
}

/** What decided the training, for its record; where the files lay does not matter. */
function planOf({ sources, shape, rate, beta2, weightDecay, clipNorm, steps, rising, falling, seed }: WriterOptions) {
  const from = Object.entries(sources).flatMap(([name, path]) => (path === '' ? [] : [name]))
  const training = { rate, beta2, weightDecay, clipNorm, steps, rising, falling, seed }
  return { sources: from, shape, passages: lengths, tokensPerStep, ...training }
}
