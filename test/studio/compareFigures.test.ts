// What a comparison's runs come to, what may be read from it, and the files that it is taken away in.
import { describe, expect, test } from 'vitest'
import { defaultFields } from '../../src/shared/recipe/recipe.ts'
import { levelVerdict } from '../../src/studio/features/compare/levelVerdict.ts'
import { rangeOf } from '../../src/studio/features/compare/range.ts'
import { csvOf, recordsOf } from '../../src/studio/features/compare/records.ts'
import { sortBy, sorted } from '../../src/studio/features/compare/sorting.ts'
import { type Entry, entriesOf, spreadOf, testOf } from '../../src/studio/features/compare/summarise.ts'
import { secondsLeft } from '../../src/studio/features/compare/timeLeft.ts'
import { verdictOf } from '../../src/studio/features/compare/verdict.ts'
import { levelsFor, readyPlan, trainingPerClass, trialsOf } from '../../src/studio/store/comparePlan.ts'
import {
  type Comparison,
  type ContenderId,
  isFinished,
  type Outcome,
  type Trial,
} from '../../src/studio/store/compareState.ts'
import { planSeconds } from '../../src/studio/store/planTime.ts'
import { identityOf } from '../../src/studio/store/runActions.ts'
import { newRunLog } from '../../src/studio/store/runLog.ts'
import { initialState } from '../../src/studio/store/state.ts'
import { pets, resultOf, vision } from '../support/comparing.ts'
import { toldError } from '../support/told.ts'

const identity = identityOf(pets, vision, 'cpu')
const recipe = initialState.recipe

/** @param scores by contender, one for each seed; null for a run that failed. */
function comparisonOf(
  scores: Partial<Record<ContenderId, readonly (number | null)[]>>,
  levels: readonly number[] = [0],
) {
  const contenders = Object.keys(scores) as ContenderId[]
  const seeds = Math.max(...Object.values(scores).map(({ length }) => length))
  let made = 0
  const planned = trialsOf({ identity, recipe, contenders, seeds, levels, classes: 2, newId: () => `run ${++made}` })
  const trials = planned.map((trial): Trial => {
    const score = scores[trial.contender]?.[trial.seed - 1]
    return { ...trial, outcome: score === null || score === undefined ? failure : finished(trial, score) }
  })
  const comparison: Comparison = {
    id: 'c',
    kind: levels.length > 1 ? 'labels' : 'methods',
    startedAt: 0,
    task: 'image-classification',
    dataName: 'pets, of all sorts',
    modelTitle: 'Thaw vision',
    classes: 2,
    trials,
    tested: null,
  }
  return comparison
}

const failure: Outcome = {
  status: 'failed',
  error: toldError('not-finite', 'The loss is "NaN", not finite.', 'Lower the rate.'),
}

function finished(trial: Trial, accuracy: number): Outcome {
  const asked = { runId: trial.id, recipe: trial.recipe }
  return { status: 'finished', log: newRunLog(trial.id, trial.recipe, 0), result: resultOf(asked, accuracy) }
}

const verdict = (scores: Parameters<typeof comparisonOf>[0]) =>
  verdictOf(entriesOf(comparisonOf(scores)), 'image-classification')

describe('the spread', () => {
  test('is the mean and the sample standard deviation over seeds', () => {
    const { mean, deviation } = spreadOf([0.8, 0.9, 1])
    expect(mean).toBeCloseTo(0.9, 12)
    expect(deviation).toBeCloseTo(0.1, 12)
  })
  test('is unknown with fewer than three seeds', () => {
    expect(spreadOf([0.8, 1])).toEqual({ values: [0.8, 1], mean: 0.9, deviation: null })
    expect(spreadOf([0.8]).deviation).toBeNull()
  })
})

