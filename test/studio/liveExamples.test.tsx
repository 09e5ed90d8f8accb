// What Watch makes of the few validation examples that are asked again after each epoch, for each kind of answer.
import { describe, expect, test } from 'vitest'
import type { WatchedEpoch } from '../../src/shared/domain/runLog.ts'
import { tagSetOf } from '../../src/shared/metrics/tagSet.ts'
import { fewerMarks, type LiveMark, liveRows, upToEpoch } from '../../src/studio/features/watch/liveRows.ts'
import { formatPercent } from '../../src/studio/ui/format.ts'
import { classMark } from '../../src/tasks/classification/LiveClasses.tsx'
import { labelsMark, shownLabels } from '../../src/tasks/multi-label/LiveLabels.tsx'
import { offWords, scaleOf } from '../../src/tasks/regression/LiveNumbers.tsx'
import { tagsMark } from '../../src/tasks/token-classification/LiveMarked.tsx'

describe('classes', () => {
  const asked = (epoch: number, sure: number): WatchedEpoch => ({
    epoch,
    examples: [
      { kind: 'class', example: 7, truth: 1, probabilities: [1 - sure, sure] },
      { kind: 'class', example: 9, truth: 0, probabilities: [0.9, 0.1] },
    ],
  })
  const marksOf = (watched: readonly WatchedEpoch[]) =>
    liveRows(watched, 'class')[0]?.answers.map((each) => classMark(each, ['cat', 'dog']))

  test('show by epoch what each was taken for, and whether rightly', () => {
    const watched = [asked(0, 0.3), asked(2, 0.8), asked(1, 0.4)]
    expect(liveRows(watched, 'class').map(({ example }) => example)).toEqual([7, 9])
    expect(marksOf(watched)).toEqual([
      { epoch: 0, answer: 'cat', detail: formatPercent(0.7), right: false, colour: 1 },
      { epoch: 1, answer: 'cat', detail: formatPercent(0.6), right: false, colour: 1 },
      { epoch: 2, answer: 'dog', detail: formatPercent(0.8), right: true, colour: 2 },
    ])
    expect(liveRows([], 'class')).toEqual([])
  })

  test('of a run that is over they end with the epoch whose weights are kept', () => {
    const all = [asked(0, 0.3), asked(1, 0.4), asked(2, 0.8), asked(3, 0.2)]
    expect(marksOf(upToEpoch(all, 2))?.at(-1)).toMatchObject({ epoch: 2, answer: 'dog' })
    expect(upToEpoch(all, 9)).toEqual(all)
  })

  test('keep every change of mind when there are many epochs', () => {
    const marks = Array.from({ length: 200 }, (_, epoch): LiveMark => {
      const answer = epoch < 61 ? 'cat' : epoch < 97 ? 'bird' : 'dog'
      return { epoch, answer, right: answer === 'dog', colour: 1 }
    })
    const few = fewerMarks(marks, 20)
    expect(few).toHaveLength(20)
    const epochs = few.map(({ epoch }) => epoch)
    expect(epochs).toEqual([...epochs].sort((a, b) => a - b))
    expect(epochs).toEqual(expect.arrayContaining([0, 61, 97, 199]))
    expect(fewerMarks(marks.slice(0, 5), 20)).toHaveLength(5)
  })
})

describe('labels', () => {
  const told = (probabilities: readonly number[], truth: readonly number[] = [0, 2]) => ({
    epoch: 1,
    told: { kind: 'labels' as const, example: 3, truth, probabilities },
  })
  const names = ['food', 'sport', 'travel']

  test('are right where all of them are, and are said by name', () => {
    expect(labelsMark(told([0.9, 0.2, 0.5]), names)).toMatchObject({ answer: 'food, travel', right: true })
    expect(labelsMark(told([0.9, 0.7, 0.5]), names)).toMatchObject({ answer: 'food, sport, travel', right: false })
    expect(labelsMark(told([0.1, 0.2, 0.3]), names)).toMatchObject({ answer: 'no label', right: false })
    expect(labelsMark(told([0.1, 0.2, 0.3], []), names)).toMatchObject({ answer: 'no label', right: true })
  })

  test('of many, those that are true, answered or likeliest stand in their own order', () => {
    const probabilities = [0.01, 0.6, 0.02, 0.3, 0.03, 0.2, 0.1]
    expect(shownLabels({ truth: [4], probabilities })).toEqual([1, 3, 4, 5])
    expect(shownLabels({ truth: [0, 2, 4, 6], probabilities })).toEqual([0, 1, 2, 4, 6])
    expect(shownLabels({ truth: [], probabilities: [0.1, 0.2] })).toEqual([0, 1])
  })
})

describe('numbers', () => {
  const asked = (epoch: number, predicted: number): WatchedEpoch => ({
    epoch,
    examples: [
      { kind: 'number', example: 1, truth: 10, predicted },
      { kind: 'number', example: 2, truth: 200, predicted: 150 },
    ],
  })

  test('say how far off they are, now and before training', () => {
    expect(offWords(liveRows([asked(0, 40)], 'number')[0] as never)).toBe('30.0 off')
    const rows = liveRows([asked(0, 40), asked(1, 8)], 'number')
    expect(offWords(rows[0] as never)).toBe('2.00 off, 30.0 off before training')
  })

  test('share one scale of all that was true or predicted; what is no number does not break it', () => {
    const rows = liveRows([asked(0, -4), asked(1, Number.NaN), asked(2, 12)], 'number')
    expect(scaleOf(rows)).toEqual({ from: -4, to: 200 })
  })
})

test('marked words are right where each entity is found with its borders, and nothing else is marked', () => {
  const set = tagSetOf(['O', 'B-LOC', 'I-LOC', 'B-PER', 'I-PER'])
  const mark = (predicted: readonly number[], truth: readonly number[] = [1, 2, 0, 3]) =>
    tagsMark({ epoch: 2, told: { kind: 'tags', example: 5, truth, predicted } }, set)
  expect(mark([1, 2, 0, 3])).toMatchObject({ epoch: 2, answer: '2 of 2 entities found', right: true })
  expect(mark([1, 0, 0, 3])).toMatchObject({ answer: '1 of 2 entities found, 1 wrong mark', right: false })
  expect(mark([0, 0, 0, 0])).toMatchObject({ answer: '0 of 2 entities found', right: false })
  expect(mark([0, 0], [0, 0])).toMatchObject({ answer: 'Nothing to mark', right: true })
  expect(mark([3, 0], [0, 0])).toMatchObject({ answer: 'Nothing to mark, 1 wrong mark', right: false })
})
