import { expect, test } from 'vitest'
import { passageOrder } from '../../../src/commands/pretrain/passages.ts'
import { steadyMultiplier } from '../../../src/commands/pretrain/steadySchedule.ts'
import { passagesOfStep } from '../../../src/commands/pretrain/writer.ts'
import { seeded } from '../../../src/shared/random.ts'

test('a round reads each passage once, the next one in another order from another place', () => {
  const order = passageOrder(101, 10, seeded('a'))
  const rounds = [order(0, 9), order(9, 9)]
  for (const starts of rounds) {
    const sorted = [...starts].sort((a, b) => a - b)
    expect(sorted.map((start) => start - (sorted[0] as number))).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80])
    // The last target stands within.
    expect(sorted[0]).toBeLessThan(10)
    expect((sorted[8] as number) + 10).toBeLessThan(101)
  }
  expect(rounds[0]).not.toEqual(rounds[1])
  // Any part may be asked for alone, across rounds too: a training that goes on begins in the middle.
  expect(passageOrder(101, 10, seeded('a'))(7, 4)).toEqual([...(rounds[0] ?? []), ...(rounds[1] ?? [])].slice(7, 11))
})

test('passages of each length are counted on from step to step, none left out and none twice', () => {
  const seen = new Map<number, number>()
  for (let step = 1; step <= 40; step++) {
    const { length, from, count } = passagesOfStep(step)
    expect(length * count).toBe(2048)
    expect(from).toBe(seen.get(length) ?? 0)
    seen.set(length, from + count)
  }
  expect(Object.fromEntries(seen)).toEqual({ 256: 240, 512: 40 })
})

test('the rate rises, holds, and falls by the root over the last share of the steps', () => {
  const at = (step: number, steps = 1000) => steadyMultiplier(step, { steps, rising: 100, falling: 0.2 })
  expect([1, 50, 100, 101, 800, 801].map((step) => at(step))).toEqual([0.01, 0.5, 1, 1, 1, 1])
  // A quarter of the fall behind: 1 − √¼; at its end 1 − √(199/200).
  expect(at(851)).toBeCloseTo(0.5, 12)
  expect(at(1000)).toBeCloseTo(1 - Math.sqrt(0.995), 12)
  expect(at(1001)).toBe(0)
  // With more steps asked for, it holds where it fell before.
  expect(at(851, 2000)).toBe(1)
})
