import { describe, expect, test } from 'vitest'
import { balancedWeights, balanceNotices } from '../../../src/shared/metrics/classBalance.ts'
import { inWords } from '../../support/inWords.ts'

describe('what an example of each class counts', () => {
  test('frequency inverted, with mean 1 over the examples', () => {
    // Ratios 1 and 3 over 75 and 25 examples: their mean is 1.5.
    expect([...(balancedWeights([75, 25]) as Float32Array)]).toEqual([expect.closeTo(2 / 3, 6), expect.closeTo(2, 6)])
  })

  test('classes that are about even count alike', () => {
    expect(balancedWeights([15, 10, 12])).toBeNull()
    expect(balancedWeights([16, 10])).not.toBeNull()
  })

  test('at most 20 times the most frequent class', () => {
    const weights = balancedWeights([1000, 10, 100]) as Float32Array
    expect((weights[1] as number) / (weights[0] as number)).toBeCloseTo(20, 4)
    expect((weights[2] as number) / (weights[0] as number)).toBeCloseTo(10, 4)
    const mean = (1000 * (weights[0] as number) + 10 * (weights[1] as number) + 100 * (weights[2] as number)) / 1110
    expect(mean).toBeCloseTo(1, 5)
  })

  test('a class without examples weighs nothing, and does not make the others uneven', () => {
    expect(balancedWeights([30, 0, 30])).toBeNull()
    const weights = balancedWeights([60, 0, 20]) as Float32Array
    expect(weights[1]).toBe(0)
    expect((weights[2] as number) / (weights[0] as number)).toBeCloseTo(3, 5)
    expect(balancedWeights([0, 0])).toBeNull()
  })
})

describe('what is said of the classes before training', () => {
  const fields = { maxTrain: 0, 'regularisation.classWeights': 'auto' }
  const notices = (classes: Record<string, number>, changes = {}) =>
    inWords(
      balanceNotices({
        classes: Object.entries(classes).map(([name, trainable]) => ({ name, trainable })),
        example: ['text', 'texts'],
        fields: { ...fields, ...changes },
      }),
    )

  test('nothing of classes that are about even, or of none', () => {
    expect(notices({ a: 50, b: 10 })).toEqual([])
    expect(notices({})).toEqual([])
  })

  test('a class that has nothing to learn from is named', () => {
    expect(notices({ minus: 0, no: 80, yes: 80 })).toEqual([
      'The class "minus" has no texts to learn from, so it cannot be learned. Check how its label is written, or move some of its texts into training.',
    ])
  })

  test('of many the first three are named and the others counted', () => {
    expect(notices({ a: 0, b: 0, c: 0, d: 0, e: 0, f: 9 })).toEqual([
      '5 classes have no texts to learn from, so they cannot be learned: "a", "b", "c" and 2 more. Check how their labels are written, or move some of their texts into training.',
    ])
  })

  test('a strong imbalance is told with its ratio', () => {
    expect(notices({ ok: 1500, defect: 15 })).toEqual([
      'Your classes have very different sizes, 100 to 1: "ok" has 1,500 texts, "defect" has 15. Rare classes count more in training, up to 20 times. Judge the run by its balanced accuracy, and add texts of rare classes if you can.',
    ])
    expect(notices({ ok: 100, defect: 10 })[0]).toContain('very different sizes, 10 to 1')
    expect(notices({ ok: 99, defect: 10 })).toEqual([])
    expect(notices({ ok: 100, defect: 10 }, { 'regularisation.classWeights': 'off' })[0]).toContain(
      'Class weights are off, so rare classes count little in training.',
    )
  })

  test('a cap, under which classes take turns, is reckoned with', () => {
    expect(notices({ ok: 1500, defect: 15 }, { maxTrain: 40 })).toEqual([])
    expect(notices({ ok: 1500, defect: 15 }, { maxTrain: 300 })[0]).toContain('19 to 1: "ok" has 285 texts')
    expect(notices({ a: 9, b: 9, c: 9 }, { maxTrain: 2 })).toEqual([
      'The class "c" has no texts to learn from, so it cannot be learned. Allow more training examples.',
    ])
  })
})
