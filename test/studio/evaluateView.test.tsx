// What Evaluate shows of a run, as it stands on the page.
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { BeforeAfter } from '../../src/studio/features/evaluate/BeforeAfter.tsx'
import { ClassJudgement } from '../../src/studio/features/evaluate/ClassJudgement.tsx'
import { ClassTable } from '../../src/studio/features/evaluate/ClassTable.tsx'
import { ContinuedBetter } from '../../src/studio/features/evaluate/Continuation.tsx'
import { Curves } from '../../src/studio/features/evaluate/Curves.tsx'
import { Examples } from '../../src/studio/features/evaluate/Examples.tsx'
import { LabelErrors, mistakenWords } from '../../src/studio/features/evaluate/LabelErrors.tsx'
import { MetricTable } from '../../src/studio/features/evaluate/MetricTable.tsx'
import { Reliability } from '../../src/studio/features/evaluate/Reliability.tsx'
import { Threshold } from '../../src/studio/features/evaluate/Threshold.tsx'
import { noAnalysis } from '../../src/studio/store/analysisState.ts'
import { exampleWords } from '../../src/studio/store/taskWords.ts'
import type { GenerationTest } from '../../src/tasks/text-generation/card.ts'
import { judgedAnswers, judgedResult } from '../support/judged.ts'

const example = exampleWords('image-classification')
const result = judgedResult()
const { classes } = result
const here = { data: true, model: true }
const gone = { data: false, model: false }

test('every figure of the test has a row, its interval to come', () => {
  const shown = renderToStaticMarkup(<MetricTable answers={{ ...judgedAnswers }} />)
  const rows = [...shown.matchAll(/data-metric="([^"]+)"/g)].map(([, id]) => id)
  const errors = ['logLoss', 'brier', 'calibrationError']
  expect(rows).toEqual(['accuracy', 'balancedAccuracy', 'macroF1', 'matthews', ...errors])
  expect(shown).toContain('<td data-value="true">0.750</td><td data-interval="true">…</td>')
})

test('each class has its area under ROC and its average precision', () => {
  if (result.test.kind !== 'classification') throw new Error('expected a classification')
  const shown = renderToStaticMarkup(<ClassTable test={result.test} many="pictures" />)
  // Of the two foxes both score above every other row but none: 0.9 and 0.4 against at most 0.1.
  expect(shown).toMatch(/data-class="fox".*<td>1\.000<\/td><td>1\.000<\/td><td>2<\/td>/)
  const [first] = result.test.perClass
  if (!first) throw new Error('expected a class')
  const many = renderToStaticMarkup(
    <ClassTable test={{ ...result.test, perClass: [{ ...first, support: 1066 }] }} many="pictures" />,
  )
  expect(many).toContain('<td>1,066</td>')
})

test('the curves say in words what they show', () => {
  const shown = renderToStaticMarkup(<Curves answers={judgedAnswers} classes={classes} />)
  expect(shown).toMatch(/aria-label="Area under the ROC curve for cat: 0\.\d{3}; mean of all classes: 0\.\d{3}\."/)
})

describe('calibration', () => {
  const shown = (temperature: number, answered = true) =>
    renderToStaticMarkup(
      <Reliability
        answers={judgedAnswers}
        validation={result.validation}
        temperature={temperature}
        onTemper={answered ? () => {} : null}
      />,
    )
  test('offers the temperature that validation asks for, only where the model answers', () => {
    expect(shown(1)).toContain('data-action="temper"')
    expect(shown(1, false)).not.toContain('data-action="temper"')
  })
  test('says which temperature is in use', () => {
    expect(shown(1)).toContain('In use: as trained.')
    expect(shown(1.5)).toContain('In use: temperature 1.50.')
  })
  test('is not offered without validation answers', () => {
    const bare = <Reliability answers={judgedAnswers} validation={null} temperature={1} onTemper={() => {}} />
    expect(renderToStaticMarkup(bare)).toContain('no temperature can be fitted')
  })
})

