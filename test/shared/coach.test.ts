// Every verdict by curves of the shape that runs have, and the sentences that people read.
import { describe, expect, test } from 'vitest'
import { coach } from '../../src/shared/coach/coach.ts'
import { type CoachedRun, coachedRecord } from '../../src/shared/coach/coachedRun.ts'
import type { Curves } from '../../src/shared/coach/signs.ts'
import type { Verdict } from '../../src/shared/coach/verdict.ts'
import type { EpochMetrics, RunResult, StepMetrics } from '../../src/shared/domain/run.ts'
import { emptyRunLog } from '../../src/shared/domain/runLog.ts'
import { say } from '../../src/shared/messages/say.ts'
import { buildRecipe, defaultFields, type Recipe } from '../../src/shared/recipe/recipe.ts'
import type { TaskId } from '../../src/tasks/ids.ts'
import { told } from '../support/told.ts'

const recipe = recipeOf('image-classification', 'microsoft/resnet-18')

function recipeOf(task: TaskId, model: string, method: Parameters<typeof defaultFields>[0] = 'top-blocks'): Recipe {
  const identity = { task, model: { id: model, revision: '1' }, data: { name: 'x', fingerprint: 'f' } } as const
  const fields = { epochs: 30, 'optimiser.learningRate': 0.01, 'regularisation.dropout': 0.1 }
  return buildRecipe({ ...identity, backend: 'auto' }, { ...defaultFields(method, task), ...fields })
}

const perEpoch = 20

interface Drawn {
  readonly train: readonly number[]
  readonly validation?: readonly number[]
  readonly accuracy?: readonly number[]
  /** By step, 0 the first; 1 where it is left out. */
  readonly norm?: (step: number) => number
  readonly loss?: (step: number) => number
}

function curves({ train, validation = train, accuracy = [], norm = () => 1, loss }: Drawn): Curves {
  const epochs = train.map((trainLoss, index): EpochMetrics => {
    const validationLoss = validation[index] ?? trainLoss
    const validationAccuracy = accuracy[index] ?? accuracy.at(-1) ?? 0.6
    const shared = { epoch: index + 1, learningRate: 0.01, seconds: 1, validationPerplexity: null }
    return { ...shared, trainLoss, validationLoss, validationAccuracy }
  })
  const steps = Array.from({ length: Math.max(1, train.length) * perEpoch }, (_, index): StepMetrics => {
    const epoch = Math.floor(index / perEpoch) + 1
    const lossNow = loss?.(index) ?? train[epoch - 1] ?? 1
    const rest = { step: index + 1, seconds: index, epoch, learningRate: 0.01, gradientNorm: norm(index) }
    return { ...rest, loss: lossNow }
  })
  const bestEpoch = validation.indexOf(Math.min(...validation)) + 1
  return { ...emptyRunLog, epochs, bestEpoch, steps, firstSteps: steps.slice(0, 20), lastStep: steps.at(-1) ?? null }
}

function going(drawn: Drawn, part: Partial<CoachedRun> = {}): CoachedRun {
  const sizes = { train: 1600, validation: 400, classes: [500, 500, 500, 500] }
  return { curves: curves(drawn), recipe, over: false, result: null, ...sizes, ...part }
}
const ended = (drawn: Drawn, part: Partial<CoachedRun> = {}) => going(drawn, { over: true, ...part })

function said(verdict: Verdict | null) {
  if (!verdict) return null
  const { id, title, words, next } = verdict
  return { id, title: say(title), words: say(words), next: next && say(next.label) }
}
const idOf = (run: CoachedRun) => coach(run)?.id

const falling = [1.2, 0.7, 0.45, 0.32, 0.25]
const flat = [1, 0.6, 0.4, 0.3, 0.301, 0.3, 0.302, 0.3, 0.3]
const rising = { train: [1, 0.6, 0.4, 0.3, 0.2, 0.1], validation: [1, 0.7, 0.6, 0.65, 0.7, 0.8] }

