import * as tf from '@tensorflow/tfjs-core'
import * as v from 'valibot'
import { beforeAll, describe, expect, test } from 'vitest'
import { nodeCodec } from '../../../src/commands/nodeCodec.ts'
import type { Dataset, Example } from '../../../src/engine/data/dataset.ts'
import { labelsOf } from '../../../src/engine/data/target.ts'
import { exportFiles } from '../../../src/engine/export/weights/exportWeights.ts'
import { runWeightsOf, tunedFromRunWeights } from '../../../src/engine/inference/runWeights.ts'
import { disposeTuned, importTuned, type TunedModel } from '../../../src/engine/inference/tunedModel.ts'
import { readModelFiles } from '../../../src/engine/weights/modelFiles.ts'
import type { LabelsPrediction } from '../../../src/shared/domain/answers.ts'
import { evenThreshold } from '../../../src/shared/metrics/labelAnswers.ts'
import { seeded } from '../../../src/shared/random.ts'
import { taskEngines } from '../../../src/tasks/engines.ts'
import { evaluationSchema } from '../../../src/tasks/evaluations.ts'
import { multiLabel, multiLabelTest } from '../../../src/tasks/multi-label/engine.ts'
import { isWatched } from '../../../src/tasks/watched.ts'
import { startBackend } from '../../support/backends.ts'
import { type SmallTask, smallRecipe, smallRun } from '../../support/smallRuns.ts'
import { tinyBert, tinyGpt2, tinyText } from '../../support/tinyText.ts'

beforeAll(() => startBackend('wasm'))

/** Each of the animals that a text names is a label of it; some name none. */
function zoo(count: number): Dataset {
  const random = seeded('zoo')
  const animals = ['bird', 'cat', 'dog']
  const fill = ['the', 'loud', 'soft', 'and', 'then', 'again']
  const examples = Array.from({ length: count }, (_, index): Example => {
    // Of eight texts every combination once, so that one holds none and each label half.
    const labels = animals.flatMap((_, label) => ((index >> label) & 1 ? [label] : []))
    const others = Array.from({ length: 4 }, () => fill[random.below(fill.length)] as string)
    const text = random.shuffled([...others, ...labels.map((label) => animals[label] as string)]).join(' ')
    return {
      ...{ path: `row ${index}`, digest: `${index}`, split: null, target: { kind: 'labels', labels } },
      content: { kind: 'text', prompt: '', text },
    }
  })
  const facts = { columns: null, skipped: [], namedSplits: [], warnings: [] }
  return { task: 'text-multi-label', name: 'zoo', fingerprint: 'zoo', classes: animals, examples, ...facts }
}

async function labelsFor(tuned: TunedModel, text: string): Promise<LabelsPrediction['labels']> {
  const answer = await taskEngines[tuned.task].predict(tuned, { kind: 'text', text }, nodeCodec)
  if (answer.kind !== 'labels') throw new Error(`received ${answer.kind}`)
  return answer.labels
}

test.each([
  ['BERT', tinyBert],
  ['GPT-2', tinyGpt2],
] as const)(
  '%s learns labels, and answers alike in the run, from its kept weights and from its export',
  async (name, model) => {
    const task: SmallTask = { data: zoo(160), model }
    const asked = task.data.examples.flatMap(({ content }) => (content.kind === 'text' ? [content.text] : []))
    const answers: LabelsPrediction['labels'][] = []
    const recipe = smallRecipe(task, 'full', { epochs: 8, batch: 8, 'earlyStopping.by': 'loss' })
    let kept: LabelsPrediction['labels'] | null = null
    let brought: LabelsPrediction['labels'] = []
    const { result, events } = await smallRun(task, recipe, {
      async inspect(tuned, began) {
        for (const text of asked) answers.push(await labelsFor(tuned, text))
        const text = asked[3] as string
        const again = await tunedFromRunWeights(await runWeightsOf(tuned), { model: began, text: tinyText(), recipe })
        kept = await labelsFor(again, text)
        disposeTuned(again)
        if (name !== 'BERT') return
        const files = await exportFiles(tuned)
        const config = JSON.parse((await files.find((file) => file.name === 'config.json')?.blob.text()) ?? '')
        expect(config).toMatchObject({
          problem_type: 'multi_label_classification',
          id2label: { 0: 'bird', 1: 'cat', 2: 'dog' },
        })
        const read = importTuned(await readModelFiles(files.map((file) => ({ path: file.name, file: file.blob }))))
        expect([read.task, read.labels]).toEqual(['text-multi-label', task.data.classes])
        brought = await labelsFor(read, text)
        disposeTuned(read)
      },
    })
    const { test: tested } = result
    if (tested.kind !== 'multi-label') throw new Error(`received a ${tested.kind} test`)
    expect(tested.microF1).toBeGreaterThan(0.85)
    expect(tested.macroF1).toBeGreaterThan(0.85)
    expect(tested.mAP).toBeGreaterThan(0.9)
    expect(tested.exactMatch).toBeGreaterThan(0.6)
    // Half of all decisions are true, so that answering every label has a precision of about a half and finds all.
    expect(tested.baseline).toBeGreaterThan(0.55)
    expect(tested.baseline).toBeLessThan(0.75)
    expect(result.epochs.at(-1)?.validationScores).toMatchObject({
      microF1: expect.any(Number),
      macroF1: expect.any(Number),
    })
    // Asked one by one, without padding, it says what the test recorded, at the thresholds of the test.
    for (const [row, example] of tested.answers.examples.entries())
      for (const [label, labelName] of task.data.classes.entries()) {
        const answer = answers[example]?.find((each) => each.name === labelName)
        expect(answer?.probability).toBeCloseTo(tested.answers.probabilities[3 * row + label] as number, 3)
        expect(answer?.threshold).toBe(tested.perLabel[label]?.threshold)
      }
    expect(kept).toEqual(answers[3])
    if (name === 'BERT')
      for (const [at, { probability, ...rest }] of brought.entries()) {
        expect(rest).toMatchObject({ name: answers[3]?.[at]?.name, threshold: answers[3]?.[at]?.threshold })
        expect(probability).toBeCloseTo(answers[3]?.[at]?.probability as number, 5)
      }
    expect(v.parse(evaluationSchema, structuredClone(tested))).toEqual(tested)
    const watched = events.flatMap((event) =>
      event.type === 'watched' ? [event.examples.filter(isWatched('labels'))] : [],
    )
    expect(watched).toHaveLength(9)
    expect(new Set(watched[0]?.flatMap(({ truth }) => truth))).toEqual(new Set([0, 1, 2]))
    for (const told of watched) {
      expect(told.map(({ example }) => example)).toEqual(watched[0]?.map(({ example }) => example))
      for (const { example, truth, probabilities } of told) {
        expect(truth).toEqual(labelsOf(task.data.examples[example] as Example))
        expect(probabilities).toHaveLength(3)
      }
    }
    const rightOf = (told: (typeof watched)[number] | undefined) =>
      told?.flatMap(({ truth, probabilities }) =>
        probabilities.filter((p, label) => p >= 0.5 === truth.includes(label)),
      )
    expect(rightOf(watched.at(-1))?.length).toBeGreaterThan(rightOf(watched[0])?.length ?? 0)
  },
)

