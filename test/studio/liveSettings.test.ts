import { expect, test } from 'vitest'
import type { Prediction } from '../../src/shared/domain/answers.ts'
import { smoothed } from '../../src/shared/domain/smoothedAnswer.ts'
import { readLive, usualLive } from '../../src/studio/store/liveSettings.ts'

const classes = (...shares: readonly (readonly [string, number])[]): Prediction => ({
  kind: 'classes',
  classes: shares.map(([name, probability]) => ({ name, probability })),
  milliseconds: 1,
})

test('one frame that is answered otherwise does not turn a smoothed answer; several do', () => {
  const cat = classes(['cat', 0.9], ['dog', 0.1])
  const dog = classes(['dog', 0.8], ['cat', 0.2])
  const once = smoothed(cat, dog, 0.5)
  expect(once).toEqual(classes(['cat', 0.55], ['dog', 0.45]))
  const twice = smoothed(once, dog, 0.5)
  expect(twice.kind === 'classes' && twice.classes[0]?.name).toBe('dog')
  const sum = twice.kind === 'classes' ? twice.classes.reduce((all, { probability }) => all + probability, 0) : 0
  expect(sum).toBeCloseTo(1, 12)
})

test('without smoothing, at the first frame, and after another kind of answer, it is as it comes', () => {
  const now = classes(['cat', 1], ['dog', 0])
  expect(smoothed(classes(['dog', 1], ['cat', 0]), now, 0)).toBe(now)
  expect(smoothed(null, now, 0.9)).toBe(now)
  const number: Prediction = { kind: 'number', value: 3, milliseconds: 1 }
  expect(smoothed(number, now, 0.9)).toBe(now)
})

test('a number leans on those before it', () => {
  const number = (value: number): Prediction => ({ kind: 'number', value, milliseconds: 1 })
  expect(smoothed(number(4), number(8), 0.75)).toEqual(number(5))
  expect(smoothed(number(4), number(8), 0)).toEqual(number(8))
})

test('labels that begin to hold come first', () => {
  const label = (name: string, probability: number) => ({ name, probability, threshold: 0.5 })
  const of = (...labels: readonly ReturnType<typeof label>[]): Prediction => ({
    kind: 'labels',
    labels,
    milliseconds: 1,
  })
  const told = smoothed(of(label('a', 0.9), label('b', 0.2)), of(label('b', 1), label('a', 0)), 0.5)
  expect(told).toMatchObject({
    labels: [
      { name: 'b', probability: 0.6 },
      { name: 'a', probability: 0.45 },
    ],
  })
})

test('stored settings come back; what is none of them is as usual', () => {
  const stored = (text: string) => readLive({ getItem: () => text, setItem: () => {} })
  expect(stored('{"threshold":0.8,"smoothing":0.2}')).toEqual({ threshold: 0.8, smoothing: 0.2 })
  expect(stored('{"threshold":7,"smoothing":"much"}')).toEqual(usualLive)
  for (const nonsense of ['null', 'x', '[]']) expect(stored(nonsense)).toEqual(usualLive)
  expect(readLive(null)).toEqual(usualLive)
})