describe('good', () => {
  test('a run at 0.986 that stands still is good, and says so; the one thing to do is to try it', () => {
    const run = { train: flat, accuracy: [0.9, 0.95, 0.97, 0.986] }
    expect(said(coach(ended(run)))).toEqual({
      id: 'good',
      title: 'Good',
      words: 'Validation accuracy is 0.986. Always answering the most frequent class would score 0.250.',
      next: 'Try it out',
    })
    expect(said(coach(going(run)))).toEqual({
      id: 'good',
      title: 'Good so far',
      words:
        'Validation accuracy is 0.986. Always answering the most frequent class would score 0.250. It has learned what it can from this data.',
      next: 'Stop and keep the best',
    })
  })
  test('what happens after the best epoch spoils nothing: its weights are kept', () => {
    expect(idOf(ended({ ...rising, accuracy: [0.9, 0.94, 0.97, 0.95] }))).toBe('good')
    expect(idOf(going({ ...rising, accuracy: [0.9, 0.94, 0.97, 0.95] }))).toBe('good')
  })
  test('is measured from guessing: 0.92 is little where nine of ten are of one class', () => {
    const classes = [1800, 200]
    expect(idOf(ended({ train: falling, accuracy: [0.92] }, { classes }))).not.toBe('good')
    expect(idOf(ended({ train: falling, accuracy: [0.985] }, { classes }))).toBe('good')
  })
  test('seven of eight right may be luck', () => {
    expect(idOf(ended({ train: falling, accuracy: [0.875] }, { validation: 8, classes: [40, 40] }))).toBe('noise')
  })
  test('an error or a perplexity is good that lies far enough below guessing', () => {
    const error = recipeOf('image-regression', 'microsoft/resnet-18')
    const epoch = (mae: number) => ({ ...curves({ train: [1] }), epochs: [scored({ mae })] })
    const of = (mae: number) =>
      said(coach(ended({ train: [1] }, { curves: epoch(mae), recipe: error, classes: [], result: numbers(5) })))
    expect(of(1.5)).toMatchObject({
      id: 'good',
      words: 'Validation mean error is 1.50. Always answering the median would be off by 5.00.',
    })
    expect(of(4)?.id).toBe('fair')
    expect(of(6)?.id).toBe('wrong')
    const writer = recipeOf('text-generation', 'openai-community/gpt2', 'full')
    const written = { ...curves({ train: [3] }), epochs: [{ ...scored({}), validationPerplexity: 21 }] }
    const before = { before: { validationLoss: 4, validationPerplexity: 64 }, test: numbers(5).test }
    const run = ended({ train: [3] }, { curves: written, recipe: writer, classes: [], result: before })
    expect(said(coach(run))?.words).toBe('Validation perplexity is 21.0. Before fine-tuning it was 64.0.')
    const small = { ...run, recipe: recipeOf('text-generation', 'thaw-writer', 'full') }
    expect(said(coach(small))?.words).toBe(
      'Validation perplexity is 21.0. Before fine-tuning it was 64.0. A model this small takes on a voice and a form; it does not keep to a thought.',
    )
  })
  test('answers that have little in common with the true ones are no success, whatever the perplexity', () => {
    const talk = recipeOf('conversation', 'openai-community/gpt2', 'full')
    const written = { ...curves({ train: [3] }), epochs: [{ ...scored({}), validationPerplexity: 3 }] }
    const of = (exactMatch: number, f1: number) => {
      const validation = { n: 30, exactMatch, contains: 0, json: 0, f1 }
      const test = { kind: 'conversation', answers: { validation } } as unknown as RunResult['test']
      const result = { before: { validationLoss: 4, validationPerplexity: 64 }, test }
      return said(coach(ended({ train: [3] }, { curves: written, recipe: talk, classes: [], result })))
    }
    expect(of(0, 0.12)).toMatchObject({
      id: 'fair',
      words:
        'Validation perplexity is 3.00. Before fine-tuning it was 64.0. Of 30 validation answers, 0.0 % are word for word the true one (token F1 0.120).',
    })
    expect(of(0, 0.62)?.id).toBe('good')
    expect(of(0.9, 0.95)?.id).toBe('good')
  })
})

function scored(validationScores: Record<string, number>): EpochMetrics {
  const none = { validationAccuracy: null, validationPerplexity: null }
  return { epoch: 1, trainLoss: 1, validationLoss: 1, ...none, validationScores, learningRate: 0.01, seconds: 1 }
}