describe('an entry', () => {
  test('counts only the runs that finished', () => {
    const [head, lora] = entriesOf(comparisonOf({ head: [0.8, null, 0.9], lora: [null, null, null] }))
    expect(head?.figures?.score).toMatchObject({ values: [0.8, 0.9], deviation: null })
    expect(head?.figures?.score.mean).toBeCloseTo(0.85, 12)
    expect(head?.figures).toMatchObject({ trainable: 100, peakBytes: 5e6, trainedPerClass: 28 })
    expect(head?.figures?.seconds.mean).toBe(4)
    expect(head?.figures?.drift?.mean).toBe(0.25)
    expect(lora).toMatchObject({ figures: null, finished: [] })
  })
  test('says nothing of forgetting from scratch, where there was nothing to forget', () => {
    const [scratch] = entriesOf(comparisonOf({ scratch: [0.8, 0.8, 0.8] }))
    expect(scratch?.figures).toMatchObject({ drift: null, lossMore: null })
  })
  test('stands for each number of labels apart, with what it was really trained on', () => {
    const entries = entriesOf(comparisonOf({ head: [0.8] }, [8, 16, 0]))
    expect(entries.map(({ labels, figures }) => [labels, figures?.trainedPerClass])).toEqual([
      [8, 8],
      [16, 16],
      [0, 28],
    ])
  })
})

describe('the ranking', () => {
  test('is by validation, whatever the tests say', () => {
    const { trials, ...rest } = comparisonOf({ head: [0.7], lora: [0.9] })
    const [head, lora] = trials.filter(isFinished)
    const turned = [head, lora].flatMap((trial, index) => {
      if (!trial) return []
      const test = { ...trial.outcome.result.test, accuracy: index === 0 ? 1 : 0.1 } as typeof trial.outcome.result.test
      return [{ ...trial, outcome: { ...trial.outcome, result: { ...trial.outcome.result, test } } }]
    })
    const entries = entriesOf({ trials: turned, ...rest })
    expect(verdictOf(entries, 'image-classification')[0]).toContain('LoRA leads by validation with 0.900')
    expect(testOf({ trials: turned }, { contender: 'lora', labels: 0 })).toMatchObject({
      score: { values: [0.1] },
      examples: 50,
    })
  })
})

describe('the time', () => {
  const blocks = [
    { name: 'block', parameters: 100, forwardMs: 10, activationBytes: 8, outputShape: [4], attentionWidth: null },
  ]
  const model = { ...vision, blocks, featureSize: 4, inputSize: 8, parameters: 100 } as unknown as typeof vision
  const secondsOf = (contenders: readonly ContenderId[], seeds: 1 | 3) => {
    const plan = { kind: 'methods', contenders, seeds, levels: null } as const
    const ready = readyPlan(plan, { recipe, data: pets, model })
    return planSeconds(ready, { recipe, data: pets, model, seeds, classes: 2, paceOf: () => 1 })
  }
  test('of a head is that of its features, which further seeds find there', () => {
    // 80 pictures of 10 ms each.
    expect(secondsOf(['head'], 1)).toBeGreaterThanOrEqual(0.8)
    expect(secondsOf(['head'], 3)).toBeLessThan(2 * secondsOf(['head'], 1))
  })
  test('of a method that trains the trunk grows with every seed and with every method', () => {
    const one = secondsOf(['full'], 1)
    expect(secondsOf(['full'], 3)).toBeCloseTo(3 * one, 6)
    expect(secondsOf(['head', 'full'], 1)).toBeCloseTo(one + secondsOf(['head'], 1), 6)
  })
})

