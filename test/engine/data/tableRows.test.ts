/** All rows of a table in windows: sorted, filtered and searched, with those that were left out among them. */
import { describe, expect, test } from 'vitest'
import { createPace } from '../../../src/engine/data/pace.ts'
import { csvReader } from '../../../src/engine/data/readers/csvTable.ts'
import { TableRows } from '../../../src/engine/data/tableRows.ts'
import type { RowQuery } from '../../../src/shared/domain/tableRows.ts'
import { say } from '../../../src/shared/messages/say.ts'
import { dropped, read } from './archives.ts'

const lines = [
  'text,stars,label',
  'The soup was warm,10,good',
  'Too loud,9,bad',
  'It was a room',
  'Ёлки и палки,,good',
  'ÉTÉ on the coast,100,bad',
  ',5,good',
  'Too late,9,bad',
  'extra,1,good,cell,more',
]

async function rowsOf(files: readonly (readonly [string, string])[]) {
  const { tables, table } = await read(dropped(files))
  const rows = new TableRows(tables ?? [])
  return {
    table,
    window: (query: RowQuery = {}, from = 0, count = 100) => rows.window(query, from, count),
    numbers: (query: RowQuery = {}) => rows.window(query, 0, 100).rows.map(({ row }) => row),
    values: (column: number) => rows.values(column),
    whole: (file: number, row: number) => rows.whole(file, row),
  }
}

describe('the rows of one file', () => {
  const some = rowsOf([['some.csv', lines.join('\n')]])

  test('stand in the order of the file under their own numbers, with those that were left out and why', async () => {
    const { window, numbers, table } = await some
    expect(numbers()).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    expect(table).toMatchObject({ files: ['some.csv'], total: 6, leftOut: 3 })
    const { rows, matching } = window({ leftOut: true })
    expect(matching).toBe(3)
    expect(rows.map(({ row, leftOut }) => [row, leftOut && say(leftOut).split('.')[0]])).toEqual([
      [4, 'It has 1 cell, the table 3 columns'],
      [7, 'It has no text'],
      [9, 'It has 5 cells, the table 3 columns'],
    ])
    expect(rows[2]?.cells).toEqual(['extra', '1', 'good', 'cell', 'more'])
  })

  test('come in windows that join without a seam', async () => {
    const { window, numbers } = await some
    const parts = [0, 3, 6].flatMap((from) => window({}, from, 3).rows.map(({ row }) => row))
    expect(parts).toEqual(numbers())
    expect(window({}, 8, 3)).toEqual({ rows: [], matching: 8 })
  })

  test('are sorted by number where a column holds numbers, empty cells last either way', async () => {
    const { numbers } = await some
    expect(numbers({ sort: { by: 1, descending: false } })).toEqual([9, 7, 3, 8, 2, 6, 4, 5])
    expect(numbers({ sort: { by: 1, descending: true } }).at(-1)).toBe(5)
    expect(numbers({ sort: { by: 'row', descending: true } })).toEqual([9, 8, 7, 6, 5, 4, 3, 2])
  })

  test('are sorted by the alphabet where it holds words, and stay in the order of the file among equals', async () => {
    const { window, numbers } = await some
    const labels = window({ sort: { by: 2, descending: false } }).rows.map(({ cells }) => cells[2])
    expect(labels.slice(0, 3)).toEqual(['bad', 'bad', 'bad'])
    expect(numbers({ sort: { by: 2, descending: false } }).slice(0, 3)).toEqual([3, 6, 8])
  })

  test('are searched in every cell, whatever the case of letters and however accents are written', async () => {
    const { numbers } = await some
    expect(numbers({ search: 'TOO' })).toEqual([3, 8])
    expect(numbers({ search: 'ёлки' })).toEqual([5])
    expect(numbers({ search: 'e\u0301te\u0301' })).toEqual([6])
    expect(numbers({ search: ' 100 ' })).toEqual([6])
    expect(numbers({ search: 'nothing' })).toEqual([])
  })

  test('are filtered by a value of a column, which are listed with their counts', async () => {
    const { numbers, values } = await some
    const listed = values(2)
    expect(listed.slice(0, 2)).toEqual([
      { value: 'good', rows: 4 },
      { value: 'bad', rows: 3 },
    ])
    expect(numbers({ filter: { column: 2, value: 'bad' } })).toEqual([3, 6, 8])
    expect(numbers({ filter: { column: 2, value: 'bad' }, search: 'late' })).toEqual([8])
  })
})

test('files that are read as one table are shown as one, each row under its own file and number', async () => {
  const part = (n: number) =>
    ['text,label', ...Array.from({ length: 4 }, (_, i) => `text ${n} ${i},${i % 2 ? 'a' : 'b'}`)].join('\n')
  const { table, window } = await rowsOf([
    ['d/test.csv', part(1)],
    ['d/train.csv', part(2)],
  ])
  expect(table).toMatchObject({ files: ['d/test.csv', 'd/train.csv'], total: 8, leftOut: 0 })
  expect(window({ search: 'text 2' }).rows.map(({ file, row }) => [file, row])).toEqual([
    [1, 2],
    [1, 3],
    [1, 4],
    [1, 5],
  ])
})

