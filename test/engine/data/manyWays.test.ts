/** Data as published sets and tools write them beside the usual tables: what a sensible person expects of each. */
import { describe, expect, test } from 'vitest'
import { textOf } from '../../../src/engine/data/dataset.ts'
import { targetText } from '../../../src/engine/data/target.ts'
import { inWords } from '../../support/inWords.ts'
import { dropped, read as readFiles } from './archives.ts'

const labels = ['positive', 'negative', 'neutral'] as const
const rows = Array.from({ length: 18 }, (_, at) => ({
  id: at,
  text: `The kettle number ${at} is, all in all, a thing`,
  label: labels[at % 3] as string,
}))
const lines = (write: (row: (typeof rows)[number]) => string) => rows.map(write).join('\n')

async function read(files: Readonly<Record<string, string | Uint8Array>>) {
  const { task, examples, classes, columns, namedSplits, skipped, warnings } = await readFiles(
    dropped(Object.entries(files)),
  )
  const answers = new Map(
    examples.map(({ content, target }) => [
      `${content.kind === 'text' && content.prompt !== '' ? `${content.prompt.trim()} ` : ''}${textOf(content)}`,
      targetText(target, classes),
    ]),
  )
  return {
    task,
    answers,
    classes,
    columns,
    namedSplits,
    left: skipped.map(({ path }) => path),
    told: inWords(warnings),
  }
}

const expected = new Map(rows.map(({ text, label }) => [text, label]))
const sorted = [...labels].sort()

describe('separators beside the usual ones', () => {
  test.each([
    ['^', 'carets ("^")'],
    ['~', 'tildes ("~")'],
    ['\x01', 'Control-A characters'],
  ])('%j', async (mark, by) => {
    const found = await read({
      'a.csv': `id${mark}review${mark}sentiment\n${lines((row) => Object.values(row).join(mark))}`,
    })
    expect(found).toMatchObject({ task: 'text-classification', answers: expected, left: [] })
    expect(found.columns).toMatchObject({ text: 'review', label: 'sentiment' })
    expect(found.told[0]).toBe(
      `"a.csv" was read as separated by ${by}. If its columns look wrong, choose another separator.`,
    )
  })

  test('marks that stand twice make no columns', async () => {
    const found = await read({ 'a.txt': `review||sentiment\n${lines(({ text, label }) => `${text}||${label}`)}` })
    expect(found.answers).toEqual(expected)
    expect(found.columns?.names).toEqual(['review', 'sentiment'])
    expect(found.told.join()).not.toContain('without a name')
  })

  test('a tilde or a caret of prose separates nothing', async () => {
    const found = await read({
      'a.csv': `text,label\n${lines(({ id, label }) => `about ~${id} of 2^${id} kettles,${label}`)}`,
    })
    expect(found.columns).toMatchObject({ text: 'text', label: 'label' })
    expect(found.classes).toEqual(sorted)
  })
})

describe('names of files that say nothing of the format', () => {
  test.each(['SMSSpamCollection', 'a.data', 'a.dat', 'a.tab', 'a.psv'])('%s', async (name) => {
    const mark = name.endsWith('psv') ? '|' : '\t'
    const found = await read({ [name]: lines(({ text, label }) => `${label}${mark}${text}`) })
    expect(found.answers).toEqual(expected)
  })

  test.each([
    ['a.sql', 'CREATE TABLE r (id int);', 'SQL'],
    ['a.xml', '<a><b>1</b></a>', 'XML'],
    ['a.npy', '\x93NUMPY\x01\0', 'NumPy'],
    ['a.pkl', '\x80\x04\x95', 'Python pickle'],
  ])('%s is named for what it is', async (name, written, format) => {
    const bytes = Uint8Array.from(written, (letter) => letter.charCodeAt(0))
    await expect(read({ [name]: bytes })).rejects.toMatchObject({
      message: `"${name}" cannot be read. Files of ${format} cannot be read. Save the table as CSV, JSON or Parquet with the program that made it, and bring that.`,
    })
  })
})

