/** Reads what test/reference/make_metrics.py wrote; see test/reference/README.md. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Answers } from '../../../src/shared/metrics/answers.ts'

export const caseNames = ['balanced', 'skewed', 'binary', 'ties', 'perfect', 'constant', 'oneClass'] as const

export interface MetricsCase {
  classes: number
  truth: number[]
  probabilities: number[]
  accuracy: number
  balancedAccuracy: number
  macroF1: number
  /** From k = 1. */
  topK: number[]
  logLoss: number
  brierScore: number
  matthewsCorrelation: number
  confusion: number[][]
  perClass: { precision: number; recall: number; f1: number; support: number }[]
  /** The first, infinite threshold is left out. */
  roc: ({ thresholds: number[]; falsePositiveRate: number[]; truePositiveRate: number[]; area: number } | null)[]
  macroAuc: number | null
  precisionRecall: ({ thresholds: number[]; precision: number[]; recall: number[]; average: number } | null)[]
  macroAveragePrecision: number | null
  calibration: { error: number; bins: { count: number; confidence: number | null; accuracy: number | null }[] }
  temperature: { best: number; loss: number; scaledByTwo: number[] }
  coverage: { threshold: number; coverage: number; accuracy: number }[]
  rankings: { surestMistakes: number[]; leastSure: number[]; mostTypical: number[][] }
}

export interface Intervals {
  wilson: { right: number; rows: number; low: number; high: number }[]
  bootstrap: {
    values: number[]
    /** [resamples, rows] */
    drawn: number[]
    resamples: number
    means: [number, number]
    medians: [number, number]
    scipyMean: [number, number]
  }
}

export function metricsFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/metrics/${name}.json`, import.meta.url), 'utf8')) as T
}

export function answersOf({ truth, probabilities, classes }: MetricsCase): Answers {
  return { truth, probabilities: Float32Array.from(probabilities), classes }
}

/** To 1e-6; a missing value must be missing in both. */
export function expectClose(actual: number | null | undefined, expected: number | null | undefined): void {
  if (typeof expected !== 'number' || typeof actual !== 'number') return void expect(actual).toBe(expected)
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThan(1e-6)
}

export function expectAllClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length)
  expected.forEach((value, index) => void expectClose(actual[index], value))
}
