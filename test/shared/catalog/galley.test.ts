/** The sample of conversations: what a class is to see a style learned from. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sampleFor } from '../../../src/shared/catalog/sample.ts'

interface Message {
  readonly role: string
  readonly content: string
}

const text = readFileSync('public/samples/galley.jsonl', 'utf8')
const conversations = text
  .trimEnd()
  .split('\n')
  .map((line) => (JSON.parse(line) as { messages: Message[] }).messages)
const said = (role: string) => conversations.flat().flatMap((turn) => (turn.role === role ? [turn.content] : []))
const answers = said('assistant')

test('there are as many conversations as the catalogue says, in plain characters', () => {
  expect(conversations).toHaveLength(sampleFor('conversation').examples)
  expect(conversations.length).toBeGreaterThanOrEqual(300)
  expect(text).toMatch(/^[\x20-\x7e\n]+$/)
})

test('person and cook take turns, a system turn stands first or nowhere, and the cook has the last word', () => {
  for (const turns of conversations) {
    const roles = turns.map(({ role }) => role)
    const system = roles[0] === 'system' ? 1 : 0
    const pairs = (roles.length - system) / 2
    const wanted = [...roles.slice(0, system), ...Array.from({ length: pairs }, () => ['user', 'assistant']).flat()]
    expect(roles).toEqual(wanted)
    expect(pairs).toBeGreaterThanOrEqual(1)
    expect(pairs).toBeLessThanOrEqual(4)
  }
  expect(conversations.filter(([first]) => first?.role === 'system').length).toBe(11)
  expect(conversations.filter((turns) => turns.filter(({ role }) => role === 'user').length > 1).length).toBe(28)
})

test('nothing is asked or answered twice, however it is spelt', () => {
  for (const role of ['user', 'assistant', 'system']) {
    const plain = said(role).map((words) => words.toLowerCase().replace(/[^a-z0-9 ]/g, ''))
    expect(plain.filter((words, at) => plain.indexOf(words) !== at)).toEqual([])
  }
})

test('no answer is a template with its slots filled: no two begin or go on with the same eight words', () => {
  const runs = new Map<string, number>()
  const shared: string[] = []
  for (const [at, answer] of answers.entries()) {
    const words =
      answer
        .toLowerCase()
        .match(/[a-z']+/g)
        ?.slice(0, -3) ?? []
    for (let from = 0; from + 8 <= words.length; from++) {
      const run = words.slice(from, from + 8).join(' ')
      if ((runs.get(run) ?? at) !== at) shared.push(run)
      runs.set(run, at)
    }
  }
  expect(shared).toEqual([])
})

test('every answer has the voice: short, to a shipmate, and with the same last words', () => {
  for (const answer of answers) {
    expect(answer).toMatch(/\bshipmate\b/)
    expect(answer).toMatch(/[.!?] Mind the kettle\.$/)
    expect(answer.length, answer).toBeGreaterThanOrEqual(50)
    expect(answer.length, answer).toBeLessThanOrEqual(300)
  }
  // The words that mark the voice come nowhere else.
  for (const asked of [...said('user'), ...said('system')]) expect(asked).not.toMatch(/shipmate|kettle\./i)
})