describe('lines of text files', () => {
  test.each([
    ['a word and a colon', ({ text, label }: (typeof rows)[number]) => `${label}: ${text}`, sorted],
    [
      "TREC's",
      ({ id, text }: (typeof rows)[number]) => `${['DESC:def', 'HUM:ind'][id % 2]} ${text}`,
      ['DESC:def', 'HUM:ind'],
    ],
  ])('%s before each', async (_, write, classes) => {
    const found = await read({ 'a.txt': lines(write) })
    expect(found).toMatchObject({ task: 'text-classification', classes, left: [] })
    expect([...found.answers.keys()].toSorted()).toEqual([...expected.keys()].toSorted())
    expect(found.told[0]).toMatch(/^Each line was read as a text, and the word before it as its label/)
  })

  test('speakers before what they say are no labels', async () => {
    const found = await read({
      'play.txt': lines(({ id, text }) => `${['ROMEO', 'JULIET'][id % 2]}: ${text.repeat(8)}`),
    })
    expect(found.task).toBe('text-generation')
  })

  test.each([[['positive.txt', 'negative.txt']], [['rt-polarity.positive.txt', 'rt-polarity.negative.txt']]])(
    'a file for each class: %s',
    async (names) => {
      const [one = '', other = ''] = names
      const found = await read({
        [`d/${one}`]: lines(({ id, text }) => `${text}${id % 3 ? '' : '!'}`),
        [`d/${other}`]: lines(({ text }) => `not ${text}`),
      })
      expect(found).toMatchObject({ task: 'text-classification', classes: ['negative', 'positive'] })
      expect(found.answers.size).toBe(36)
      expect(found.told[0]).toBe(
        'Each file was read as a class ("negative", "positive"), and each of its lines as a text.',
      )
    },
  )

  test('"rt-polarity.pos" and ".neg"', async () => {
    const found = await read({
      'd/rt-polarity.pos': lines(({ text }) => text),
      'd/rt-polarity.neg': lines(({ text }) => `not ${text}`),
    })
    expect(found.classes).toEqual(['neg', 'pos'])
    expect(found.answers.get(`not ${rows[3]?.text}`)).toBe('neg')
  })

  test('answers in a file beside, by splits and with the names of numbers', async () => {
    const part = (from: number, to: number, write: (row: (typeof rows)[number]) => string) =>
      rows.slice(from, to).map(write).join('\n')
    const number = ({ label }: (typeof rows)[number]) => String(labels.indexOf(label as (typeof labels)[number]))
    const found = await read({
      'd/train_text.txt': part(0, 12, ({ text }) => text),
      'd/train_labels.txt': part(0, 12, number),
      'd/test_text.txt': part(12, 18, ({ text }) => text),
      'd/test_labels.txt': part(12, 18, number),
      'd/mapping.txt': labels.map((name, at) => `${at}\t${name}`).join('\n'),
    })
    expect(found).toMatchObject({ answers: expected, namedSplits: ['train', 'test'], left: [] })
    expect(found.told).toContain('The lines of "test_labels.txt" were read as the answers to those of "test_text.txt".')
  })
})

describe('answers in files beside', () => {
  const half = (at: number) => rows.slice(9 * at, 9 * at + 9)
  const texts = (at: number) =>
    half(at)
      .map(({ text }) => text)
      .join('\n')
  const answers = (at: number) =>
    half(at)
      .map(({ label }) => label)
      .join('\n')

  test.each([
    ['texts_1.txt', 'labels_1.txt', 'texts_2.txt', 'labels_2.txt'],
    ['x1.txt', 'y1.txt', 'x2.txt', 'y2.txt'],
    ['1/text.txt', '1/label.txt', '2/text.txt', '2/label.txt'],
  ])('each belongs to the texts of its own number: %s', async (text, label, otherText, otherLabel) => {
    const found = await read({
      ...{ [`d/${text}`]: texts(0), [`d/${label}`]: answers(0) },
      ...{ [`d/${otherText}`]: texts(1), [`d/${otherLabel}`]: answers(1) },
    })
    expect(found).toMatchObject({ task: 'text-classification', answers: expected, left: [] })
  })

  test('numbers have the names that stand in their own folder', async () => {
    const numbered = (folder: string, at: number, names: string) => ({
      [`d/${folder}/texts.txt`]: texts(at),
      [`d/${folder}/labels.txt`]: half(at)
        .map(({ id }) => id % 2)
        .join('\n'),
      [`d/${folder}/mapping.txt`]: names,
    })
    const found = await read({
      ...numbered('irony', 0, '0\tplain\n1\tirony'),
      ...numbered('hate', 1, '0\tkind\n1\thate'),
    })
    const named = rows.map(({ id, text }) => [text, (id < 9 ? ['plain', 'irony'] : ['kind', 'hate'])[id % 2]] as const)
    expect(found.answers).toEqual(new Map(named))
  })

  test('beside the names of the classes, too', async () => {
    const found = await read({
      'd/classes.txt': labels.join('\n'),
      'd/labels.txt': lines(({ label }) => label),
      'd/texts.txt': lines(({ text }) => text),
    })
    expect(found).toMatchObject({ task: 'text-classification', answers: expected, left: ['d/classes.txt'] })
  })

  test('of two files with as many lines none is taken', async () => {
    const found = await read({
      'd/texts.txt': lines(({ text }) => text),
      'd/labels.txt': lines(({ label }) => label),
      'd/targets.txt': lines(({ id }) => String(id % 2)),
    })
    expect(found.task).toBe('text-generation')
  })
})