describe('the verdict', () => {
  test('with fewer than three seeds says that the spread is unknown', () => {
    expect(verdict({ head: [0.8, 0.81], lora: [0.9, 0.91] })[0]).toBe(
      'LoRA leads by validation with 0.905. With fewer than 3 seeds nobody knows how far luck moves a score: another seed could change the order.',
    )
  })
  test('names all that lead with the same score', () => {
    expect(verdict({ head: [0.9], lora: [0.9], full: [0.5] })[0]).toMatch(
      /^(Head only and LoRA|LoRA and Head only) lead by validation, each with 0.900. With fewer than 3 seeds/,
    )
    expect(verdict({ head: [0.89, 0.9, 0.91], lora: [0.88, 0.9, 0.92], full: [0.5, 0.5, 0.5] })[0]).toMatch(
      /lead by validation, each with 0.900: they are level.$/,
    )
    expect(verdict({ head: [0.89, 0.9, 0.91], lora: [0.88, 0.9, 0.92], full: [0.88, 0.9, 0.917] })[0]).toMatch(
      /: they are level, and their spread overlaps with that of Full: the difference may be chance.$/,
    )
  })
  test('names those whose spread overlaps with the best, and says that it may be chance', () => {
    expect(verdict({ head: [0.86, 0.9, 0.94], lora: [0.9, 0.92, 0.94], full: [0.5, 0.51, 0.52] })[0]).toBe(
      'LoRA leads by validation with 0.920, but its spread overlaps with that of Head only: the difference may be chance.',
    )
  })
  test('says so where the best is ahead of all by more than the spread', () => {
    expect(verdict({ head: [0.5, 0.51, 0.52], lora: [0.9, 0.91, 0.92] })[0]).toContain(
      'ahead of all others by more than the spread over seeds',
    )
  })
  test('says whether validation is large enough to tell the first two apart', () => {
    expect(verdict({ head: [0.5, 0.5, 0.5], lora: [0.9, 0.9, 0.9] })[1]).toBe(
      'They were judged on 12 validation pictures, enough to tell the first two apart.',
    )
    expect(verdict({ head: [0.88, 0.88, 0.88], lora: [0.9, 0.9, 0.9] })[1]).toBe(
      'They were judged on 12 validation pictures: with other pictures the first two, 2.0 points apart, could swap places.',
    )
  })
  test('waits for two methods', () => {
    expect(verdict({ head: [0.9, 0.9, 0.9], lora: [null, null, null] })).toEqual([])
  })
  test('over numbers of labels names where the two best overlap, and what the spread leaves out', () => {
    const entries = entriesOf(comparisonOf({ head: [0.8, 0.9, 1], lora: [0.85, 0.9, 0.97] }, [8, 0]))
    const [close, draw] = levelVerdict(entries, 'image-classification')
    expect(close).toBe('The two best overlap at 8 labels a class, all labels: there the difference may be chance.')
    expect(draw).toContain('not in the choice of examples')
  })
})

describe('the table', () => {
  const entries = entriesOf(comparisonOf({ head: [0.7], lora: [null], full: [0.9] }))
  const order = (list: readonly Entry[]) => list.map(({ contender }) => contender)

  test('sorts by score, the best first, and what is unknown last either way', () => {
    const best = sortBy({ column: 'contender', descending: false }, 'score', false)
    expect(order(sorted(entries, best))).toEqual(['full', 'head', 'lora'])
    expect(order(sorted(entries, sortBy(best, 'score', false)))).toEqual(['head', 'full', 'lora'])
  })
  test('puts the lowest perplexity first', () => {
    expect(sortBy({ column: 'contender', descending: false }, 'score', true)).toEqual({
      column: 'score',
      descending: false,
    })
  })
  test('has an axis around all that is drawn, within 0 and 1', () => {
    const [from, to] = rangeOf(entriesOf(comparisonOf({ head: [0.93, 0.95, 0.97] })), 'image-classification')
    expect([from, to]).toEqual([0.9, 1])
  })
})

describe('the time left', () => {
  test('is unknown before the first run is over', () => {
    const { trials } = comparisonOf({ head: [0.9] })
    expect(secondsLeft({ trials: trials.map((trial) => ({ ...trial, outcome: { status: 'running' } })) }, 3)).toBeNull()
  })
  test('expects of each run what its method took before', () => {
    const { trials } = comparisonOf({ head: [0.9, 0.9], lora: [0.9, 0.9] })
    const [head, lora, running, waiting] = trials
    const slow = { ...lora, outcome: { ...lora?.outcome, result: { seconds: { total: 10 } } } } as unknown as Trial
    const still = [
      head,
      slow,
      { ...running, outcome: { status: 'running' } },
      { ...waiting, outcome: { status: 'waiting' } },
    ]
    expect(secondsLeft({ trials: still as Trial[] }, 1)).toBe(3 + 10)
  })
})

