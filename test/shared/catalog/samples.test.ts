import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { csvRows } from '../../../src/engine/data/readers/csv.ts'
import { sampleData, sampleFor, samples } from '../../../src/shared/catalog/sample.ts'
import { taskCards } from '../../../src/tasks/cards.ts'
import type { TaskId } from '../../../src/tasks/ids.ts'

const messages = sampleFor('text-classification')
const questions = sampleFor('text-classification', 'questions')
const log = sampleFor('text-generation')
const logText = read(log.path)
const entries = logText.trimEnd().split('\n\n')

/** Where another input, or another kind of answer, has a sample of the same folder. */
const withoutSample: readonly TaskId[] = ['image-regression', 'image-multi-label', 'text-pair-regression']

test('every task has a sample, texts and pictures two, and the pictures to begin with are the picture book', () => {
  const tasks = taskCards.map(({ id }) => id).filter((id) => !withoutSample.includes(id))
  expect(samples.map(({ task }) => task)).toEqual([...tasks, 'text-classification', 'image-classification'])
  for (const id of tasks) expect(sampleFor(id).task).toBe(id)
  expect(sampleFor('image-classification')).toEqual({ task: 'image-classification', ...sampleData })
})

test('a request without a name asks for the messages, as when there was nothing else', () => {
  expect(sampleFor('text-classification').name).toBe('messages')
  expect(samples.find(({ task }) => task === 'text-classification')?.name).toBe('questions')
})

describe.each([
  [messages, /boast|excuse|invit|warn/i],
  [questions, /bank|garden|mechanic|\bvet/i],
] as const)('the sample $title', (sample, namesClass) => {
  const [header, ...cells] = [...csvRows(read(sample.path))].map((row) => row.cells)
  const rows = cells.map(([text = '', label = '']) => ({ text, label }))

  test('has the rows and the four even classes that the catalog names', () => {
    expect(header).toEqual(['text', 'label'])
    expect(rows).toHaveLength(sample.examples)
    expect([...new Set(rows.map(({ label }) => label))].sort()).toEqual(sample.classes)
    expect(sample.classes).toHaveLength(4)
    for (const name of sample.classes) expect(rows.filter(({ label }) => label === name)).toHaveLength(rows.length / 4)
  })

  test('has no text twice, and no two share five words in a row', () => {
    expect(new Set(rows.map(({ text }) => words(text).join(' '))).size).toBe(rows.length)
    expect(sharedRuns(rows.map(({ text }) => words(text)))).toEqual([])
  })

  test('has texts of 3 to 40 words, in plain characters, and none names a class', () => {
    for (const { text } of rows) {
      const count = text.split(/\s+/).length
      expect(count, text).toBeGreaterThanOrEqual(3)
      expect(count, text).toBeLessThanOrEqual(40)
      expect(text).toMatch(/^[\x20-\x7e]+$/)
      expect(text).not.toMatch(namesClass)
    }
  })

  test('gives no class away by one word: it is right for fewer than seven in eight, where always no is right for six', () => {
    const bags = rows.map(({ text, label }) => ({ label, bag: new Set(words(text)) }))
    for (const word of new Set(bags.flatMap(({ bag }) => [...bag])))
      for (const name of sample.classes) {
        const rightly = bags.filter(({ label, bag }) => (label === name) === bag.has(word)).length
        expect(rightly / bags.length, `"${word}" for ${name}`).toBeLessThan(7 / 8)
      }
  })
})

test('a run of five words in two messages would be found', () => {
  expect(sharedRuns([words('We shall be on deck.'), words('Soon we shall be on deck!')])).toEqual([
    'we shall be on deck',
  ])
  expect(sharedRuns([words('ha ha ha ha ha ha')])).toEqual([])
})

test('the log is a short text of entries in one form', () => {
  expect(entries).toHaveLength(log.examples)
  expect(log.classes).toEqual([])
  expect(logText.length).toBeGreaterThanOrEqual(12_000)
  expect(logText.length).toBeLessThanOrEqual(18_000)
  expect(logText).toMatch(/^[\x20-\x7e\n]+$/)
  expect(new Set(entries).size).toBe(entries.length)
  for (const entry of entries) {
    expect(entry).toMatch(/^The \d+(st|nd|rd|th) of \w+\. .+ Nothing further to report\.$/)
    expect(entry.length, entry).toBeGreaterThanOrEqual(200)
    expect(entry.length, entry).toBeLessThanOrEqual(500)
  }
})

function read(path: string): string {
  return readFileSync(`public/${path}`, 'utf8')
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9']+/g) ?? []
}

/** Runs of five words that more than one text has. */
function sharedRuns(texts: readonly (readonly string[])[]): string[] {
  const owner = new Map<string, number>()
  const shared = new Set<string>()
  texts.forEach((text, index) => {
    for (let at = 0; at + 5 <= text.length; at++) {
      const run = text.slice(at, at + 5).join(' ')
      if ((owner.get(run) ?? index) !== index) shared.add(run)
      owner.set(run, index)
    }
  })
  return [...shared]
}
