import { readFile } from 'node:fs/promises'
import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { beforeAll, describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Dataset, Example } from '../../../src/engine/data/dataset.ts'
import { readDataset } from '../../../src/engine/data/readDataset.ts'
import { numberOf } from '../../../src/engine/data/target.ts'
import type { Columns } from '../../../src/shared/domain/data.ts'
import { numberScaleOf } from '../../../src/shared/metrics/numberScale.ts'
import { seeded } from '../../../src/shared/random.ts'
import { dataReadings, taskEngines } from '../../../src/tasks/engines.ts'
import { evaluationSchema } from '../../../src/tasks/evaluations.ts'
import { regressionTest, scaledHead } from '../../../src/tasks/regression/engine.ts'
import { isWatched } from '../../../src/tasks/watched.ts'
import { startBackend } from '../../support/backends.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { type SmallTask, smallRecipe, smallRun } from '../../support/smallRuns.ts'
import { tinyBert, tinyGpt2 } from '../../support/tinyText.ts'

beforeAll(() => startBackend('wasm'))

function read(text: string, columns: Partial<Columns> = {}): Promise<Dataset> {
  return readDataset(
    { name: 'table.csv', files: [{ path: 'table.csv', file: new Blob([text]) }] },
    {
      ...{ textColumn: '', labelColumn: '', ...columns },
      readings: dataReadings,
      onProgress: () => {},
      signal: new AbortController().signal,
      codec: nodeCodec,
    },
  )
}

const rows = (number: (index: number) => string, count = 40) =>
  Array.from({ length: count }, (_, index) => `"a text about thing ${index}",${number(index)}`)

describe('a column of numbers', () => {
  test('is recognised, with every value', async () => {
    const data = await read(['description,price', ...rows((index) => (10.5 + index * 1.25).toFixed(2))].join('\n'))
    expect(data.task).toBe('text-regression')
    expect(Math.min(...data.examples.map(numberOf))).toBe(10.5)
    expect(data.columns).toMatchObject({ text: 'description', label: 'price' })
    expect(data.classes).toEqual([])
  })

  test('of few integers may be classes as well, and the person is asked', async () => {
    const table = ['text,label', ...rows((index) => String(1 + (index % 5)))].join('\n')
    const data = await read(table)
    expect(data.task).toBe('text-classification')
    expect(data.choices?.slice(0, 2)).toEqual(['text-classification', 'text-regression'])
    expect((await read(table, { task: 'text-regression' })).task).toBe('text-regression')
  })

  test('is read with a decimal comma and a currency; what is no number is left out by its row', async () => {
    const odd = new Map([
      [3, 'NaN'],
      [5, 'free'],
      [7, ''],
    ])
    const cell = (index: number) => odd.get(index) ?? `${(10 + index * 1.5).toFixed(2).replace('.', ',')} €`
    const data = await read(['text,price', ...rows((index) => `"${cell(index)}"`, 80)].join('\n'))
    expect(data.task).toBe('text-regression')
    expect(data.examples).toHaveLength(77)
    expect(data.examples.map(numberOf)).toContain(11.5)
    expect(inWords(data.warnings).join(' ')).toContain('The comma was read as the decimal mark')
    expect(leftOut(data.skipped)).toEqual([
      { path: 'table.csv, row 5', reason: 'It has no number: it says "NaN".' },
      { path: 'table.csv, row 7', reason: '"free" is not a number.' },
      { path: 'table.csv, row 9', reason: 'It has no number.' },
    ])
  })

  test('that only counts the rows is no number to predict', async () => {
    const data = await read(['text,n', ...rows(String)].join('\n'))
    expect(data.task).toBe('text-generation')
  })
})

/** The number is 100 more for each "loud" among the words. */
function loudness(count: number): Dataset {
  const random = seeded('loudness')
  const words = ['the', 'cat', 'dog', 'soft', 'and', 'then']
  const examples = Array.from({ length: count }, (_, index): Example => {
    const loud = index % 4
    const others = Array.from({ length: 4 }, () => words[random.below(words.length)] as string)
    const text = random.shuffled([...others, ...new Array<string>(loud).fill('loud')]).join(' ')
    return {
      path: `row ${index}`,
      target: { kind: 'number', value: 1000 + 100 * loud },
      split: null,
      content: { kind: 'text', prompt: '', text },
      digest: `${index}`,
    }
  })
  const facts = { columns: null, skipped: [], namedSplits: [], warnings: [] }
  return { task: 'text-regression', name: 'loudness', fingerprint: 'loudness', classes: [], examples, ...facts }
}