test('a threshold says what it answers and how rightly', () => {
  const shown = renderToStaticMarkup(<Threshold answers={judgedAnswers} example={example} />)
  expect(shown).toContain('At this threshold it answers 8 of 8 pictures, with an accuracy of 0.750')
  expect(shown).toContain('aria-valuetext="50 % sure.')
})

describe('looks that need the run’s data or weights', () => {
  test('say so, with the way there', () => {
    const props = { result, answers: judgedAnswers, example, cell: null, onCell: () => {} }
    const missing = renderToStaticMarkup(<Examples {...props} available={gone} />)
    expect(missing).toContain('The pictures of this run are not loaded')
    expect(missing).toContain('data-action="go-data"')
    const shown = renderToStaticMarkup(<Examples {...props} available={here} />)
    expect([...shown.matchAll(/data-example="(\d+)"/g)].map(([, index]) => index)).toEqual(['20', '30'])
  })
  test('are greyed with the reason', () => {
    const props = { analysis: noAnalysis, classes, example }
    const refused = renderToStaticMarkup(<LabelErrors {...props} available={{ data: true, model: false }} />)
    expect(refused).toMatch(
      /data-action="find-label-errors"[^>]*disabled=""|disabled=""[^>]*data-action="find-label-errors"/,
    )
    expect(refused).toContain('Another model is loaded now.')
  })
})

test('the maps name their classes, the spread they show, and what the nearest mean makes of both', () => {
  const point = (n: number, truth: number) => ({ example: n, truth, before: [n, 0] as const, after: [0, n] as const })
  const features = {
    points: [point(1, 0), point(2, 1), point(3, 2)],
    shown: { before: 0.4, after: 0.8 },
    nearestMean: { before: 0.5, after: 0.75 },
    trained: 24,
  }
  const shown = renderToStaticMarkup(
    <BeforeAfter
      analysis={{ ...noAnalysis, features }}
      classes={classes}
      example={example}
      available={here}
      onOpen={() => {}}
    />,
  )
  expect(shown).toContain('Before: 40\u00a0% of the spread is seen')
  expect(shown).toContain('After: 80\u00a0% of the spread is seen')
  expect(shown).toContain('<strong>0.500</strong> before and <strong>0.750</strong>')
  expect(shown.match(/data-action="point-next"/g)).toHaveLength(1)
})

test('doubted labels are listed with what each could be, and nothing is changed before it is said', () => {
  const doubt = {
    example: 4,
    path: 'a.png',
    label: 0,
    thumbnail: null,
    text: 'a',
    suggested: 1,
    probability: 0.9,
    own: 0.05,
    mistaken: 0.2,
  }
  const shown = renderToStaticMarkup(
    <LabelErrors analysis={{ ...noAnalysis, doubts: [doubt] }} classes={classes} example={example} available={here} />,
  )
  expect(shown).toContain('data-doubts="1"')
  expect(shown).toContain('mistaken in about 20 of 100 cases')
  const several = Array.from({ length: 10 }, (_, at) => ({ ...doubt, example: at, mistaken: 0.3 }))
  expect(mistakenWords(several)).toContain('About 3 of 10 such doubts are usually mistaken')
  expect(shown).toContain('It is dog')
  expect(shown).not.toContain('data-action="apply-edits"')
})

test('a recorded run is judged by its figures alone', () => {
  if (result.test.kind !== 'classification') throw new Error('expected a classification')
  const shown = renderToStaticMarkup(<ClassJudgement result={result} test={result.test} example={example} />)
  expect(shown).toContain('data-accuracy="0.75"')
  expect(shown).not.toContain('data-example=')
})

test('a test of passages has a place for its intervals, unless a version before kept no passages', () => {
  const scores = { loss: 2, perplexity: 7.4, bitsPerByte: 1 }
  const older = { ...scores, kind: 'generation' as const, n: 9, before: scores }
  const intervals = (test: GenerationTest) =>
    renderToStaticMarkup(<ContinuedBetter test={test} />).match(/data-interval/g) ?? []
  expect(intervals({ ...older, passages: [{ loss: 18, before: 27, tokens: 9, bytes: 26 }] })).toHaveLength(3)
  expect(intervals(older)).toHaveLength(0)
})