describe('the levels', () => {
  const fields = defaultFields('head')
  test('double from 8 to what the smallest class has for training, and end with all', () => {
    expect(trainingPerClass(pets, fields)).toBe(40 - 6 - 8)
    expect(levelsFor(pets, fields)).toEqual([8, 16, 0])
    const uneven = { ...pets, classes: [{ count: 9 }, { count: 400 }] as unknown as typeof pets.classes }
    expect(levelsFor(uneven, fields)).toEqual([0])
  })
  test('stay under the most examples that stand on Tune', () => {
    expect(levelsFor(pets, { ...fields, maxTrain: 20 })).toEqual([8, 0])
  })
  test('count passages where texts are continued', () => {
    const book = { ...pets, task: 'text-generation', examples: 44, classes: [] } as const
    expect(levelsFor(book, { ...fields, 'split.validation': 0.1, 'split.test': 0.1 })).toEqual([8, 16, 32, 0])
  })
  test('that are too few keep a comparison of them from starting', () => {
    const plan = { kind: 'labels', contenders: null, seeds: 1, levels: [16] } as const
    const ready = readyPlan(plan, { recipe, data: pets, model: vision })
    expect(ready).toMatchObject({ levels: [16], obstacle: 'Choose at least two numbers of labels.' })
  })
})

describe('the files', () => {
  const comparison = comparisonOf({ head: [0.875, null] })

  test('hold a row for every run, what failed with its reason', () => {
    const lines = csvOf(comparison).split('\r\n')
    expect(lines).toHaveLength(4)
    const [names = '', first = '', second = ''] = lines
    expect(names.split(',').slice(0, 7)).toEqual([
      ...['comparison', 'method', 'labels_a_class', 'seed', 'status', 'error', 'test_accuracy'],
    ])
    expect(first).toMatch(/^methods,Head only,all,1,finished,,,/)
    expect(first.split(',')[names.split(',').indexOf('test_n')]).toBe('')
    const opened = { ...comparison, tested: { contender: 'head', labels: 0 } } as const
    expect(csvOf(opened).split('\r\n')[1]).toMatch(/^methods,Head only,all,1,finished,,0\.875,/)
    expect(first).toContain('"pets, of all sorts",f00,Thaw vision,thaw-vision,main,1,run 1')
    expect(second).toMatch(/^methods,Head only,all,2,failed,"The loss is ""NaN"", not finite\.",,/)
  })
  test('hold no name that a spreadsheet would compute', () => {
    expect(csvOf({ ...comparison, dataName: '=1+1' })).toContain(",'=1+1,f00,")
  })
  test('hold every recipe and result, and no pictures', () => {
    const records = JSON.parse(recordsOf(comparison))
    expect(records).toMatchObject({ format: 'thaw-comparison', version: 1, kind: 'methods' })
    expect(records.trials).toHaveLength(2)
    expect(records.trials[0]).toMatchObject({
      contender: 'head',
      seed: 1,
      status: 'finished',
      recipe: { method: { id: 'head' }, seed: 1 },
      result: { epochs: [{ validationAccuracy: 0.875 }], forgetting: { drift: 0.25 } },
    })
    expect(records.trials[1]).toMatchObject({ status: 'failed', error: { code: 'not-finite' } })
    expect(records.trials[0].result).not.toHaveProperty('test')
    const opened = { ...comparison, tested: { contender: 'head', labels: 0 } } as const
    expect(JSON.parse(recordsOf(opened)).trials[0].result).toMatchObject({ test: { accuracy: 0.875 } })
    expect(recordsOf(comparison)).not.toContain('thumbnail')
  })
})
