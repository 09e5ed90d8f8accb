/** Metrics against scikit-learn and statsmodels; see test/reference/README.md. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { accuracyOf } from '../../../src/shared/metrics/accuracyOf.ts'
import { classMetrics } from '../../../src/shared/metrics/classMetrics.ts'
import { confusionMatrix } from '../../../src/shared/metrics/confusionMatrix.ts'
import { softmaxRows } from '../../../src/shared/metrics/softmaxRows.ts'
import { wilsonInterval } from '../../../src/shared/metrics/wilsonInterval.ts'

interface Fixture {
  labels: number[]
  predictions: number[]
  accuracy: number
  confusion: number[][]
  perClass: { precision: number; recall: number; f1: number; support: number }[]
  wilson: { k: number; n: number; low: number; high: number }[]
}

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/reference/metrics.json', import.meta.url), 'utf8'),
) as Fixture

test('accuracy, confusion, precision, recall and F1 are scikit-learn’s, a class never predicted included', () => {
  const confusion = confusionMatrix(fixture.predictions, fixture.labels, 4)
  expect(accuracyOf(fixture.predictions, fixture.labels)).toBeCloseTo(fixture.accuracy, 12)
  expect(confusion).toEqual(fixture.confusion)
  const names = ['a', 'b', 'c', 'd']
  classMetrics(confusion, names).forEach((metrics, index) => {
    const truth = fixture.perClass[index] as Fixture['perClass'][number]
    expect(metrics.name).toBe(names[index])
    expect(metrics.support).toBe(truth.support)
    for (const key of ['precision', 'recall', 'f1'] as const) expect(metrics[key]).toBeCloseTo(truth[key], 12)
  })
})

test('the interval of an accuracy is Wilson’s, at the ends too', () => {
  for (const { k, n, low, high } of fixture.wilson) {
    const [from, to] = wilsonInterval(k, n)
    expect(from).toBeCloseTo(low, 10)
    expect(to).toBeCloseTo(high, 10)
  }
})

test('softmax of huge logits stays finite', () => {
  expect([...softmaxRows(Float32Array.of(1000, 0, -1000, 5, 5, 5), 3)].map((p) => Number(p.toFixed(4)))).toEqual([
    1, 0, 0, 0.3333, 0.3333, 0.3333,
  ])
})
