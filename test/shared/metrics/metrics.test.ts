/** Every metric of classification against scikit-learn's, over the same made-up answers. */
import { describe, expect, test } from 'vitest'
import { accuracyOf } from '../../../src/shared/metrics/accuracyOf.ts'
import { balancedAccuracy } from '../../../src/shared/metrics/balancedAccuracy.ts'
import { brierScore } from '../../../src/shared/metrics/brierScore.ts'
import { classMetrics } from '../../../src/shared/metrics/classMetrics.ts'
import { confusionMatrix } from '../../../src/shared/metrics/confusionMatrix.ts'
import { atThreshold, coverageCurve } from '../../../src/shared/metrics/coverage.ts'
import { fitTemperature, scaled } from '../../../src/shared/metrics/fitTemperature.ts'
import { logLoss } from '../../../src/shared/metrics/logLoss.ts'
import { macroF1 } from '../../../src/shared/metrics/macroF1.ts'
import { matthewsCorrelation } from '../../../src/shared/metrics/matthewsCorrelation.ts'
import {
  classAveragePrecision,
  macroAveragePrecision,
  precisionRecallCurve,
} from '../../../src/shared/metrics/precisionRecallCurve.ts'
import { predictedClasses } from '../../../src/shared/metrics/predictedClasses.ts'
import { leastSure, mostTypical, surestMistakes } from '../../../src/shared/metrics/rankings.ts'
import { calibrationError, reliabilityBins } from '../../../src/shared/metrics/reliability.ts'
import { classAuc, macroAuc, rocCurve } from '../../../src/shared/metrics/rocCurve.ts'
import { topKAccuracy } from '../../../src/shared/metrics/topKAccuracy.ts'
import {
  answersOf,
  caseNames,
  expectAllClose,
  expectClose,
  type MetricsCase,
  metricsFixture,
} from './metricsFixture.ts'

describe.each(caseNames)('on the %s answers', (name) => {
  const fixture = metricsFixture<MetricsCase>(name)
  const answers = answersOf(fixture)
  const predicted = predictedClasses(answers.probabilities, answers.classes)
  const confusion = confusionMatrix(predicted, answers.truth, answers.classes)

  test('scores of the answered classes are scikit-learn’s', () => {
    expect(confusion).toEqual(fixture.confusion)
    expectClose(accuracyOf(predicted, answers.truth), fixture.accuracy)
    expectClose(balancedAccuracy(confusion), fixture.balancedAccuracy)
    expectClose(macroF1(confusion), fixture.macroF1)
    expectClose(matthewsCorrelation(confusion), fixture.matthewsCorrelation)
  })

  test('precision, recall and F1 by class are scikit-learn’s', () => {
    const names = fixture.perClass.map((_, c) => `class ${c}`)
    const own = classMetrics(confusion, names)
    expect(own.map(({ name, support }) => ({ name, support }))).toEqual(
      fixture.perClass.map(({ support }, c) => ({ name: names[c], support })),
    )
    own.forEach((metrics, c) => {
      for (const key of ['precision', 'recall', 'f1'] as const) expectClose(metrics[key], fixture.perClass[c]?.[key])
    })
  })

  test('scores of the probabilities are scikit-learn’s', () => {
    expectClose(logLoss(answers), fixture.logLoss)
    expectClose(brierScore(answers), fixture.brierScore)
    fixture.topK.forEach((share, index) => void expectClose(topKAccuracy(answers, index + 1), share))
  })

  test('every ROC curve has scikit-learn’s points and area', () => {
    for (const [c, expected] of fixture.roc.entries()) {
      const curve = rocCurve(answers, c)
      expectClose(classAuc(answers, c), expected ? expected.area : null)
      expect(curve === null).toBe(expected === null)
      if (!expected || !curve) continue
      expect(curve.thresholds[0]).toBe(Number.POSITIVE_INFINITY)
      expectAllClose(curve.thresholds.slice(1), expected.thresholds)
      expectAllClose(curve.falsePositiveRate, expected.falsePositiveRate)
      expectAllClose(curve.truePositiveRate, expected.truePositiveRate)
    }
    expectClose(macroAuc(answers), fixture.macroAuc)
  })

  test('every precision-recall curve has scikit-learn’s points and average', () => {
    for (const [c, expected] of fixture.precisionRecall.entries()) {
      const curve = precisionRecallCurve(answers, c)
      expectClose(classAveragePrecision(answers, c), expected ? expected.average : null)
      expect(curve === null).toBe(expected === null)
      if (!expected || !curve) continue
      expectAllClose(curve.thresholds, expected.thresholds)
      expectAllClose(curve.precision, expected.precision)
      expectAllClose(curve.recall, expected.recall)
    }
    expectClose(macroAveragePrecision(answers), fixture.macroAveragePrecision)
  })

  test('the reliability bins and the calibration error are numpy’s', () => {
    const bins = reliabilityBins(answers)
    expect(bins.map(({ count }) => count)).toEqual(fixture.calibration.bins.map(({ count }) => count))
    bins.forEach(({ confidence, accuracy }, index) => {
      expectClose(confidence, fixture.calibration.bins[index]?.confidence)
      expectClose(accuracy, fixture.calibration.bins[index]?.accuracy)
    })
    expectClose(calibrationError(answers), fixture.calibration.error)
  })

  test('the temperature is the one that scipy finds', () => {
    const temperature = fitTemperature(answers)
    // Relative, and looser than the rest: about its minimum the loss is flat, and both searches stop within 1e-7 of log T.
    expect(Math.abs(temperature / fixture.temperature.best - 1)).toBeLessThan(1e-5)
    const probabilities = scaled(answers.probabilities, answers.classes, temperature)
    expectClose(logLoss({ ...answers, probabilities }), fixture.temperature.loss)
    const firstRows = answers.probabilities.subarray(0, 5 * answers.classes)
    expectAllClose(scaled(firstRows, answers.classes, 2), fixture.temperature.scaledByTwo)
  })

  test('coverage and accuracy at every confidence are numpy’s, on the curve and one by one', () => {
    const curve = coverageCurve(answers)
    expect(curve.map(({ threshold }) => threshold)).toEqual(fixture.coverage.map(({ threshold }) => threshold))
    curve.forEach((point, index) => {
      expectClose(point.coverage, fixture.coverage[index]?.coverage)
      expectClose(point.accuracy, fixture.coverage[index]?.accuracy)
      expect(atThreshold(answers, point.threshold)).toEqual(point)
    })
  })

  test('the rankings are numpy’s, equal rows in their order', () => {
    expect(surestMistakes(answers)).toEqual(fixture.rankings.surestMistakes)
    expect(leastSure(answers)).toEqual(fixture.rankings.leastSure)
    expect(mostTypical(answers)).toEqual(fixture.rankings.mostTypical)
  })
})
