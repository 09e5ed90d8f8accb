/** Instructions, questions and conversations as texts to continue: what is given and what is learned are kept apart, and nothing is lost. */
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import type { Columns } from '../../../src/shared/domain/data.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { dropped, read } from './archives.ts'

const table = (content: string, name: string, options: Partial<Columns> = {}) =>
  read(dropped([[name, content]]), { task: 'text-generation', ...options })
const lines = (record: (row: number) => unknown, rows = 12) =>
  Array.from({ length: rows }, (_, row) => JSON.stringify(record(row))).join('\n')
const firstOf = ({ examples }: Dataset) => examples[0]?.content

const say = (row: number) => `Begin with side ${row}, then turn it ${row + 2} times and let it rest until the morning.`

describe('columns', () => {
  test('of Alpaca: the instruction and its input are given, the output is learned', async () => {
    const record = (row: number) => ({
      output: say(row),
      input: row % 2 ? '' : `It stands in room ${row}.`,
      instruction: `Explain how to clean lamp ${row}.`,
    })
    const dataset = await table(JSON.stringify(Array.from({ length: 12 }, (_, row) => record(row))), 'alpaca.json')
    expect([dataset.task, dataset.examples.length]).toEqual(['text-generation', 12])
    expect(dataset.columns).toMatchObject({ text: 'output', label: null, prompts: ['instruction', 'input'] })
    expect(dataset.examples.slice(0, 2).map(({ content }) => content)).toEqual([
      { kind: 'text', prompt: 'Explain how to clean lamp 0.\nIt stands in room 0.\n', text: say(0) },
      { kind: 'text', prompt: 'Explain how to clean lamp 1.\n', text: say(1) },
    ])
    expect(dataset.table?.columns.map(({ name, role }) => [name, role])).toEqual([
      ['output', 'answer'],
      ['input', 'prompt'],
      ['instruction', 'prompt'],
    ])
  })

  test.each<[string, Record<string, (row: number) => string>, string[], string]>([
    ['prompt and response', { prompt: (r) => `Ask ${r}`, response: say }, ['prompt'], 'response'],
    ['question and answer', { id: String, question: (r) => `What is ${r}?`, answer: say }, ['question'], 'answer'],
    [
      'context and question',
      { question: (r) => `What of ${r}?`, context: (r) => `About ${r}.`, answers: say },
      ['context', 'question'],
      'answers',
    ],
    ['input and output', { output: say, input: (r) => `Thing ${r}` }, ['input'], 'output'],
    [
      'an instruction with its context',
      {
        context: (r) => `About ${r}.`,
        response: say,
        instruction: (r) => `Sum up ${r}.`,
        category: (r) => `kind ${r % 2}`,
      },
      ['instruction', 'context'],
      'response',
    ],
    [
      'a system line',
      { system_prompt: () => 'Be brief.', question: (r) => `Why ${r}?`, response: say },
      ['system_prompt', 'question'],
      'response',
    ],
  ])('of %s', async (_, cells, prompts, text) => {
    for (const names of [Object.keys(cells), Object.keys(cells).toReversed()]) {
      const record = (row: number) => Object.fromEntries(names.map((name) => [name, cells[name]?.(row)]))
      const dataset = await table(lines(record), 'rows.jsonl')
      expect([dataset.task, dataset.columns?.prompts, dataset.columns?.text]).toEqual([
        'text-generation',
        prompts,
        text,
      ])
      const given = prompts.map((name) => cells[name]?.(0)).join('\n')
      expect(firstOf(dataset)).toEqual({ kind: 'text', prompt: `${given}\n`, text: say(0) })
    }
  })

  test('of a text and its summary or translation', async () => {
    const record = (row: number) => ({ target: `Die Fähre ${row} kam zu spät`, source: `The ferry ${row} was late` })
    const dataset = await table(lines(record), 'rows.jsonl')
    expect([dataset.task, firstOf(dataset)]).toEqual([
      'text-generation',
      { kind: 'text', prompt: 'The ferry 0 was late\n', text: 'Die Fähre 0 kam zu spät' },
    ])
  })

  test('with what was said before', async () => {
    const record = (row: number) => ({
      instruction: `And ${row}?`,
      output: say(row),
      history: row === 0 ? [] : [['Hello', 'Good day']],
    })
    const { columns, examples } = await table(lines(record), 'rows.jsonl')
    expect(columns?.prompts).toEqual(['history', 'instruction'])
    expect(examples.slice(0, 2).map(({ content }) => content.kind === 'text' && content.prompt)).toEqual([
      'And 0?\n',
      'User: Hello\nAssistant: Good day\nAnd 1?\n',
    ])
  })

  test('of few answers that come again are classes first, and a text to be answered by choice', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, row) => `Is the lamp number ${row} lit in the evening?,${row % 2 ? 'yes' : 'no'}`,
    )
    const content = ['question,answer', ...rows].join('\n')
    const dataset = await read(dropped([['qa.csv', content]]))
    expect([dataset.task, dataset.choices, dataset.classes]).toEqual([
      'text-classification',
      ['text-classification', 'text-generation', 'conversation'],
      ['no', 'yes'],
    ])
    const answered = await table(content, 'qa.csv', { task: 'text-generation' })
    expect(firstOf(answered)).toEqual({
      kind: 'text',
      prompt: 'Is the lamp number 0 lit in the evening?\n',
      text: 'no',
    })
  })

  test('of few questions that come again are still questions', async () => {
    const rows = Array.from({ length: 40 }, (_, row) =>
      `Name a tool for a ${['kettle', 'boat'][row % 2]}?,${say(row)}`.replaceAll(', then', ' then'),
    )
    const dataset = await read(dropped([['qa.csv', ['question,answer', ...rows].join('\n')]]))
    expect([dataset.task, dataset.choices]).toEqual([
      'conversation',
      ['conversation', 'text-generation', 'text-classification'],
    ])
  })

  test('named by the person are read as the person says', async () => {
    const record = (row: number) => ({
      instruction: `Do ${row}`,
      output: say(row),
      note: `A longer note on number ${row}`,
    })
    const dataset = await table(lines(record), 'rows.jsonl', { textColumn: 'note', labelColumn: '' })
    expect(firstOf(dataset)).toEqual({ kind: 'text', prompt: '', text: 'A longer note on number 0' })
  })
})

