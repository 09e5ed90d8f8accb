/** Entities and their scores against seqeval's; test/reference/make_task_metrics.py wrote the truth. */
import { describe, expect, test } from 'vitest'
import { bootstrapInterval } from '../../../src/shared/metrics/bootstrapInterval.ts'
import {
  entityCounts,
  entityF1Over,
  entityScores,
  type TagAnswers,
  tagAccuracy,
  tagConfusion,
} from '../../../src/shared/metrics/entityScores.ts'
import { type EntityReading, entitySpans } from '../../../src/shared/metrics/entitySpans.ts'
import type { AverageScores } from '../../../src/shared/metrics/labelScores.ts'
import { tagSetOf } from '../../../src/shared/metrics/tagSet.ts'
import { seeded } from '../../../src/shared/random.ts'
import { expectClose, metricsFixture } from './metricsFixture.ts'

interface Scored {
  micro: AverageScores
  macro: AverageScores
  weighted: AverageScores
  byType: Record<string, AverageScores & { support: number }>
}
interface Case {
  scheme: string
  names: string[]
  truth: string[][]
  predicted: string[][]
  strictSpans: [string, number, number][][]
  lenientSpans: [string, number, number][][] | null
  strict: Scored
  lenient: Scored | null
  accuracy: number
  confusion: number[][]
}

const cases = metricsFixture<Record<string, Case>>('tagging')

function answersOf({ names, truth, predicted }: Pick<Case, 'names' | 'truth' | 'predicted'>): TagAnswers {
  const numbered = (side: string[][]) => side.map((tags) => tags.map((tag) => names.indexOf(tag)))
  return { truth: numbered(truth), predicted: numbered(predicted), set: tagSetOf(names) }
}

function spansOf({ truth, set }: TagAnswers, reading: EntityReading) {
  return truth.map((tags) =>
    entitySpans(tags, set, reading).map(({ type, start, end }) => [set.types[type], start, end]),
  )
}

function expectScores(answers: TagAnswers, reading: EntityReading, expected: Scored): void {
  const own = entityScores(entityCounts(answers, reading), answers.set)
  for (const part of ['precision', 'recall', 'f1'] as const) {
    for (const average of ['micro', 'macro', 'weighted'] as const)
      expectClose(own[average][part], expected[average][part])
    for (const { name, ...scores } of own.byType) expectClose(scores[part], expected.byType[name]?.[part] ?? 0)
  }
  for (const { name, support } of own.byType) expect(support).toBe(expected.byType[name]?.support ?? 0)
  expect(Object.keys(expected.byType).filter((name) => !answers.set.types.includes(name))).toEqual([])
}

describe.each(Object.entries(cases))('on the %s tags', (name, fixture) => {
  const answers = answersOf(fixture)

  test('the scheme is told from the names of the tags', () => {
    // Of "O" alone nothing can be told.
    expect(answers.set.scheme).toBe(name === 'nothing' ? 'IO' : fixture.scheme)
  })

  test('entities and their scores are those of seqeval’s strict mode', () => {
    expect(spansOf(answers, 'strict')).toEqual(fixture.strictSpans)
    expectScores(answers, 'strict', fixture.strict)
  })

  const { lenient, lenientSpans } = fixture
  if (lenient)
    test('entities and their scores are those of seqeval’s default mode', () => {
      expect(spansOf(answers, 'lenient')).toEqual(lenientSpans)
      expectScores(answers, 'lenient', lenient)
    })

  test('the accuracy of tags is seqeval’s, their confusion scikit-learn’s', () => {
    expectClose(tagAccuracy(answers), fixture.accuracy)
    expect(tagConfusion(answers)).toEqual(fixture.confusion)
  })
})

test('the random cases hold what the two modes part over', () => {
  for (const name of ['randomIOB2', 'randomIOBES', 'missing', 'untyped'])
    expect(cases[name]?.strict.micro.f1).not.toBeCloseTo(cases[name]?.lenient?.micro.f1 as number, 3)
})

test('names without prefixes: with O neighbours of one type are one entity, without it each word is', () => {
  const spans = (names: string[], tags: string[]) => {
    const set = tagSetOf(names)
    const numbered = tags.map((tag) => names.indexOf(tag))
    return entitySpans(numbered, set, 'strict').map(({ type, start, end }) => [set.types[type], start, end])
  }
  expect(tagSetOf(['O', 'PER', 'LOC']).scheme).toBe('IO')
  expect(spans(['O', 'PER', 'LOC'], ['PER', 'PER', 'LOC', 'O', 'PER'])).toEqual([
    ['PER', 0, 2],
    ['LOC', 2, 3],
    ['PER', 4, 5],
  ])
  expect(tagSetOf(['NOUN', 'VERB']).scheme).toBe('words')
  expect(spans(['NOUN', 'VERB'], ['NOUN', 'NOUN', 'VERB'])).toEqual([
    ['NOUN', 0, 1],
    ['NOUN', 1, 2],
    ['VERB', 2, 3],
  ])
})

test('types may hold hyphens, and one without a prefix among prefixed names makes all of them plain', () => {
  expect(tagSetOf(['O', 'B-work-of-art', 'I-work-of-art']).types).toEqual(['work-of-art'])
  expect(tagSetOf(['O', 'B-PER', 'date']).scheme).toBe('IO')
})

test('without sentences every mean is 0', () => {
  const none: TagAnswers = { truth: [], predicted: [], set: tagSetOf(['O', 'B-A', 'I-A']) }
  const zero = { precision: 0, recall: 0, f1: 0 }
  expect(entityScores(entityCounts(none, 'strict'), none.set)).toEqual({
    micro: zero,
    macro: zero,
    weighted: zero,
    byType: [{ name: 'A', ...zero, support: 0 }],
  })
  expect([tagAccuracy(none), tagConfusion(none)]).toEqual([
    0,
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
  ])
})

test('the interval of the F1 over sentences holds the F1, and a resample counts each sentence as often as it came', () => {
  const answers = answersOf(cases.wellFormed as Case)
  const counts = entityCounts(answers, 'strict')
  const statistic = entityF1Over(counts, answers.set.types.length)
  expect(statistic(Int32Array.from(counts.keys()))).toBe(entityScores(counts, answers.set).micro.f1)
  const twice = [counts[3], counts[3], counts[0]] as typeof counts
  expect(statistic(Int32Array.of(3, 3, 0))).toBe(entityScores(twice, answers.set).micro.f1)
  const f1 = entityScores(counts, answers.set).micro.f1
  const interval = bootstrapInterval(counts.length, statistic, { random: seeded('tags'), resamples: 200 })
  expect(interval?.[0]).toBeLessThan(f1)
  expect(interval?.[1]).toBeGreaterThan(f1)
})
