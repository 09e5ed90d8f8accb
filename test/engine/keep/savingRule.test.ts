import { expect, test } from 'vitest'
import { type SavingRule, savingRule } from '../../../src/engine/keep/savingRule.ts'

/** A run of so many milliseconds, with an epoch that ends every `epochMs`, saved at each time that is due. */
function saves({ lasts, epochMs, costs }: { lasts: number; epochMs: number; costs: number }) {
  let now = 0
  const rule = savingRule(() => now)
  const at: number[] = []
  for (; now <= lasts; now += 100) {
    const epochEnd = now > 0 && now % epochMs === 0
    if (!rule.due({ epochEnd, busy: false })) continue
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
  expect(at).toEqual([100, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000])
  expect(cost).toBeLessThanOrEqual(0.02)
})

test('while one is being written only the end of an epoch is saved', () => {
  let now = 0
  const rule = savingRule(() => now)
  const due = (epochEnd: boolean) => rule.due({ epochEnd, busy: true })
  expect(due(false)).toBe(false)
  now = 31_000
  expect([due(false), due(true)]).toEqual([false, true])
})

test('a pause is no training time', () => {
  let now = 0
  const rule: SavingRule = savingRule(() => now)
  rule.due({ epochEnd: false, busy: false })
  now = 10_000
  rule.took(100)
  rule.paused(true)
  now = 100_000
  expect(rule.cost()).toBe(0.01)
  rule.paused(false)
  now = 109_000
  expect(rule.due({ epochEnd: false, busy: false })).toBe(false)
  now = 130_000
  expect(rule.due({ epochEnd: false, busy: false })).toBe(true)
})
