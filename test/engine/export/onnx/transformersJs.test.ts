/**
 * The exported folder in transformers.js, by its ordinary pipelines, in Node: networks that were really trained on the
 * site's samples give the page's probabilities, to 1e-4 in 32 bits and 2e-3 in 16; of weights in 8 bits it is the figure
 * on the test examples that has to stay, within 0.01.
 */
import { readFile } from 'node:fs/promises'
import type * as Library from '@huggingface/transformers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../../src/commands/nodeCodec.ts'
import { unwatched } from '../../../../src/engine/export/exportWatch.ts'
import { onnxFiles } from '../../../../src/engine/export/onnx/exportOnnx.ts'
import { continueText } from '../../../../src/engine/inference/continueText.ts'
import { disposeTuned, networkOf } from '../../../../src/engine/inference/tunedModel.ts'
import type { Preprocessing } from '../../../../src/engine/inputs/preprocess.ts'
import type { PredictionInput } from '../../../../src/shared/domain/answers.ts'
import { taskCard } from '../../../../src/tasks/cards.ts'
import { taskEngines } from '../../../../src/tasks/engines.ts'
import type { TaskId } from '../../../../src/tasks/ids.ts'
import { startBackend } from '../../../support/backends.ts'
import { pngBlob } from '../../../support/nodeImages.ts'
import { type Answer, byName, farthest, figure, question, testExamples } from '../../../support/sampleAnswers.ts'
import { printed, snippetIn } from '../../../support/snippets.ts'
import { type SampleRun, type TrainedModel, trainedOnSample } from '../../../support/trainedOnSamples.ts'
import { type ModelShelf, modelShelf } from '../../../support/transformersJs.ts'
import { type TunedNetworkCase, tunedNetwork } from '../../../support/tunedNetwork.ts'

let shelf: ModelShelf

beforeAll(async () => {
  await startBackend('wasm')
  shelf = await modelShelf()
})

afterAll(() => shelf.close())

type Form = 'fp32' | 'fp16' | 'q8'

/** Of probabilities; null where the figure on the test examples is held instead. */
const forms: readonly (readonly [Form, number | null])[] = [
  ['fp32', 1e-4],
  ['fp16', 2e-3],
  ['q8', null],
]
const most = 0.01
/** Networks are trained before the first question, also where others use the machine. */
const patience = 300_000

interface Sorting extends SampleRun {
  readonly name: string
  readonly pipeline: 'text-classification' | 'image-classification'
}

const head = { method: 'head', fields: { epochs: 20 } } as const
const sorted: readonly Sorting[] = [
  { ...head, name: 'messages', model: 'thaw-text', data: 'messages.csv', pipeline: 'text-classification' },
  { ...head, name: 'noticeboard', model: 'thaw-text', data: 'noticeboard.csv', pipeline: 'text-classification' },
  { ...head, name: 'picture-book', model: 'thaw-vision', data: 'picture-book.zip', pipeline: 'image-classification' },
]

describe.each(sorted)('$name', ({ name, pipeline, ...run }) => {
  let trained: TrainedModel
  /** The page's answers on the test examples. */
  let page: readonly Answer[]
  let asked: readonly PredictionInput[]

  beforeAll(async () => {
    trained = await trainedOnSample(run)
    const { tuned } = trained
    await shelf.put(name, await onnxFiles(tuned, unwatched))
    asked = await Promise.all(testExamples(trained).map((example) => question(trained, example)))
    page = []
    for (const input of asked) page = [...page, byName(await taskEngines[tuned.task].predict(tuned, input, nodeCodec))]
  }, patience)

  afterAll(() => disposeTuned(trained.tuned))

  test.each(forms)('in %s', async (dtype, closest) => {
    const answers = await answersOf(shelf.library, { name, pipeline, dtype }, asked)
    if (closest !== null)
      expect(Math.max(...answers.map((answer, at) => farthest(answer, page[at] ?? {})))).toBeLessThan(closest)
    const [here, there] = [page, answers].map((each) => figure(trained, each)) as [number, number]
    // It has learned something, so that there is a figure to keep.
    expect(here).toBeGreaterThan(0.6)
    expect(Math.abs(here - there)).toBeLessThanOrEqual(most)
  })
})

