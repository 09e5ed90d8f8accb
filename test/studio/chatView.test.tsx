// The chat on Use, as it stands on the page: what can be done about a question that has no answer, or a whole one.
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { ChatTurn, Generation } from '../../src/shared/domain/answers.ts'
import { Chat } from '../../src/studio/features/use/Chat.tsx'
import { initialState, type UseState } from '../../src/studio/store/state.ts'

const { settings } = initialState.use.writing
const asked: readonly ChatTurn[] = [{ speaker: 'user', text: 'Where is the boat?' }]

function shown(turns: readonly ChatTurn[], answer: string | null, how: Partial<UseState> = {}, temperature = 1) {
  const writing = { settings: { ...settings, temperature }, seed: 1, turns }
  const end: Generation['end'] = 'end-of-text'
  const written = answer === null ? null : { by: writing, prompt: '', text: answer, end: { ...ended, end } }
  const markup = renderToStaticMarkup(<Chat use={{ ...initialState.use, writing, written, ...how }} />)
  const actions = [...markup.matchAll(/<button[^>]*>/g)].flatMap(([button]) => {
    const [, name] = /data-action="([^"]+)"/.exec(button) ?? []
    return name === undefined || name === 'writing-settings' ? [] : [/ disabled=/.test(button) ? `${name} (off)` : name]
  })
  return { markup, actions }
}

const ended = { text: '', tokens: 2, milliseconds: 5 }

test('an answer can be had once more, its question edited, and the conversation left', () => {
  const { markup, actions } = shown(asked, 'At the harbour.')
  expect(actions).toEqual(['generate (off)', 'regenerate', 'edit-question', 'new-conversation'])
  expect(markup).toContain('Another answer')
  expect(markup).toContain('At the harbour.')
})

test('a question that nothing answered, as after an error or beside another model, can be asked again', () => {
  const { markup, actions } = shown(asked, null)
  expect(actions).toEqual(['generate (off)', 'regenerate', 'edit-question', 'new-conversation'])
  expect(markup).toContain('Answer it')
})

test('at temperature 0 a whole answer is the same each time, and no other is offered', () => {
  expect(shown(asked, 'At sea.', {}, 0).actions).toContain('regenerate (off)')
  expect(shown(asked, null, {}, 0).actions).toContain('regenerate')
})

test('a conversation that ended with an answer can be left', () => {
  const turns: readonly ChatTurn[] = [...asked, { speaker: 'assistant', text: 'At sea.' }]
  expect(shown(turns, null).actions).toEqual(['generate (off)', 'new-conversation'])
  expect(shown([], null).actions).toEqual(['generate (off)'])
})

test('while it answers it can only be stopped', () => {
  expect(shown(asked, 'At', { status: 'generating' }).actions).toEqual(['stop-generating'])
})

test('whoever listens hears an answer once it is whole, and not token by token', () => {
  const heard = (markup: string) => /<p[^>]*role="status">(.*?)<\/p>/.exec(markup)?.[1]?.replace(/<[^>]+>/g, '')
  expect(heard(shown(asked, 'At the harbour.').markup)).toMatch(/^At the harbour\. 2 tokens in /)
  const writing = { settings, seed: 1, turns: asked }
  const written = { by: writing, prompt: '', text: 'At the', end: null }
  expect(heard(shown(asked, '', { writing, written, status: 'generating' }).markup)).toBe('Writing …')
})