test('200,000 rows are sorted and searched', async () => {
  const many = [
    'text,label',
    ...Array.from({ length: 200_000 }, (_, i) => `text number ${(i * 7919) % 200_000} here,${i % 3}`),
  ]
  const pace = createPace(new AbortController().signal)
  const rows = new TableRows([await csvReader.read('many.csv', many.join('\n'), { pace, wanted: [] })])
  const answered = (query: RowQuery) => {
    const found = rows.window(query, 0, 3)
    return {
      first: found.rows.map(({ cells }) => cells[0]),
      matching: found.matching,
    }
  }
  const sorted = answered({ sort: { by: 0, descending: false } })
  expect(sorted).toMatchObject({ first: [0, 1, 2].map((n) => `text number ${n} here`), matching: 200_000 })
  const searched = answered({ search: 'number 77777 ' })
  expect(searched).toMatchObject({ first: ['text number 77777 here'], matching: 1 })
})

describe('a row in full', () => {
  const long = 'a long line, of which the table shows two; '.repeat(40)
  const some = rowsOf([
    ['one.csv', `text,label\n"${long}\nand\tthe next\u0007 one",good\nShort,bad\nshort again,good\nlone\n`],
    ['two.csv', `text,label\n${'x'.repeat(99_999)}😀yz,good\nShort too,bad\n`],
  ])

  test('has the whole of its cells with their lines, and no signs that nobody sees', async () => {
    const { whole, window } = await some
    expect(window().rows[0]?.cells[0]?.length).toBe(200)
    expect(whole(0, 2)).toEqual({
      cells: [
        { text: `${long}\nand\tthe next  one`, cut: 0 },
        { text: 'good', cut: 0 },
      ],
    })
  })

  test('may be one that was left out, and of a second file', async () => {
    const { whole } = await some
    expect(whole(0, 5)?.cells.map(({ text }) => text)).toEqual(['lone'])
    expect(whole(1, 3)?.cells.map(({ text }) => text)).toEqual(['Short too', 'bad'])
    expect(whole(1, 99)).toBe(null)
  })

  test('tells a conversation turn by turn, as its row in the table does', async () => {
    const messages = [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Is it open?' },
      { role: 'assistant', content: 'Until ten.\nCome in.' },
    ]
    const rows = Array.from({ length: 3 }, () => JSON.stringify({ messages }))
    const { whole, window } = await rowsOf([['talk.jsonl', rows.join('\n')]])
    expect(window().rows[0]?.cells).toEqual(['System: Be short. / User: Is it open? / Assistant: Until ten. Come in.'])
    const { row = 0, file = 0 } = window().rows[0] ?? {}
    const text = 'System: Be short.\nUser: Is it open?\nAssistant: Until ten.\nCome in.'
    expect(whole(file, row)).toEqual({ cells: [{ text, cut: 0 }] })
  })

  test('is cut where a browser could not draw it, between two characters, and counts what is cut', async () => {
    const { whole } = await some
    const [cell] = whole(1, 2)?.cells ?? []
    expect([cell?.text.length, cell?.text.at(-1), cell?.cut]).toEqual([99_999, 'x', 4])
  })
})

describe('rows that tag words', () => {
  const spans = (entities: string) => `{"text":"Bo sailed to Port Verran.","entities":${entities}}`
  /** Beside as many others as there must be to train on. */
  const among = (line: (text: string) => string, ...rows: readonly string[]) =>
    rowsOf([['some.jsonl', [...rows, ...['Al', 'Cy', 'Di'].map(line)].join('\n')]])
  const other = (name: string) => `{"text":"${name} slept.","entities":[{"start":0,"end":2,"label":"PER"}]}`

  test('show the entities with their words, and in full the words around them', async () => {
    const marked = '[{"start":0,"end":2,"label":"PER"},{"start":13,"end":24,"label":"LOC"}]'
    const { window, whole } = await among(other, spans(marked), spans('[]'))
    expect(window({}, 0, 2).rows.map(({ marked }) => marked)).toEqual([
      [
        { label: 'PER', text: 'Bo' },
        { label: 'LOC', text: 'Port Verran' },
      ],
      [],
    ])
    expect(whole(0, 1)?.marked).toEqual({
      words: ['Bo', 'sailed', 'to', 'Port', 'Verran', '.'],
      marks: [
        { start: 0, end: 1, label: 'PER' },
        { start: 3, end: 5, label: 'LOC' },
      ],
    })
    // What is searched and sorted by stays what the file says.
    expect(window({ search: '"start":13' }).matching).toBe(1)
  })

  test('are read from lists of words and tags too; numbers say nothing by themselves', async () => {
    const lists = (tags: string, name = 'Bo') => `{"tokens":["${name}","sailed"],"ner_tags":${tags}}`
    const named = await among((name) => lists('["B-PER","O"]', name), lists('["I-PER","O"]'), lists('["O","O"]'))
    expect(named.window({}, 0, 2).rows.map(({ marked }) => marked)).toEqual([[{ label: 'PER', text: 'Bo' }], []])
    const numbered = await among((name) => lists('[1,0]', name), lists('[1,0]'), lists('[0,0]'))
    expect(numbered.window().rows.some((row) => 'marked' in row)).toBe(false)
  })

  test('that cannot be read stand as they are, and so do all rows of other tables', async () => {
    const broken = '[{"start":0,"end":99,"label":"PER"}]'
    const { window } = await among(other, spans(broken))
    expect(window().rows.map((row) => 'marked' in row)).toEqual([false, true, true, true])
    const { window: plain } = await rowsOf([['some.csv', lines.join('\n')]])
    expect(plain().rows.some((row) => 'marked' in row)).toBe(false)
  })
})
