import { expect, test } from 'vitest'
import { type Advice, type AdvisedOn, adviceFor, type Curves } from '../../src/shared/advice.ts'
import type { EpochMetrics, StepMetrics } from '../../src/shared/domain/run.ts'
import { emptyRunLog } from '../../src/shared/domain/runLog.ts'
import { say } from '../../src/shared/messages/say.ts'
import { buildRecipe, defaultFields } from '../../src/shared/recipe/recipe.ts'
import { told } from '../support/told.ts'

const identity = {
  task: 'image-classification',
  model: { id: 'm', revision: '1' },
  data: { name: 'x', fingerprint: 'f' },
  backend: 'auto',
} as const
const recipe = buildRecipe(identity, {
  ...defaultFields('top-blocks'),
  epochs: 30,
  'optimiser.learningRate': 0.01,
  'regularisation.dropout': 0.1,
})
const on: AdvisedOn = { validation: 400, classes: 4, blocks: 6 }
const perEpoch = 20

interface Drawn {
  readonly train: readonly number[]
  readonly validation: readonly number[]
  readonly accuracy?: readonly number[]
  /** By step, 0 the first; 1 where it is left out. */
  readonly norm?: (step: number) => number
  readonly loss?: (step: number) => number
}

function curves({ train, validation, accuracy = [], norm = () => 1, loss }: Drawn): Curves {
  const epochs = train.map((trainLoss, index): EpochMetrics => {
    const validationLoss = validation[index] ?? trainLoss
    const validationAccuracy = accuracy[index] ?? 0.8
    const shared = { epoch: index + 1, learningRate: 0.01, seconds: 1, validationPerplexity: null }
    return { ...shared, trainLoss, validationLoss, validationAccuracy }
  })
  const steps = Array.from({ length: Math.max(1, train.length) * perEpoch }, (_, index): StepMetrics => {
    const epoch = Math.floor(index / perEpoch) + 1
    const lossNow = loss?.(index) ?? train[epoch - 1] ?? 1
    const rest = { step: index + 1, seconds: index, epoch, learningRate: 0.01, gradientNorm: norm(index) }
    return { ...rest, loss: lossNow }
  })
  const best = Math.min(...validation)
  const bestEpoch = validation.indexOf(best) + 1
  return { ...emptyRunLog, epochs, bestEpoch, steps, firstSteps: steps.slice(0, 20), lastStep: steps.at(-1) ?? null }
}

const wordsOf = (advice: Advice | undefined) => (advice ? say(advice.words) : '')

const ids = (drawn: Curves, about = on) => adviceFor(drawn, recipe, about).map(({ id }) => id)

test('a healthy run is left in peace, at every epoch of it', () => {
  const train = Array.from({ length: 30 }, (_, index) => 0.1 + 1.3 * 0.8 ** index)
  const validation = train.map((loss, index) => loss + 0.05 + (index % 2) * 0.004)
  const accuracy = validation.map((loss) => Math.max(0.3, 1 - loss / 1.6))
  for (let epochs = 0; epochs <= 30; epochs++) {
    const part = { train: train.slice(0, epochs), validation: validation.slice(0, epochs), accuracy }
    expect(ids(curves({ ...part, norm: (step) => 1 + (step % 3) }))).toEqual([])
  }
})

test('over-fitting is told after three epochs of rising validation loss, with the best epoch and both ways out', () => {
  const train = [1, 0.6, 0.4, 0.3, 0.2, 0.1]
  const drawn = curves({ train, validation: [1, 0.7, 0.6, 0.65, 0.7, 0.8] })
  const [advice] = adviceFor(drawn, recipe, on)
  expect(advice).toMatchObject({
    id: 'over-fitting',
    actions: [{ kind: 'stop' }, { kind: 'change', change: { dropout: 0.3 } }],
  })
  expect(wordsOf(advice)).toContain('Epoch 3 is the best')
  expect(ids(curves({ train: train.slice(0, 5), validation: [1, 0.7, 0.6, 0.65, 0.7] }))).toEqual([])
  expect(ids(curves({ train: [1, 0.9, 0.8, 0.8, 0.85, 0.9], validation: [1, 0.7, 0.6, 0.65, 0.7, 0.8] }))).toEqual([])
})

test('dropout that is at its most is not raised further', () => {
  const drawn = curves({ train: [1, 0.6, 0.4, 0.3, 0.2, 0.1], validation: [1, 0.7, 0.6, 0.65, 0.7, 0.8] })
  const most = { ...recipe, history: [{ step: 5, dropout: 0.5 }] }
  expect(adviceFor(drawn, most, on)[0]?.actions.map(({ kind }) => kind)).toEqual(['stop'])
})

