import { describe, expect, test } from 'vitest'
import { balancedWeights, unevenNotice } from '../../../src/shared/metrics/classBalance.ts'
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

describe('what is said of uneven classes before training', () => {
  const told = (classes: Record<string, number>, weighted = true) => {
    const message = unevenNotice(
      Object.entries(classes).map(([name, count]) => ({ name, count })),
      'texts',
      weighted,
    )
    return message && inWords([message])[0]
  }

  test('nothing of classes that are about even, or of none', () => {
    expect(told({ a: 50, b: 10 })).toBeNull()
    expect(told({ a: 50, b: 0 })).toBeNull()
    expect(told({})).toBeNull()
  })

  test('a strong imbalance is told with its ratio', () => {
    expect(told({ ok: 1500, defect: 15 })).toBe(
      'Your classes have very different sizes, 100 to 1: "ok" has 1,500 texts, "defect" has 15. Rare classes count more in training, up to 20 times. Judge the run by its balanced accuracy, and add texts of rare classes if you can.',
    )
    expect(told({ ok: 100, defect: 10 })).toContain('very different sizes, 10 to 1')
    expect(told({ ok: 99, defect: 10 })).toBeNull()
    expect(told({ ok: 100, defect: 10 }, false)).toContain(
      'Class weights are off, so rare classes count little in training.',
    )
  })
})
