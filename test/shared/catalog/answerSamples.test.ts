/** The samples with labels, numbers, pairs and tagged words: what is in them, read as the studio reads tables. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type LabelList, labelListForm, readLabelList } from '../../../src/engine/data/answers/labelLists.ts'
import { numberForm, numberReadings, readNumber } from '../../../src/engine/data/answers/numbers.ts'
import { settleTags } from '../../../src/engine/data/answers/settleTags.ts'
import { taggedForm, taggedWords } from '../../../src/engine/data/answers/taggedRecords.ts'
import { createPace } from '../../../src/engine/data/pace.ts'
import { csvRows } from '../../../src/engine/data/readers/csv.ts'
import { jsonReader } from '../../../src/engine/data/readers/json.ts'
import { isMessage } from '../../../src/shared/messages/message.ts'

test('a notice has none to three of five labels, each on at least a fifth of the notices', () => {
  const { names, rows } = table('noticeboard.csv')
  expect(names).toEqual(['text', 'labels'])
  expect(rows).toHaveLength(301)
  const cells = rows.map(([, cell = '']) => cell)
  const form = labelListForm(cells)
  expect(form).toEqual({ kind: 'joined', separator: ';' })
  if (!form) return
  const lists = cells.map((cell) => readLabelList(cell, form) as LabelList)
  expect(lists.filter(({ empty, repeated }) => empty + repeated > 0)).toEqual([])
  const labels = ['animals', 'food', 'music', 'travel', 'weather']
  expect([...new Set(lists.flatMap((list) => list.labels))].sort()).toEqual(labels)
  for (const label of labels)
    expect(lists.filter((list) => list.labels.includes(label)).length).toBeGreaterThan(301 / 5)
  expect(lists.filter((list) => list.labels.length === 0)).toHaveLength(30)
  expect(lists.filter((list) => list.labels.length > 1)).toHaveLength(90)
  expectPlain(rows.map(([text = '']) => text))
})

test('a soup has a mark that is nothing but a number', () => {
  const { names, rows } = table('soups.csv')
  expect(names).toEqual(['text', 'mark'])
  expect(rows).toHaveLength(312)
  const cells = rows.map(([, cell = '']) => cell)
  const form = numberForm(cells)
  expect(form).toEqual({ decimal: '.', grouped: false, currency: false, percent: false, durations: false })
  const marks = cells.map((cell) => readNumber(cell, { decimal: '.' }) as number)
  expect(numberReadings(marks)).toEqual(['numbers'])
  expect([Math.min(...marks), Math.max(...marks)]).toEqual([0.5, 9.8])
  expectPlain(rows.map(([text = '']) => text))
})

test('a reply agrees, objects or strays, each as often, and no remark or reply comes twice', () => {
  const { names, rows } = table('replies.csv')
  expect(names).toEqual(['remark', 'reply', 'label'])
  for (const label of ['agrees', 'objects', 'strays']) expect(rows.filter((row) => row[2] === label)).toHaveLength(70)
  for (const column of [0, 1]) expect(new Set(rows.map((row) => row[column]?.toLowerCase())).size).toBe(210)
})

test('the harbour news mark persons, places and boats, which come more than once', async () => {
  const pace = createPace(new AbortController().signal)
  const { names: columns, rows } = await jsonReader.read('harbour', read('harbour.jsonl'), { pace, wanted: [] })
  const records = rows.map(({ cells }) => Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? ''])))
  expect(records).toHaveLength(179)
  const form = taggedForm(records)
  expect(form).toEqual({ kind: 'spans', text: 'text', spans: 'entities' })
  if (!form) return
  const sentences = records.flatMap((record) => {
    const tagged = taggedWords(record, form)
    return isMessage(tagged) ? [] : [tagged]
  })
  expect(sentences).toHaveLength(179)
  const { names, notices } = settleTags(sentences)
  expect(names).toEqual(['O', 'B-BOAT', 'I-BOAT', 'B-PERSON', 'I-PERSON', 'B-PLACE', 'I-PLACE'])
  expect(notices).toEqual([])
  for (const label of ['BOAT', 'PERSON', 'PLACE']) {
    const begun = sentences.flatMap(({ words, tags }) => words.filter((_, at) => tags[at] === `B-${label}`))
    expect(begun.length).toBeGreaterThan(65)
    expect(new Set(begun).size).toBeLessThan(begun.length / 2)
  }
  expect(sentences.filter(({ tags }) => tags.every((tag) => tag === 'O')).length).toBeGreaterThan(30)
  expectPlain(records.map(({ text = '' }) => text))
})

function table(file: string) {
  const [header, ...rows] = [...csvRows(read(file))].map(({ cells }) => cells)
  return { names: header, rows }
}

function read(file: string): string {
  return readFileSync(`public/samples/${file}`, 'utf8')
}

/** Each once, in plain characters, and no two share five words in a row. */
function expectPlain(texts: readonly string[]): void {
  const owner = new Map<string, number>()
  for (const [index, text] of texts.entries()) {
    expect(text).toMatch(/^[\x20-\x7e]{3,200}$/)
    const words = text.toLowerCase().match(/[a-z0-9']+/g) ?? []
    for (let at = 0; at + 5 <= words.length; at++) {
      const run = words.slice(at, at + 5).join(' ')
      expect(owner.get(run) ?? index, run).toBe(index)
      owner.set(run, index)
    }
  }
  expect(new Set(texts.map((text) => text.toLowerCase())).size).toBe(texts.length)
}
