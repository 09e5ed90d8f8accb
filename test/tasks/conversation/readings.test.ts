/** Conversations are read in turns that alternate, and what is left out or joined is counted. */
import { describe, expect, test } from 'vitest'
import type { Turn } from '../../../src/engine/data/answers/conversations.ts'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { dropped, read } from '../../engine/data/archives.ts'
import { inWords, leftOut } from '../../support/inWords.ts'

const table = (content: string, name = 'talk.jsonl') => read(dropped([[name, content]]))
const lines = (record: (row: number) => unknown) =>
  Array.from({ length: 12 }, (_, row) => JSON.stringify(record(row))).join('\n')
const turnsOf = ({ examples }: Dataset, at = 0) => {
  const content = examples[at]?.content
  return content?.kind === 'turns' ? content.turns.map(({ speaker, text }) => `${speaker}: ${text}`) : content
}
const role = (speaker: string, content: string | null) => ({ role: speaker, content })
const say = (row: number) => `Begin with side ${row}, then turn it ${row + 2} times and let it rest until the morning.`

describe.each<[string, (row: number) => unknown, string[]]>([
  [
    'messages',
    (row) => ({ messages: [role('system', 'Be brief.'), role('user', `Ask ${row}`), role('assistant', say(row))] }),
    ['system: Be brief.', 'user: Ask 0', `assistant: ${say(0)}`],
  ],
  [
    'ShareGPT',
    (row) => ({
      conversations: [
        { from: 'human', value: `Ask ${row}` },
        { from: 'gpt', value: say(row) },
      ],
    }),
    ['user: Ask 0', `assistant: ${say(0)}`],
  ],
  [
    'prompt and completion',
    (row) => ({ prompt: `Ask ${row}`, completion: say(row) }),
    ['user: Ask 0', `assistant: ${say(0)}`],
  ],
  [
    'prompt and completion as messages',
    (row) => ({ prompt: [role('user', `Ask ${row}`)], completion: [role('assistant', say(row))] }),
    ['user: Ask 0', `assistant: ${say(0)}`],
  ],
  [
    'Alpaca',
    (row) => ({ instruction: `Explain lamp ${row}.`, input: `It stands in room ${row}.`, output: say(row) }),
    ['user: Explain lamp 0.\nIt stands in room 0.', `assistant: ${say(0)}`],
  ],
  [
    'Alpaca with what was said before',
    (row) => ({ instruction: `And ${row}?`, output: say(row), history: [['Hello', 'Good day']] }),
    ['user: Hello', 'assistant: Good day', 'user: And 0?', `assistant: ${say(0)}`],
  ],
  [
    'a system line',
    (row) => ({ system_prompt: 'Be brief.', question: `Why ${row}?`, response: say(row) }),
    ['system: Be brief.', 'user: Why 0?', `assistant: ${say(0)}`],
  ],
])('%s', (_, record, turns) => {
  test('are conversations, turn by turn', async () => {
    const dataset = await table(lines(record))
    expect([dataset.task, dataset.examples.length, dataset.warnings]).toEqual(['conversation', 12, []])
    expect(turnsOf(dataset)).toEqual(turns)
    expect(dataset.choices).toContain('text-generation')
  })
})

const good = (row: number) => [role('user', `What of ${row}?`), role('assistant', say(row))]
/** One of the conversations is another. */
const withOne = (turns: readonly unknown[]) => table(lines((row) => ({ messages: row === 3 ? turns : good(row) })))

describe('a conversation', () => {
  test.each<[string, ReturnType<typeof role>[], string, string[]]>([
    ['that ends with the person', [...good(3), role('user', 'Thanks')], '1 turn after a last answer was left out.', []],
    [
      'with two answers in a row',
      [...good(3), role('assistant', 'And rest.')],
      '1 turn by whoever had spoken before was joined to the turn before.',
      ['user: What of 3?', `assistant: ${say(3)}\n\nAnd rest.`],
    ],
    [
      'with an empty answer',
      [role('user', 'Hm?'), role('assistant', ' '), ...good(3)],
      '1 turn without words was left out.',
      ['user: Hm?\n\nWhat of 3?', `assistant: ${say(3)}`],
    ],
    [
      'that begins with an answer',
      [role('assistant', 'Good day!'), ...good(3)],
      '1 answer before any question was left out.',
      [],
    ],
    [
      'with a turn of a tool',
      [...good(3), role('user', 'More'), role('tool', '{"found": 1}'), role('assistant', 'Found')],
      '1 turn of tools in 1 conversation was left out: the model has no tools.',
      ['user: What of 3?', `assistant: ${say(3)}`, 'user: More', 'assistant: Found'],
    ],
  ])('%s is kept, and it is said', async (_, turns, warning, kept) => {
    const dataset = await withOne(turns)
    expect(dataset.examples).toHaveLength(12)
    expect(inWords(dataset.warnings)).toContain(warning)
    const read = dataset.examples.map((_each, at) => turnsOf(dataset, at))
    expect(read).toContainEqual(kept.length > 0 ? kept : ['user: What of 3?', `assistant: ${say(3)}`])
  })

  test.each<[string, unknown[], string]>([
    [
      'by an unknown role',
      [role('narrator', 'Once'), ...good(3)],
      'A turn of its conversation is by “narrator”, which is none of system, user, assistant and tool.',
    ],
    ['without an answer', [role('user', 'Hm?')], 'Its conversation has no answer of the assistant.'],
    [
      'whose only answer is empty',
      [role('user', 'Hm?'), role('assistant', '')],
      'Its conversation has no answer of the assistant.',
    ],
    ['without a question', [role('assistant', 'Good day!')], 'Its conversation begins with its only answer.'],
    [
      'with an endless turn',
      [role('user', 'word '.repeat(100_000)), role('assistant', 'No.')],
      'It has a turn of more than 100,000 characters (turn 1).',
    ],
  ])('%s is left out, and it is said', async (_, turns, reason) => {
    const dataset = await withOne(turns)
    expect(dataset.examples).toHaveLength(11)
    expect(leftOut(dataset.skipped)).toEqual([{ path: 'talk.jsonl, row 4', reason }])
  })

  test('is another by who says it', async () => {
    const spoken = (speakers: readonly Turn['speaker'][]) => speakers.map((speaker) => role(speaker, 'the same'))
    const [one, other] = await Promise.all([
      table(lines((row) => ({ messages: [...spoken(['user', 'assistant']), ...good(row)] }))),
      table(lines((row) => ({ messages: [...spoken(['system', 'user', 'assistant']), ...good(row)] }))),
    ])
    expect(one.examples[0]?.digest).not.toBe(other.examples[0]?.digest)
  })
})