describe('the objective', () => {
  const truth = [[0, 2], [], [1]]
  const weights = Float32Array.of(1, 4, 2)

  test('has the gradient of its loss, with rare labels weighing more', () => {
    const model = tinyBert()
    const objective = multiLabel({ trunk: model.trunk, truth, labels: 3, positiveWeights: weights })
    const values = [0.3, -1.2, 2, 0.1, 0.8, -0.4, -2, 1.5, 0.6]
    const loss = (logits: readonly number[]) =>
      tf.tidy(() => objective.loss(tf.tensor2d([...logits], [3, 3]), [0, 1, 2]).dataSync()[0] as number)
    const slope = tf.tidy(() => {
      const gradient = tf.grad((x) => objective.loss(x, [0, 1, 2]))
      return [...gradient(tf.tensor2d(values, [3, 3])).dataSync()]
    })
    const step = 1e-2 // float32 holds a loss near 1 to 1e-7, so that the quotient is good to about 1e-5
    for (const [at, expected] of slope.entries()) {
      const moved = (by: number) => loss(values.map((value, index) => (index === at ? value + by : value)))
      expect((moved(step) - moved(-step)) / (2 * step)).toBeCloseTo(expected, 3)
    }
    model.dispose()
  })

  test('is tallied with the loss that is trained by, and scored at 0.5', async () => {
    const model = tinyBert()
    const objective = multiLabel({ trunk: model.trunk, truth, labels: 3, positiveWeights: weights })
    const logits = tf.tensor2d([2, -1, 1, -3, -2, 0.5, -1, -0.5, -2], [3, 3])
    const tally = objective.tally()
    await tally.add(logits, [0, 1, 2])
    const { loss, scores } = tally.score()
    const trained = tf.tidy(() => objective.loss(logits, [0, 1, 2]).dataSync()[0] as number)
    expect(loss).toBeCloseTo(trained, 5)
    // Right are the first row's two; one is given wrongly in the second, one missed in the third.
    expect(scores?.microF1).toBeCloseTo(4 / 6, 10)
    expect(scores?.macroF1).toBeCloseTo((1 + 0 + 2 / 3) / 3, 10)
    logits.dispose()
    model.dispose()
  })
})

test('the test has its figures at the thresholds given, beside the best answer for all', () => {
  const example = (labels: number[]): Example => ({
    ...{ path: '', digest: '', split: null, target: { kind: 'labels', labels } },
    content: { kind: 'text', prompt: '', text: '' },
  })
  const examples = [[0], [0, 1], [0], [0], [1], []].map(example)
  const tested = multiLabelTest({
    dataset: { classes: ['a', 'b'], examples },
    train: [0, 1, 2],
    answers: {
      truth: [3, 4, 5].map((index) => labelsOf(examples[index] as Example)),
      probabilities: Float32Array.of(0.9, 0.2, 0.4, 0.3, 0.1, 0.25),
      labels: 2,
      examples: [3, 4, 5],
    },
    thresholds: [evenThreshold, 0.25],
    loss: 0.5,
  })
  // Given are a, b and b, the last of them wrongly.
  expect(tested).toMatchObject({ n: 3, microF1: (2 * 2) / (2 * 2 + 1), exactMatch: 2 / 3, mAP: 1 })
  expect(tested.perLabel.map(({ f1, threshold }) => [f1, threshold])).toEqual([
    [1, 0.5],
    [2 / 3, 0.25],
  ])
  // In training "a" is always true: answering it to all is right once of three times here.
  expect(tested.baseline).toBeCloseTo((2 * 1) / (3 + 2), 10)
})