function numbers(baseline: number) {
  const figures = { n: 2, loss: 0.4, mae: 1.5, rmse: 1.6, r2: 0.7, spearman: 1, baseline }
  const answers = { truth: [4, 10], predicted: [5, 8], examples: [3, 4] }
  return { test: { kind: 'regression' as const, ...figures, answers }, before: null }
}

describe('a weak model', () => {
  const weak = recipeOf('image-classification', 'thaw-vision')
  const classes = [300, 300, 300, 300, 300]
  const photographs = { train: falling, accuracy: [0.3, 0.4, 0.49] }

  test('says so, and offers the stronger one', () => {
    const verdict = coach(ended(photographs, { recipe: weak, classes }))
    expect(said(verdict)).toEqual({
      id: 'weak-model',
      title: 'The model is too weak for this',
      words:
        'Validation accuracy is 0.490. Always answering the most frequent class would score 0.200. Thaw vision is small, so that it starts at once. MobileNet v1 0.25 knows more: a download of 2 MB.',
      next: 'Try MobileNet v1 0.25',
    })
    expect(verdict?.next).toMatchObject({ kind: 'model', model: 'mobilenet-v1-0.25-224' })
  })
  test('is not said of a run that was planned short and got better to its end: that trains for longer', () => {
    const short = { ...weak, epochs: 3 }
    expect(said(coach(ended(photographs, { recipe: short, classes })))).toEqual({
      id: 'fair',
      title: 'Fair: there is more to gain',
      words:
        'Validation accuracy is 0.490. Always answering the most frequent class would score 0.200. It was still getting better when it ended.',
      next: 'Train for 30 epochs',
    })
  })
  test('for texts as well', () => {
    const texts = recipeOf('text-classification', 'thaw-text', 'head')
    const slow = { ...texts, optimiser: { ...texts.optimiser, learningRate: 0.001 } }
    const earlier = { ...slow, optimiser: { ...slow.optimiser, unitFeatures: false } }
    const next = (recipe: Recipe) =>
      coach(ended({ train: falling, accuracy: [0.628] }, { recipe, classes: [1000, 1000] }))?.next
    expect(next(earlier)).toMatchObject({ kind: 'model', model: 'sentence-transformers/all-MiniLM-L6-v2' })
    expect(next(texts)).toMatchObject({ kind: 'model' })
    // A thirtieth of the usual rate may be what holds it back.
    expect(next(slow)).not.toMatchObject({ kind: 'model' })
  })
  test('a model that is not small is not called weak', () => {
    expect(idOf(ended(photographs, { classes }))).toBe('fair')
  })
  test('while it goes on it is told once it stands still', () => {
    const still = { train: flat, accuracy: [0.49] }
    expect(said(coach(going(still, { recipe: weak, classes })))).toMatchObject({
      id: 'weak-model',
      next: 'Stop and keep the best',
    })
    expect(idOf(going(photographs, { recipe: weak, classes }))).toBe('learning')
  })
})

test('too little data, where that is what holds it back', () => {
  const few = { train: 24, validation: 200, classes: [6, 6, 6, 6] }
  expect(said(coach(ended({ train: falling, accuracy: [0.6] }, few)))).toEqual({
    id: 'little-data',
    title: 'Too little data',
    words:
      'Validation accuracy is 0.600. Always answering the most frequent class would score 0.250. It has about 6 pictures a class to learn from: more of them help most.',
    next: 'Add pictures',
  })
  expect(said(coach(ended({ ...rising, accuracy: [0.6] }, few)))).toMatchObject({
    id: 'little-data',
    words:
      'Since epoch 3 it gets better on what it trains with, and worse on what it does not. The weights of epoch 3 are kept. It has about 6 pictures a class to learn from: more of them help most.',
  })
})