test('under-fitting raises the rate, and thaws a block more where there is one and the method has a line', () => {
  const high = Array.from({ length: 8 }, (_, index) => 1.35 - 0.005 * index)
  const drawn = curves({ train: high, validation: high })
  const [advice] = adviceFor(drawn, recipe, on)
  const faster = { kind: 'change', change: { learningRate: 0.02 } }
  expect(advice).toMatchObject({ id: 'under-fitting', actions: [faster, { change: { thaw: recipe.thaw + 1 } }] })
  expect(adviceFor(drawn, recipe, { ...on, blocks: recipe.thaw })[0]?.actions).toHaveLength(1)
  const head = { ...recipe, method: { ...recipe.method, id: 'head' } } as const
  expect(adviceFor(drawn, head, on)[0]?.actions).toHaveLength(1)
})

test('a loss that climbs above where it began is told within the first epochs', () => {
  const loss = (step: number) => 1.4 + step * 0.05
  const drawn = curves({ train: [1.5, 2.5, 3.5], validation: [2, 3, 4], loss })
  expect(adviceFor(drawn, recipe, on)[0]).toMatchObject({
    id: 'rate-too-high',
    actions: [{ change: { learningRate: 0.005 } }],
  })
})

test('a training loss that jumps with its gradients is told; either alone is not', () => {
  const spike = (step: number) => (step === 65 ? 40 : 1)
  const jumped = { train: [1, 0.6, 0.5, 0.7], validation: [1, 0.7, 0.6, 0.62] }
  expect(ids(curves({ ...jumped, norm: spike }))).toEqual(['rate-too-high'])
  expect(ids(curves(jumped))).toEqual([])
  expect(ids(curves({ train: [1, 0.6, 0.5, 0.45], validation: [1, 0.7, 0.6, 0.62], norm: spike }))).toEqual([])
})

test('a plateau is told while epochs are left and the rate is not spent', () => {
  const flat = [1, 0.6, 0.4, 0.3, 0.301, 0.3, 0.302, 0.3, 0.3]
  const drawn = curves({ train: flat, validation: flat })
  expect(adviceFor(drawn, recipe, on)[0]).toMatchObject({
    id: 'plateau',
    actions: [{ change: { learningRate: 0.0033 } }, { kind: 'stop' }],
  })
  expect(adviceFor(drawn, { ...recipe, epochs: 10 }, on)).toEqual([])
  const spent = { ...drawn, lastStep: { ...(drawn.lastStep as StepMetrics), learningRate: 0.0001 } }
  expect(ids(spent)).toEqual([])
})

test('answers that are all one class are told where accuracy is no better than guessing', () => {
  const drawn = curves({ train: [1.38, 1.37], validation: [1.38, 1.38], accuracy: [0.25, 0.26] })
  const always = (truth: number) => ({ example: truth, truth, probabilities: [0.4, 0.2, 0.2, 0.2] })
  const watched = [{ epoch: 2, examples: [0, 1, 2, 3].map(always) }]
  expect(ids({ ...drawn, watched })).toEqual(['collapsed'])
  const good = curves({ train: [1.38, 1.37], validation: [1.38, 1.38], accuracy: [0.25, 0.9] })
  expect(ids({ ...good, watched })).toEqual([])
  const mixed = { example: 9, truth: 1, probabilities: [0.1, 0.7, 0.1, 0.1] }
  expect(ids({ ...drawn, watched: [{ epoch: 2, examples: [...[0, 2, 3].map(always), mixed] }] })).toEqual([])
})

test('epochs that differ by less than chance are told where validation is small', () => {
  const train = [1, 0.7, 0.5, 0.4, 0.35]
  const drawn = curves({ train, validation: train, accuracy: [0.7, 0.72, 0.75, 0.72, 0.75] })
  const [advice] = adviceFor(drawn, recipe, { ...on, validation: 40 })
  expect(advice).toMatchObject({
    id: 'few-validation',
    actions: [{ kind: 'set', field: 'split.validation', value: 0.3 }],
  })
  expect(wordsOf(advice)).toContain('differ by 5 points')
  expect(wordsOf(advice)).toContain('± 13 points')
  expect(ids(drawn, { ...on, validation: 4000 })).toEqual([])
  const climbing = curves({ train, validation: train, accuracy: [0.68, 0.7, 0.72, 0.73, 0.75] })
  expect(ids(climbing, { ...on, validation: 40 })).toEqual([])
})

test('a loss that was not finite comes before everything else', () => {
  const message = told('The loss of step 31 is no number.')
  const drawn = curves({ train: [1, 3], validation: [1, 3], loss: (step) => 1 + step })
  const advice = adviceFor({ ...drawn, notices: [{ step: 31, kind: 'not-finite', message }] }, recipe, on)
  expect(advice).toMatchObject([{ id: 'not-finite', actions: [{ change: { learningRate: 0.001 } }] }])
  expect(wordsOf(advice[0])).toBe('The loss of step 31 is no number. A smaller learning rate usually keeps it finite.')
})