test.each([
  ['BERT', tinyBert],
  ['GPT-2, whose head has no bias,', tinyGpt2],
] as const)('%s learns a number and answers in its unit, in the run and after it', async (_, model) => {
  const task: SmallTask = { data: loudness(120), model }
  const asked: string[] = []
  const answers = new Map<string, number>()
  const { result, events } = await smallRun(task, smallRecipe(task, 'full', { epochs: 12, batch: 8 }), {
    async inspect(tuned) {
      for (const { content } of task.data.examples) if (content.kind === 'text') asked.push(content.text)
      for (const text of asked) {
        const answer = await taskEngines['text-regression'].predict(tuned, { kind: 'text', text }, nodeCodec)
        answers.set(text, answer.kind === 'number' ? answer.value : Number.NaN)
      }
    },
  })
  const { test: tested } = result
  if (tested.kind !== 'regression') throw new Error(`received a ${tested.kind} test`)
  expect(tested.mae).toBeLessThan(0.5 * tested.baseline)
  expect(tested.r2).toBeGreaterThan(0.6)
  expect(tested.spearman).toBeGreaterThan(0.7)
  // Asked one by one, without padding and with the scale in the head, it says what the test recorded.
  for (const [row, example] of tested.answers.examples.entries()) {
    const { content } = task.data.examples[example] as Example
    expect(answers.get(content.kind === 'text' ? content.text : '')).toBeCloseTo(tested.answers.predicted[row] ?? 0, 1)
  }
  expect(result.epochs.at(-1)?.validationScores).toMatchObject({ mae: expect.any(Number), rmse: expect.any(Number) })
  expect(v.parse(evaluationSchema, JSON.parse(JSON.stringify(tested)))).toEqual(tested)
  // From the smallest number to the largest, and nearer to each of them as the run goes on.
  const watched = events.flatMap((event) =>
    event.type === 'watched' ? [event.examples.filter(isWatched('number'))] : [],
  )
  expect(watched).toHaveLength(13)
  const truths = watched.map((told) => told.map(({ truth }) => truth))
  for (const truth of truths) expect(truth).toEqual(truths[0])
  expect(truths[0]).toHaveLength(6)
  expect(truths[0]).toEqual([...(truths[0] ?? [])].sort((a, b) => a - b))
  expect([truths[0]?.[0], truths[0]?.at(-1)]).toEqual([1000, 1300])
  const [before = 0, after = 0] = [watched[0], watched.at(-1)].map(
    (told) => (told ?? []).reduce((sum, { truth, predicted }) => sum + Math.abs(truth - predicted), 0) / 6,
  )
  expect(before).toBeGreaterThan(60)
  expect(after).toBeLessThan(0.5 * before)
})

test('the scale goes into the head, whose answers then are in the unit of the data', () => {
  const scale = numberScaleOf([10, 20, 30])
  expect(scale).toEqual({ mean: 20, deviation: Math.sqrt(200 / 3) })
  expect(numberScaleOf([7, 7])).toEqual({ mean: 7, deviation: 1 })
  const model = tinyBert()
  const specs = model.trunk.classifier.parameters(1)
  model.dispose()
  const kernel = specs.find(({ shape }) => shape.length === 2)
  const bias = specs.find(({ shape }) => shape.length === 1)
  if (!kernel || !bias) throw new Error('expected a kernel and a bias')
  const head = new Map<string, tf.Tensor>([
    [kernel.name, tf.ones([...kernel.shape])],
    [bias.name, tf.fill([1], 0.5)],
  ])
  const settled = scaledHead(specs, scale).settle(head)
  expect(settled.get(kernel.name)?.dataSync()[0]).toBeCloseTo(scale.deviation, 4)
  expect(settled.get(bias.name)?.dataSync()[0]).toBeCloseTo(0.5 * scale.deviation + 20, 4)
  tf.dispose([...settled.values()])
})

test('the test has its figures beside always answering the median', () => {
  const tested = regressionTest({
    numbers: [1, 2, 3, 4, 10],
    ...{ test: [3, 4], train: [0, 1, 2], predicted: Float64Array.of(5, 8), loss: 0.5 },
  })
  expect(tested).toMatchObject({ n: 2, mae: 1.5, baseline: 5 })
  expect(tested.spearman).toBeCloseTo(1, 10)
  expect(tested.rmse).toBeCloseTo(Math.sqrt((1 + 4) / 2), 10)
  expect(tested.r2).toBeCloseTo(1 - 5 / 18, 10)
  expect(tested.answers).toEqual({ truth: [4, 10], predicted: [5, 8], examples: [3, 4] })
})

test('prices of the trial are understood and read whole', async ({ skip }) => {
  const trial = new URL('../../../../shared/data/cases/prices.csv', import.meta.url)
  const text = await readFile(trial, 'utf8').catch(() => null)
  if (text === null) return skip('the trials are not beside the project')
  const data = await read(text)
  expect(data.task).toBe('text-regression')
  expect(data.skipped).toEqual([])
})