describe('over-fitting', () => {
  test('is told after three epochs of rising validation loss; while it goes on the way out is to stop', () => {
    expect(said(coach(going(rising)))).toEqual({
      id: 'over-fitting',
      title: 'It is memorising (over-fitting)',
      words:
        'Since epoch 3 it gets better on what it trains with, and worse on what it does not. The weights of epoch 3 are kept.',
      next: 'Stop and keep the best',
    })
    expect(idOf(going({ train: rising.train.slice(0, 5), validation: rising.validation.slice(0, 5) }))).toBe('learning')
    expect(idOf(going({ ...rising, train: [1, 0.9, 0.8, 0.8, 0.85, 0.9] }))).toBe('learning')
  })
  test('afterwards more dropout is tried, and more data where dropout is at its most', () => {
    expect(coach(ended(rising))?.next).toMatchObject({ kind: 'change', change: { dropout: 0.3 } })
    expect(said(coach(ended(rising)))?.next).toBe('Try dropout 0.3')
    const most = { ...recipe, history: [{ step: 5, dropout: 0.5 }] }
    expect(said(coach(ended(rising, { recipe: most })))?.next).toBe('Add pictures')
  })
  test('is told when the two losses stand far apart, and not while both fall together', () => {
    const apart = { train: [1, 0.5, 0.2], validation: [1.1, 0.9, 0.85] }
    expect(said(coach(ended(apart)))).toMatchObject({
      id: 'over-fitting',
      words: 'It does far better on what it trained with (loss 0.20) than on what it did not (0.85).',
    })
    expect(idOf(ended({ train: [1, 0.6, 0.4], validation: [1.1, 0.7, 0.5] }))).toBe('fair')
  })
})

describe('noise', () => {
  test('a score that guessing could have', () => {
    const run = ended({ train: falling, accuracy: [0.6] }, { validation: 20, classes: [400, 400] })
    expect(said(coach(run))).toEqual({
      id: 'noise',
      title: 'Too few examples to tell',
      words:
        'Validation accuracy is 0.600. Always answering the most frequent class would score 0.500. With only 20 validation examples, the truth lies anywhere between 0.387 and 0.781.',
      next: 'Keep 30\u00a0% for validation',
    })
    expect(coach(run)?.next).toMatchObject({ kind: 'set', fields: { 'split.validation': 0.3 } })
  })
  test('epochs that differ by less than chance; a score that only climbs is learning', () => {
    const tossing = { train: [1, 0.7, 0.5, 0.4, 0.35], accuracy: [0.6, 0.62, 0.65, 0.62, 0.65] }
    expect(said(coach(going(tossing, { validation: 40 })))).toMatchObject({
      id: 'noise',
      words:
        'The last 5 epochs differ by 5 points. With 40 validation examples, chance alone is worth ±\u00a014 points.',
    })
    expect(idOf(going(tossing, { validation: 4000 }))).toBe('learning')
    const climbing = { ...tossing, accuracy: [0.58, 0.6, 0.62, 0.63, 0.65] }
    expect(idOf(going(climbing, { validation: 40 }))).toBe('learning')
  })
})

