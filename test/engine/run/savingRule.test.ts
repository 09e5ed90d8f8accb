import { expect, test } from 'vitest'
import { type SavingRule, savingRule } from '../../../src/engine/run/savingRule.ts'

interface Lasting {
  readonly lasts: number
  readonly epochMs: number
  readonly costs: number
  readonly bytes?: number
}

/** A run of so many milliseconds, with an epoch that ends every `epochMs`, saved at each time that is due. */
function saves({ lasts, epochMs, costs, bytes = 0 }: Lasting) {
  let now = 0
  const rule = savingRule(() => now)
  const at: number[] = []
  for (; now <= lasts; now += 100) {
    const epochEnd = now > 0 && now % epochMs === 0
    if (!rule.due({ epochEnd, busy: false, bytes })) continue
    rule.took(costs)
    at.push(now)
  }
  return { at, cost: rule.cost() }
}

test('each epoch is saved at its end', () => {
  expect(saves({ lasts: 60_000, epochMs: 20_000, costs: 10 }).at).toEqual([20_000, 40_000, 60_000])
})

test('an epoch that takes longer than 30 s is saved on its way too', () => {
  expect(saves({ lasts: 200_000, epochMs: 100_000, costs: 10 }).at).toEqual([
    30_000, 60_000, 90_000, 100_000, 130_000, 160_000, 190_000, 200_000,
  ])
})

test('a checkpoint that is dear is taken as seldom as 2 % of the time allow, and never more seldom', () => {
  const { at, cost } = saves({ lasts: 600_000, epochMs: 1e9, costs: 1500 })
  expect(at).toEqual([30_000, 150_000, 225_000, 300_000, 375_000, 450_000, 525_000, 600_000])
  expect(cost).toBeLessThanOrEqual(0.02)
})

test('many short epochs are saved when the time that they have taken allows it', () => {
  const { at, cost } = saves({ lasts: 10_000, epochMs: 100, costs: 20 })
  expect(at).toEqual([400, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000])
  expect(cost).toBeLessThanOrEqual(0.02)
})

test('the first is made when the run is long enough for what its bytes let expect', () => {
  const { at, cost } = saves({ lasts: 20_000, epochMs: 500, costs: 80, bytes: 16e6 })
  expect(at).toEqual([4500, 8000, 12_000, 16_000, 20_000])
  expect(cost).toBeLessThanOrEqual(0.02)
})

test('an epoch of over a second is not lost, whatever the first costs; the next ones make up for it', () => {
  const { at, cost } = saves({ lasts: 40_000, epochMs: 1500, costs: 200, bytes: 40e6 })
  expect(at).toEqual([1500, 21_000, 30_000])
  expect(cost).toBeLessThanOrEqual(0.02)
})

test('the first is made after 30 s at the latest, and no epoch before it that a person hardly waited for', () => {
  expect(saves({ lasts: 60_000, epochMs: 900, costs: 400, bytes: 1e9 }).at).toEqual([30_000, 40_500])
})

test('while one is being written only the end of an epoch is saved', () => {
  let now = 0
  const rule = savingRule(() => now)
  const due = (epochEnd: boolean) => rule.due({ epochEnd, busy: true, bytes: 0 })
  expect(due(false)).toBe(false)
  now = 31_000
  expect([due(false), due(true)]).toEqual([false, true])
})

test('a pause is no training time', () => {
  let now = 0
  const rule: SavingRule = savingRule(() => now)
  rule.due({ epochEnd: false, busy: false, bytes: 0 })
  now = 10_000
  rule.took(100)
  rule.paused(true)
  now = 100_000
  expect(rule.cost()).toBe(0.01)
  rule.paused(false)
  now = 109_000
  expect(rule.due({ epochEnd: false, busy: false, bytes: 0 })).toBe(false)
  now = 130_000
  expect(rule.due({ epochEnd: false, busy: false, bytes: 0 })).toBe(true)
})