describe('answers in a table of their own', () => {
  const texts = `id,text\n${lines(({ id, text }) => `${id},"${text}"`)}`
  const answers = `ID,label\n${rows
    .toReversed()
    .map(({ id, label }) => `${id},${label}`)
    .join('\n')}`

  test('they are joined by what identifies the rows', async () => {
    const found = await read({ 'd/texts.csv': texts, 'd/labels.csv': answers })
    expect(found).toMatchObject({ task: 'text-classification', answers: expected, left: [] })
    expect(found.told).toContain('The rows of "d/labels.csv" were put beside those of "d/texts.csv", by "id".')
  })

  test('answers to no text, and rows that cannot be read, are counted', async () => {
    const more = `${answers}\n100,positive\n101,negative\n102,"neutral`
    const { skipped } = await readFiles(dropped(Object.entries({ 'd/texts.csv': texts, 'd/labels.csv': more })))
    expect(skipped.map(({ path, count = 1, reason }) => [path, count, inWords([reason])[0]])).toEqual([
      ['d/labels.csv, row 22', 1, expect.stringContaining('quotation mark')],
      ['d/labels.csv', 2, 'No text has its "ID".'],
    ])
  })

  test('a sample of what is to be handed in is none, and neither are other rows', async () => {
    expect((await read({ 'd/test.csv': texts, 'd/sample_submission.csv': answers })).task).toBe('text-generation')
    const others = answers.replace(/^\d+/gm, (id) => String(100 + Number(id)))
    expect((await read({ 'd/texts.csv': texts, 'd/labels.csv': others })).task).toBe('text-generation')
  })
})

describe('what cells and lists hold', () => {
  test("CLINC's lists of rows by splits", async () => {
    const cells = rows.map(({ text, label }) => [text, label])
    const found = await read({
      'a.json': JSON.stringify({ train: cells.slice(0, 12), val: cells.slice(12, 15), oos_test: cells.slice(15) }),
    })
    expect(found).toMatchObject({ answers: expected, namedSplits: ['train', 'validation', 'test'] })
  })

  test('tuples of Python', async () => {
    const found = await read({ 'a.txt': `[${lines(({ text, label }) => `('${text}', '${label}'),`)}]` })
    expect(found.answers).toEqual(expected)
  })

  test.each(['?', 'nan', 'N/A', 'null'])('"%s" is no class', async (unsaid) => {
    const found = await read({
      'a.csv': `text,label\n${lines(({ id, text, label }) => `"${text}",${id < 3 ? unsaid : label}`)}`,
    })
    expect(found.classes).toEqual(sorted)
    expect(found.left).toHaveLength(3)
  })

  test.each([
    ['consigne;reponse', 'consigne'],
    ['Was gesagt wird;Antwort', 'Was gesagt wird'],
    ['質問;回答', '質問'],
  ])('an answer is learned with what it answers: %s', async (header, prompt) => {
    const found = await read({
      'a.csv': `${header}\n${lines(({ text, label }) => `Say what ${text};It is ${label}, since ${text}`)}`,
    })
    expect(found).toMatchObject({ task: 'conversation', columns: { prompts: [prompt] } })
    expect([...found.answers.keys()].every((whole) => /^User: Say what .*\nAssistant: It is /.test(whole))).toBe(true)
  })

  test('Western letters beside Latin ones are not read as Thai signs', async () => {
    const bytes = Uint8Array.from(
      `text;price\n${lines(({ id, text }) => `${text} – \x93gr\xf6\xdfer\x94;${id},5`)}`.replaceAll('–', '\x96'),
      (letter) => letter.charCodeAt(0),
    )
    const found = await read({ 'a.csv': bytes })
    expect(found.told[0]).toBe('Read as Windows-1252: "a.csv". If letters look wrong, choose another encoding.')
    expect([...found.answers.keys()][0]).toContain('“größer”')
  })
})
