// What the screens show of each task: the sets are complete, are fetched when a task is met, and show its test.
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RunResult } from '../../src/shared/domain/run.ts'
import { tagSetOf } from '../../src/shared/metrics/tagSet.ts'
import { preloadPanels, tasksOn } from '../../src/studio/app/panelFiles.ts'
import { initialState } from '../../src/studio/store/state.ts'
import { taskPanels } from '../../src/studio/store/taskPanels.ts'
import { taskCard } from '../../src/tasks/cards.ts'
import { type TaskId, taskIds } from '../../src/tasks/ids.ts'
import { multiLabelTest } from '../../src/tasks/multi-label/engine.ts'
import { tokenTest } from '../../src/tasks/token-classification/engine.ts'
import { judgedResult } from '../support/judged.ts'

function panelsOf(task: TaskId) {
  const fetched = taskPanels.getState()[task]
  if (fetched?.status !== 'here') throw new Error(`no panels of ${task}`)
  return fetched.panels
}

const before = { loss: 3, perplexity: 20.08, bitsPerByte: 1.5 }
const continued = judgedResult([], {
  test: { kind: 'generation', n: 1200, loss: 2, perplexity: 7.39, bitsPerByte: 1, before },
  samples: { prompt: 'Once', before: 'upon', after: 'more' },
})
const tags = ['B-LOC', 'I-LOC', 'O']
const marked = judgedResult(tags, {
  test: tokenTest(
    { truth: [[0, 1, 2], [2]], predicted: [[0, 2, 2], [2]], set: tagSetOf(tags) },
    { examples: [5, 6], loss: 0.4, usual: 2, seed: 1 },
  ),
})
const examples = [[0], [0, 1], [1], []].map((labels, at) => ({
  ...{ path: `row ${at}`, digest: `${at}`, split: null, target: { kind: 'labels' as const, labels } },
  content: { kind: 'text' as const, prompt: '', text: 'some words' },
}))
const labelled = judgedResult(['food', 'travel'], {
  test: multiLabelTest({
    dataset: { classes: ['food', 'travel'], examples },
    train: [0, 1],
    answers: {
      truth: [[1], []],
      probabilities: Float32Array.of(0.6, 0.7, 0.2, 0.1),
      labels: 2,
      examples: [2, 3],
    },
    thresholds: [0.5, 0.25],
    loss: 0.4,
  }),
})
const results: Partial<Record<TaskId, RunResult>> = {
  'image-classification': judgedResult(),
  'text-classification': judgedResult(),
  'text-generation': continued,
  'token-classification': marked,
  'text-multi-label': labelled,
  'image-multi-label': labelled,
}

describe.each(taskIds)('the panels of %s', (task) => {
  beforeAll(preloadPanels)

  test('have words of their own for every screen', () => {
    const { use, watch } = panelsOf(task)
    for (const words of [use.title, use.lead, watch.preparing]) expect(words).toMatch(/^[A-Z].*[.?]$/)
  })
  test('are those of its score: the side of Evaluate counts the test, and the list of steps says the score', () => {
    const result = results[task]
    if (!result) return
    const { figures } = panelsOf(task).evaluate
    const { score } = taskCard(task)
    expect(figures(result).map(({ label }) => label)).toContain('Loss')
    expect(score.line(result.test)).toContain('on the test')
    expect(Number.isFinite(score.ofTest(result.test))).toBe(true)
  })
})

describe('a recorded run', () => {
  beforeAll(preloadPanels)

  test('of classes is judged by its accuracy', () => {
    const { Judgement } = panelsOf('image-classification').evaluate
    expect(renderToStaticMarkup(<Judgement result={judgedResult()} />)).toContain('data-accuracy="0.75"')
  })
  test('of continued texts is judged by its perplexity, with the same prompt before and after', () => {
    const { Judgement } = panelsOf('text-generation').evaluate
    const shown = renderToStaticMarkup(<Judgement result={continued} />)
    expect(shown).toContain('data-perplexity="7.39"')
    expect(shown.match(/Once/g)).toHaveLength(2)
  })
  test('of marked words is judged by its entities, type by type', () => {
    const { Judgement } = panelsOf('token-classification').evaluate
    const shown = renderToStaticMarkup(<Judgement result={marked} />)
    expect(shown).toContain('data-entity-f1="0"')
    expect(shown).toContain('it finds 0 of 1 entity.')
    expect(shown).toContain('data-type="LOC"')
  })
  test('of labels is judged by its micro F1, label by label at their thresholds', () => {
    const { Judgement } = panelsOf('text-multi-label').evaluate
    const shown = renderToStaticMarkup(<Judgement result={labelled} />)
    // Given are food and travel to the first, of which it has the second.
    expect(shown).toContain(`data-micro-f1="${2 / 3}"`)
    expect(shown).toContain('data-label="travel"')
    expect(shown).toContain('<td data-threshold="0.25">0.25</td><td>1.00</td><td>1.00</td>')
    expect(shown).toContain('The model is better than giving the same labels to everything.')
  })
  test('of labels is answered with those that reach their thresholds', () => {
    const { Ask } = panelsOf('text-multi-label').use
    const labels = [
      { name: 'food', probability: 0.4, threshold: 0.25 },
      { name: 'travel', probability: 0.45, threshold: 0.5 },
    ]
    const prediction = { kind: 'labels' as const, labels, milliseconds: 3 }
    const shown = renderToStaticMarkup(<Ask use={{ ...initialState.use, prediction }} />)
    expect(shown).toContain('data-prediction="food"')
    expect(shown).toContain('0.45, needs 0.50')
  })
  test('of one kind is refused by the panels of another', () => {
    expect(() => panelsOf('text-generation').evaluate.figures(judgedResult())).toThrow('a classification test')
  })
})

test('a step waits for the panels of the tasks that it shows, and Data for none', () => {
  const use = { ...initialState.use, answering: { kind: 'run', task: 'text-generation' } as never }
  expect(tasksOn({ ...initialState, use }, 'use')).toEqual(['text-generation'])
  expect(tasksOn({ ...initialState, use }, 'data')).toEqual([])
  expect(tasksOn(initialState, 'watch')).toEqual([])
})
