// What is asked of data that could be for several tasks.
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { AnsweredExamples } from '../../src/studio/features/data/AnsweredExamples.tsx'
import { TaskChoice } from '../../src/studio/features/data/TaskChoice.tsx'

test('data that could be for two tasks ask which, with what each needs; the one that stands is chosen', () => {
  const choices = ['text-generation', 'text-classification'] as const
  const shown = renderToStaticMarkup(<TaskChoice task="text-generation" choices={choices} locked={false} />)
  expect(shown).toContain('<legend>What should the model learn from this data?</legend>')
  expect([...shown.matchAll(/data-choice="task:([^"]+)"/g)].map(([, task]) => task)).toEqual([
    'text-classification',
    'text-generation',
  ])
  expect(shown).toContain('A table with a text and a label in each row')
  expect(shown).toMatch(/data-choice="task:text-generation"[^>]* checked=""/)
  expect(shown.match(/checked=""/g)).toHaveLength(1)
})

test('data that could be for one task alone ask nothing', () => {
  const shown = renderToStaticMarkup(<TaskChoice task="text-generation" choices={['text-generation']} locked={false} />)
  expect(shown).toBe('')
})

test('examples whose answers are no classes stand with their answers, pictures without words of their own', () => {
  const answered = [
    { text: 'Two rooms, a garden', thumbnail: null, answer: '240' },
    { text: '', thumbnail: new Blob([]), answer: 'sea, <sand>' },
  ]
  const shown = renderToStaticMarkup(<AnsweredExamples answered={answered} />)
  expect(shown.match(/data-sample/g)).toHaveLength(2)
  expect(shown).toContain('Two rooms, a garden')
  expect(shown).toContain('<bdi>240</bdi>')
  expect(shown).toContain('<bdi>sea, &lt;sand&gt;</bdi>')
})
