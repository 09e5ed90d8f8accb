// What the screens show of each task: the sets are complete, are fetched when a task is met, and show its test.
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RunResult } from '../../src/shared/domain/run.ts'
import { preloadPanels, tasksOn } from '../../src/studio/app/panelFiles.ts'
import { initialState } from '../../src/studio/store/state.ts'
import { taskPanels } from '../../src/studio/store/taskPanels.ts'
import { taskCard } from '../../src/tasks/cards.ts'
import { type TaskId, taskIds } from '../../src/tasks/ids.ts'
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
const results: Partial<Record<TaskId, RunResult>> = {
  'image-classification': judgedResult(),
  'text-classification': judgedResult(),
  'text-generation': continued,
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
