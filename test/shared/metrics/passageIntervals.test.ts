import { expect, test } from 'vitest'
import type { PassageLoss } from '../../../src/shared/domain/evaluation.ts'
import { bootstrapInterval } from '../../../src/shared/metrics/bootstrapInterval.ts'
import { type PassageIntervals, passageIntervals } from '../../../src/shared/metrics/passageIntervals.ts'
import { seeded } from '../../../src/shared/random.ts'

/** Passages of unlike lengths and difficulty, of which each is foretold better by a tenth of a nat a token. */
const passages = Array.from({ length: 60 }, (_, i): PassageLoss => {
  const tokens = 5 + (i % 11)
  const loss = tokens * (2 + Math.sin(i))
  return { loss, before: loss + 0.1 * tokens, tokens, bytes: 4 * tokens }
})

test('passages are drawn again as wholes: a long one weighs by its tokens', () => {
  const { loss } = drained(passages)
  const expected = bootstrapInterval(
    passages.length,
    (rows) => sum(rows, ({ loss }) => loss) / sum(rows, ({ tokens }) => tokens),
    { random: seeded('intervals') },
  )
  expect(loss).toEqual(expected)
  expect(loss?.[0]).toBeLessThan(total('loss') / total('tokens'))
  expect(loss?.[1]).toBeGreaterThan(total('loss') / total('tokens'))
})

test('perplexity follows the loss, and bits per byte count the bytes', () => {
  const { loss, perplexity, bitsPerByte } = drained(passages)
  expect(perplexity).toEqual(loss?.map(Math.exp))
  const width = (bitsPerByte?.[1] ?? 0) - (bitsPerByte?.[0] ?? 0)
  const lossWidth = (loss?.[1] ?? 0) - (loss?.[0] ?? 0)
  expect(width).toBeCloseTo(lossWidth / 4 / Math.LN2, 1)
})

test('the change is known far better than either figure, because both are of the same passages', () => {
  const { change } = drained(passages)
  expect(change?.[0]).toBeCloseTo(Math.expm1(-0.1), 10)
  expect(change?.[1]).toBeCloseTo(Math.expm1(-0.1), 10)
})

test('a handful of passages tells nothing of others', () => {
  const nothing = { loss: null, perplexity: null, bitsPerByte: null, change: null }
  expect([0, 1, 2, 7].map((some) => drained(passages.slice(0, some)))).toEqual([nothing, nothing, nothing, nothing])
  expect(drained(passages.slice(0, 8)).change?.[0]).toBeCloseTo(Math.expm1(-0.1), 10)
})

function drained(of: readonly PassageLoss[]): PassageIntervals {
  const work = passageIntervals(of, { random: seeded('intervals'), sliceMs: 1 })
  for (let slice = work.next(); ; slice = work.next()) if (slice.done) return slice.value
}

function sum(rows: Int32Array, of: (passage: PassageLoss) => number): number {
  return [...rows].reduce((all, row) => all + of(passages[row] as PassageLoss), 0)
}

function total(of: 'loss' | 'tokens'): number {
  return passages.reduce((all, passage) => all + passage[of], 0)
}