describe('something is wrong', () => {
  test('a loss that became NaN comes before everything else, also in a run that failed by it', () => {
    const message = told('The loss of step 31 is no number.')
    const drawn = { train: [1, 3], loss: (step: number) => 1 + step }
    const log = { ...curves(drawn), notices: [{ step: 31, kind: 'not-finite' as const, message }] }
    const verdict = coach(going(drawn, { curves: log }))
    expect(said(verdict)).toEqual({
      id: 'wrong',
      title: 'Something is wrong: the loss became NaN',
      words: 'The loss of step 31 is no number. A smaller learning rate usually helps.',
      next: 'Learning rate 0.001',
    })
    const failed = coachedRecord({ log: { ...emptyRunLog, ...log }, recipe, result: null, status: 'failed' })
    expect(failed && said(coach(failed))?.next).toBe('Try learning rate 0.001')
  })
  test('a loss that climbs above where it began is told within the first epochs', () => {
    const drawn = { train: [1.5, 2.5, 3.5], loss: (step: number) => 1.4 + step * 0.05 }
    expect(said(coach(going(drawn)))).toMatchObject({
      title: 'Something is wrong: the learning rate is too high',
      next: 'Learning rate 0.005',
    })
    expect(idOf(going({ ...drawn, train: [] }))).toBeUndefined()
  })
  test('a training loss that jumps with its gradients is told; either alone is not', () => {
    const norm = (step: number) => (step === 65 ? 40 : 1)
    const jumped = { train: [1, 0.6, 0.5, 0.7], validation: [1, 0.7, 0.6, 0.62] }
    expect(idOf(going({ ...jumped, norm }))).toBe('wrong')
    expect(idOf(going(jumped))).toBe('learning')
    expect(idOf(going({ ...jumped, train: [1, 0.6, 0.5, 0.45], norm }))).toBe('learning')
  })
  test('answers that are all one class, where accuracy is no better than guessing', () => {
    const drawn = { train: [1.38, 1.37], accuracy: [0.25, 0.26] }
    const always = (truth: number) => ({
      kind: 'class' as const,
      example: truth,
      truth,
      probabilities: [0.4, 0.2, 0.2, 0.2],
    })
    const watched = [{ epoch: 2, examples: [0, 1, 2, 3].map(always) }]
    const verdict = coach(going(drawn, { curves: { ...curves(drawn), watched } }))
    expect(said(verdict)).toMatchObject({ title: 'Something is wrong: it gives every example the same class' })
    const mixed = { kind: 'class' as const, example: 9, truth: 1, probabilities: [0.1, 0.7, 0.1, 0.1] }
    const varied = [{ epoch: 2, examples: [...[0, 2, 3].map(always), mixed] }]
    expect(idOf(going(drawn, { curves: { ...curves(drawn), watched: varied } }))).toBe('learning')
  })
  test('a run that is surely no better than guessing has its data looked at', () => {
    expect(said(coach(ended({ train: falling, accuracy: [0.25] })))).toMatchObject({
      title: 'Something is wrong: it is no better than guessing',
      next: 'Check the data',
    })
  })
  test('losses that are high and hardly fall ask for larger steps, also on a small model at a tiny rate', () => {
    const high = { train: Array.from({ length: 8 }, (_, index) => 1.35 - 0.005 * index), accuracy: [0.4] }
    expect(said(coach(going(high)))).toMatchObject({ id: 'wrong', next: 'Learning rate 0.02' })
    const weak = recipeOf('image-classification', 'thaw-vision', 'head')
    const slow = { ...weak, optimiser: { ...weak.optimiser, learningRate: 1e-6 } }
    expect(idOf(ended(high, { recipe: slow }))).toBe('wrong')
    expect(idOf(ended(high, { recipe: weak }))).toBe('weak-model')
  })
})

describe('nothing amiss', () => {
  test('a healthy run is learning and then good, at every epoch of it', () => {
    const train = Array.from({ length: 30 }, (_, index) => 0.1 + 1.3 * 0.8 ** index)
    const validation = train.map((loss, index) => loss + 0.05 + (index % 2) * 0.004)
    const accuracy = validation.map((loss) => Math.max(0.3, 1 - loss / 1.6))
    const norm = (step: number) => 1 + (step % 3)
    for (let epochs = 1; epochs <= 30; epochs++) {
      const part = { train: train.slice(0, epochs), validation: validation.slice(0, epochs), accuracy, norm }
      expect(idOf(going(part))).toMatch(/^(learning|good)$/)
    }
    expect(idOf(ended({ train, validation, accuracy }))).toBe('good')
  })
  test('a plateau half the way is told while epochs are left and the rate is not spent', () => {
    const drawn = { train: flat }
    expect(said(coach(going(drawn)))).toEqual({
      id: 'fair',
      title: 'It stands still',
      words: 'Validation loss has not fallen for 5 epochs. A smaller learning rate may gain a little more.',
      next: 'Learning rate 0.0033',
    })
    expect(idOf(going(drawn, { recipe: { ...recipe, epochs: 10 } }))).toBe('learning')
    const spent = { ...curves(drawn), lastStep: { ...(curves(drawn).lastStep as StepMetrics), learningRate: 0.0001 } }
    expect(idOf(going(drawn, { curves: spent }))).toBe('learning')
  })
  test('a run that ended while it got better is trained for longer; one of the head alone thaws blocks', () => {
    const short = ended({ train: falling }, { recipe: { ...recipe, epochs: 5 } })
    expect(said(coach(short))).toMatchObject({
      title: 'Fair: there is more to gain',
      next: 'Train for 30 epochs',
    })
    const head = ended({ train: flat }, { recipe: recipeOf('image-classification', 'microsoft/resnet-18', 'head') })
    expect(coach(head)?.next).toMatchObject({ kind: 'set', fields: { 'method.id': 'top-blocks' } })
  })
  test('nothing is said before the first epoch, nor of a run that may still go on', () => {
    expect(coach(going({ train: [] }))).toBeNull()
    expect(coachedRecord({ log: emptyRunLog, recipe, result: null, status: 'running' })).toBeNull()
  })
})