const asIs: readonly TunedNetworkCase[] = [
  { base: 'bert', task: 'text-classification', method: 'lora' },
  { base: 'distilbert', task: 'text-multi-label', method: 'full' },
  { base: 'bert-mean', task: 'text-pair-classification', method: 'full' },
  { base: 'bert', task: 'text-regression', method: 'full' },
  { base: 'vit', task: 'image-classification', method: 'lora' },
  { base: 'resnet-basic', task: 'image-multi-label', method: 'full' },
  { base: 'mobilenet-v2', task: 'image-regression', method: 'full' },
]

test.each(asIs)('the README’s own lines for $task print what the page answers', async (given) => {
  const tuned = await tunedNetwork(given)
  const files = await onnxFiles(tuned, unwatched)
  await shelf.put(given.task, files)
  const { input: read } = tuned.model.trunk
  const side = read.kind === 'image' ? shorterSide(read.preprocessing) : 1
  const picture = await shelf.put(given.task, [
    { name: 'picture.png', blob: pngBlob(side, side, (x, y) => [(9 * x) % 256, (5 * y) % 256, (x * y) % 256]) },
  ])
  const page = await taskEngines[tuned.task].predict(tuned, await aboutSnippet(tuned.task, picture), nodeCodec)
  const readme = (await files.find(({ name }) => name === 'README.md')?.blob.text()) ?? ''
  const code = snippetIn(readme, 'In JavaScript, with transformers.js')
    .replaceAll('FOLDER_OF_THESE_FILES', given.task)
    .replaceAll('PICTURE', picture)
  const [told] = await printed(shelf.library, code)
  if (page.kind === 'number') expect(told).toBeCloseTo(page.value, 3)
  else expect(farthest(answerFrom(told, tuned.labels), byName(page))).toBeLessThan(1e-4)
  disposeTuned(tuned)
})

test.each([
  ['bert', 'token-classification'],
  ['gpt2', 'text-generation'],
] as const)('the README’s own lines run: %s for %s', async (base, task) => {
  const tuned = await tunedNetwork({
    base,
    task,
    method: 'full',
    config: { max_position_embeddings: 96, n_positions: 96 },
  })
  const files = await onnxFiles(tuned, unwatched)
  await shelf.put(task, files)
  const readme = (await files.find(({ name }) => name === 'README.md')?.blob.text()) ?? ''
  const code = snippetIn(readme, 'In JavaScript, with transformers.js')
    .replaceAll('FOLDER_OF_THESE_FILES', task)
    // Words that this small vocabulary has.
    .replace(/'A sentence'|'A beginning'/, "'the cat sings'")
  const [told] = await printed(shelf.library, code)
  if (task === 'text-generation') expect(told).toEqual([{ generated_text: expect.stringMatching(/./) }])
  else {
    expect(told).not.toEqual([])
    for (const { entity, score } of told as Piece[])
      expect([tuned.labels.includes(entity), score > 1 / 3]).toEqual([true, true])
  }
  disposeTuned(tuned)
})

/** Printed by name, or in the order of the labels: alone, or as the first of a batch. */
function answerFrom(told: unknown, labels: readonly string[]): Answer {
  const values = [told].flat(2)
  if (typeof values[0] !== 'number') return named(told)
  return Object.fromEntries(labels.map((label, at) => [label, values[at] as number]))
}

/** Before the middle is cut out: a picture of this side is not made smaller. */
function shorterSide({ size, cropShare }: Preprocessing): number {
  return Math.max(size, Math.floor(size / cropShare))
}

async function aboutSnippet(task: TaskId, picture: string): Promise<PredictionInput> {
  const { input } = taskCard(task)
  if (input === 'image') return { kind: 'image', image: new Blob([new Uint8Array(await readFile(picture))]) }
  return input === 'pair'
    ? { kind: 'pair', first: 'A text', second: 'and another one' }
    : { kind: 'text', text: 'A text' }
}

interface Reading {
  readonly name: string
  readonly pipeline: Sorting['pipeline']
  readonly dtype: Form
}