describe('conversations', () => {
  const openAi = (row: number) => ({
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: `What of ${row}?` },
      { role: 'assistant', content: `Much of ${row}.` },
      { role: 'user', content: 'And more?' },
      { role: 'assistant', content: say(row) },
    ],
  })
  const given = (row: number) =>
    `System: Be brief.\nUser: What of ${row}?\nAssistant: Much of ${row}.\nUser: And more?\nAssistant: `

  test('of several turns are one example each: all but the last answer is given', async () => {
    const dataset = await table(lines(openAi), 'messages.jsonl')
    expect([dataset.task, dataset.examples.length, dataset.warnings]).toEqual(['text-generation', 12, []])
    expect(dataset.examples.map(({ content }) => content)).toEqual(
      Array.from({ length: 12 }, (_, row) => ({ kind: 'text', prompt: given(row), text: say(row) })),
    )
  })

  test('as ShareGPT writes them are the same', async () => {
    const from = { system: 'system', user: 'human', assistant: 'gpt' } as const
    const record = (row: number) => ({
      id: String(row),
      conversations: openAi(row).messages.map(({ role, content }) => ({
        from: from[role as keyof typeof from],
        value: content,
      })),
    })
    const dataset = await table(JSON.stringify(Array.from({ length: 12 }, (_, row) => record(row))), 'sharegpt.json')
    expect(dataset.task).toBe('text-generation')
    expect(firstOf(dataset)).toEqual({ kind: 'text', prompt: given(0), text: say(0) })
    const plain = await table(lines(openAi), 'messages.jsonl')
    expect(dataset.fingerprint).toBe(plain.fingerprint)
  })

  test('whose turns stand under their speakers are the same', async () => {
    const record = (row: number) => ({ dialog: [{ human: `What of ${row}?`, assistant: say(row) }] })
    expect(firstOf(await table(lines(record), 'rows.jsonl'))).toEqual({
      kind: 'text',
      prompt: 'User: What of 0?\nAssistant: ',
      text: say(0),
    })
  })

  test('lose turns of tools and of the end, which is said; without an answer they are left out', async () => {
    const record = (row: number) => {
      const { messages } = openAi(row)
      if (row === 3) return { messages: messages.slice(0, 2) }
      if (row === 4) return { messages: [...messages, { role: 'user', content: 'Thanks!' }] }
      const tools = [
        { role: 'assistant', content: null },
        { role: 'tool', content: '{"found": 3}' },
      ]
      return { messages: row === 5 ? [...messages.slice(0, 2), ...tools, ...messages.slice(2)] : messages }
    }
    const dataset = await table(lines(record), 'messages.jsonl')
    expect(leftOut(dataset.skipped)).toEqual([
      { path: 'messages.jsonl, row 4', reason: 'Its conversation has no answer of the assistant.' },
    ])
    expect(inWords(dataset.warnings)).toEqual([
      '1 turn of tools in 1 conversation was left out: the model has no tools.',
      '1 turn after a last answer was left out.',
    ])
    expect(dataset.examples.map(({ content }) => content)).toContainEqual({
      kind: 'text',
      prompt: given(5),
      text: say(5),
    })
  })
})