async function answersOf(
  { pipeline, RawImage }: typeof Library,
  { name, pipeline: kind, dtype }: Reading,
  asked: readonly PredictionInput[],
): Promise<readonly Answer[]> {
  const found: Answer[] = []
  if (kind === 'image-classification') {
    const classify = await pipeline(kind, name, { dtype })
    for (const input of asked)
      if (input.kind === 'image') found.push(named(await classify(await RawImage.fromBlob(input.image), { top_k: 99 })))
    await classify.dispose()
  } else {
    const classify = await pipeline(kind, name, { dtype })
    for (const input of asked) if (input.kind === 'text') found.push(named(await classify(input.text, { top_k: null })))
    await classify.dispose()
  }
  expect(found.length).toBe(asked.length)
  return found
}

function named(answers: unknown): Answer {
  return Object.fromEntries(
    (answers as readonly { label: string; score: number }[]).map(({ label, score }) => [label, score]),
  )
}

test('harbour: tags of words, with their probabilities', { timeout: patience }, async () => {
  const trained = await trainedOnSample({
    ...{ model: 'thaw-text', data: 'harbour.jsonl', method: 'full' },
    fields: { epochs: 12 },
  })
  const { tuned } = trained
  await shelf.put('harbour', await onnxFiles(tuned, unwatched))
  let found = 0
  for (const [dtype, closest] of forms) {
    const tag = await shelf.library.pipeline('token-classification', 'harbour', { dtype })
    for (const example of testExamples(trained)) {
      const input = await question(trained, example)
      if (input.kind !== 'text') throw new Error('No text.')
      const page = await taskEngines[tuned.task].predict(tuned, input, nodeCodec)
      if (page.kind !== 'tags') throw new Error('No tags.')
      const theirs = entitiesOf((await tag(input.text, { ignore_labels: [] })) as readonly Piece[])
      if (closest === null) continue
      found += theirs.length
      expect(theirs.map(({ label }) => label)).toEqual(page.entities.map(({ label }) => label))
      for (const [at, { probability }] of page.entities.entries())
        expect(Math.abs(probability - (theirs[at]?.probability ?? Number.NaN))).toBeLessThan(closest)
    }
    await tag.dispose()
  }
  expect(found).toBeGreaterThan(30)
  disposeTuned(tuned)
})

interface Piece {
  readonly entity: string
  readonly score: number
  readonly word: string
}

/** Words by their first pieces, as the page reads them; an entity is as sure as its least sure word. */
function entitiesOf(pieces: readonly Piece[]): { label: string; probability: number }[] {
  const found: { label: string; probability: number }[] = []
  let open: string | null = null
  for (const { entity, score, word } of pieces) {
    if (word.startsWith('##')) continue
    const [mark, label = ''] = entity.split(/-(.*)/)
    const last = found.at(-1)
    if (mark === 'O') open = null
    else if (mark === 'I' && open === label && last) last.probability = Math.min(last.probability, score)
    else {
      found.push({ label, probability: score })
      open = label
    }
  }
  return found
}

test('lighthouse: a text goes on as in the page, alone and beside a longer one', { timeout: patience }, async () => {
  const trained = await trainedOnSample({
    ...{ model: 'thaw-writer', data: 'lighthouse.txt', method: 'lora' },
    fields: { epochs: 2 },
  })
  const { tuned } = trained
  await shelf.put('lighthouse', await onnxFiles(tuned, unwatched))
  const prompts = ['The lighthouse', 'Every evening the keeper went up the stairs and']
  const page: string[] = []
  for (const prompt of prompts) {
    const settings = { prompt, tokens: 24, temperature: 0, topK: 0, topP: 1 }
    if (!tuned.text) throw new Error('A writer has a tokenizer.')
    const { text } = await continueText(networkOf(tuned), tuned.text, {
      settings,
      seed: 1,
      stopped: () => false,
      onText() {},
    })
    page.push(text)
  }
  for (const [dtype] of forms.slice(0, 2)) {
    const write = await shelf.library.pipeline('text-generation', 'lighthouse', { dtype })
    const how = { max_new_tokens: 24, do_sample: false, return_full_text: false }
    for (const [at, prompt] of prompts.entries()) expect(written(await write(prompt, how))).toEqual([page[at]])
    expect(written(await write(prompts, how))).toEqual(page)
    await write.dispose()
  }
  disposeTuned(tuned)
})

function written(given: unknown): string[] {
  return [given].flat(2).map((each) => (each as { generated_text: string }).generated_text)
}
