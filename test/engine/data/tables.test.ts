/** Tables of texts: which columns are taken for what, in each way of writing a table. */

import { expect, test } from 'vitest'
import type { Dataset } from '../../../src/engine/data/dataset.ts'
import { limits } from '../../../src/engine/data/limits.ts'
import type { Message } from '../../../src/shared/messages/message.ts'
import { say } from '../../../src/shared/messages/say.ts'
import { leftOut } from '../../support/inWords.ts'
import { labelOf } from '../../support/targets.ts'
import { dropped, picture, read, readZip } from './archives.ts'

const table = (name: string, content: string | Uint8Array, options = {}) => read(dropped([[name, content]]), options)
const labelled = ({ examples, classes }: Dataset) =>
  examples
    .map(({ path, content, target, split }) => [
      path,
      content.kind === 'text' ? content.text : '',
      classes[labelOf({ target }) ?? -1],
      split,
    ])
    .sort()

const rows = [
  ['A fine film, all in all.', 'good'],
  ['She said "no" and left.', 'bad'],
  ['Two lines\nof praise', 'good'],
  ['Dull.', 'bad'],
] as const
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
const csv = (header: string, delimiter = ',', ending = '\n') =>
  [header, ...rows.map(([text, label]) => [quoted(text), label].join(delimiter))].join(ending) + ending
const records = rows.map(([text, label]) => ({ Review: text, id: 7, Class: label }))

test.each([
  ['commas', 'reviews.csv', csv('text,label')],
  ['CRLF', 'reviews.csv', csv('text,label', ',', '\r\n')],
  ['a byte-order mark', 'reviews.csv', `\uFEFF${csv('text,label')}`],
  ['semicolons', 'reviews.csv', csv('Text;Label', ';')],
  ['tabs', 'reviews.tsv', csv('MESSAGE\tcategory', '\t')],
  ['tabs in a .csv', 'reviews.csv', csv('sentence\ty', '\t')],
])('a table with %s is read, row by row', async (_, name, content) => {
  const dataset = await table(name, content)
  expect(dataset.task).toBe('text-classification')
  expect(dataset.classes).toEqual(['bad', 'good'])
  expect(labelled(dataset)).toEqual(rows.map(([text, label], i) => [`${name}, row ${i + 2}`, text, label, null]).sort())
  expect(dataset.skipped).toEqual([])
})

test.each([
  ['one object a line', 'reviews.jsonl', records.map((record) => JSON.stringify(record)).join('\n')],
  ['one object a line, in a .json', 'reviews.json', records.map((record) => JSON.stringify(record)).join('\r\n')],
  ['a list of objects', 'reviews.json', JSON.stringify(records, null, 2)],
])('JSON as %s is a table', async (_, name, content) => {
  const dataset = await table(name, content)
  expect(labelled(dataset)).toEqual(rows.map(([text, label], i) => [`${name}, row ${i + 1}`, text, label, null]).sort())
  expect(dataset.columns).toEqual({ names: ['Review', 'id', 'Class'], text: 'Review', label: 'Class' })
})

test('UTF-16, with a mark and without, and Latin-1 are read', async () => {
  const text = 'text,label\nDer Bär schläft,Tier\nDie Tür fällt zu,Ding\n'
  const utf16 = Uint8Array.from([...text].flatMap((character) => [character.charCodeAt(0), 0]))
  const big = Uint8Array.from([...text].flatMap((character) => [0, character.charCodeAt(0)]))
  const latin = Uint8Array.from(text, (character) => character.charCodeAt(0))
  for (const bytes of [utf16, big, latin, new Uint8Array([0xff, 0xfe, ...utf16]), new TextEncoder().encode(text)])
    expect(labelled(await table('a.csv', bytes)).map(([, line]) => line)).toEqual([
      'Der Bär schläft',
      'Die Tür fällt zu',
    ])
})

const guessed = `when,words,mood,stars
2021-01-01,It rained and we stayed at home all day,glum,2
2021-01-02,The sun came out and so did the neighbours,merry,5
2021-01-03,Nobody could find the dog until the evening,glum,3
2021-01-04,A cake was baked and eaten before it cooled,merry,1
`

test('columns without a known name are told by their looks', async () => {
  const dataset = await table('diary.csv', guessed)
  expect(dataset.columns).toEqual({ names: ['when', 'words', 'mood', 'stars'], text: 'words', label: 'mood' })
  expect(dataset.classes).toEqual(['glum', 'merry'])
})

test('columns can be named, whatever their case, and count more than any guess', async () => {
  const content = `text,label,topic,body\n${rows.map(([text], i) => `x${i},y${i % 2},t${i % 2},${quoted(text)}`).join('\n')}`
  const dataset = await table('a.csv', content, { textColumn: 'BODY', labelColumn: 'topic' })
  expect(dataset.columns).toMatchObject({ text: 'body', label: 'topic' })
  expect(dataset.classes).toEqual(['t0', 't1'])
})

test.each([
  [
    { textColumn: 'body' },
    'The table "diary.csv" has no column "body"; its columns are "when", "words", "mood", "stars".',
  ],
  [
    { labelColumn: 'topic' },
    'The table "diary.csv" has no column "topic"; its columns are "when", "words", "mood", "stars".',
  ],
])('a column that is not there is answered with those that are: %s', async (options, message) => {
  await expect(table('diary.csv', guessed, options)).rejects.toMatchObject({ code: 'data-unsupported', message })
})

test('a column "split" is respected, in whichever words', async () => {
  const content = `text,label,split\n${['train', 'training', 'dev', 'validation', 'test', 'eval', 'test', '']
    .map((split, i) => `text number ${i},class ${i % 2},${split}`)
    .join('\n')}`
  const dataset = await table('a.csv', content)
  expect(dataset.namedSplits).toEqual(['train', 'validation', 'test'])
  expect(labelled(dataset).map(([, , , split]) => split)).toEqual(
    ['train', 'train', 'validation', 'validation', 'test', 'test', 'test', null]
      .map(String)
      .map((name) => (name === 'null' ? null : name)),
  )
})

test('tables named after their splits keep them', async () => {
  const dataset = await readZip([
    ['reviews/train.csv', csv('text,label')],
    ['reviews/test.csv', csv('text,label').replaceAll('.', '!')],
  ])
  expect(dataset.namedSplits).toEqual(['train', 'test'])
  expect(dataset.examples.filter(({ split }) => split === 'test').map(({ path }) => path)).toContain(
    'reviews/test.csv, row 2',
  )
})

test('without a column of labels, each row is a passage to continue, in its order', async () => {
  const dataset = await table('lines.csv', 'id,text\n1,"The first, of many"\n2,Then another\n3,And the last\n')
  expect(dataset.task).toBe('text-generation')
  expect(dataset.classes).toEqual([])
  expect(dataset.columns).toEqual({ names: ['id', 'text'], text: 'text', label: null })
  expect(labelled(dataset).map(([path, text]) => [path, text])).toEqual([
    ['lines.csv, row 2', 'The first, of many'],
    ['lines.csv, row 3', 'Then another'],
    ['lines.csv, row 4', 'And the last'],
  ])
})

test('a prompt and its completion are kept apart', async () => {
  const pairs = [1, 2, 3].map((n) => JSON.stringify({ prompt: `What is ${n}?\n`, completion: `A number, ${n}.` }))
  const asked = { task: 'text-generation' } as const
  const dataset = await table('pairs.jsonl', pairs.join('\n'), asked)
  expect(dataset.choices).toEqual(['text-generation', 'conversation'])
  expect(dataset.examples.map(({ content }) => content)).toEqual(
    [1, 2, 3].map((n) => ({ kind: 'text', prompt: `What is ${n}?\n`, text: `A number, ${n}.` })),
  )
  const swapped = await table('pairs.jsonl', pairs.join('\n').replaceAll('What', 'Who'), asked)
  expect(swapped.fingerprint).not.toBe(dataset.fingerprint)
})

test.each(['Pasted text.csv', 'Pasted text.txt'])('lines of text, tab and label need no header: %s', async (name) => {
  const dataset = await table(name, 'What a day, really\tgood\nNo, thanks\tbad\nLovely weather\tgood\n\n"Hm\tbad\n')
  expect(dataset.columns).toEqual({ names: ['column 1', 'column 2'], text: 'column 1', label: 'column 2' })
  expect(labelled(dataset)).toEqual([
    [`${name}, row 1`, 'What a day, really', 'good', null],
    [`${name}, row 2`, 'No, thanks', 'bad', null],
    [`${name}, row 3`, 'Lovely weather', 'good', null],
    [`${name}, row 5`, '"Hm', 'bad', null],
  ])
  const again = await table(name, 'What a day, really\tgood\nNo, thanks\tbad\nLovely weather\tgood\n\n"Hm\tbad\n', {
    textColumn: 'column 1',
    labelColumn: 'column 2',
  })
  expect(again.fingerprint).toBe(dataset.fingerprint)
})

test('one column of prose is to be continued, with commas and without quotes', async () => {
  const dataset = await table('lines.csv', 'text\nOnce, twice, thrice\n"Quoted, all of it"\nNo comma here\n')
  expect(dataset.task).toBe('text-generation')
  expect(labelled(dataset).map(([, text]) => text)).toEqual([
    'Once, twice, thrice',
    'Quoted, all of it',
    'No comma here',
  ])
  await expect(
    table('lines.csv', 'text\nOnce upon a time\nThere was\n', { labelColumn: 'label' }),
  ).rejects.toMatchObject({
    code: 'data-unsupported',
    message: 'The table "lines.csv" has no column "label"; its columns are "text".',
  })
})

test('one column of numbers is no text', async () => {
  await expect(table('numbers.csv', 'size\n1\n2\n3\n')).rejects.toMatchObject({
    code: 'data-unsupported',
    message: 'The table "numbers.csv" has no column that looks like texts; its columns are "size".',
  })
})

test('a table of pictures without pictures is a table as others', async () => {
  const dataset = await table('metadata.csv', csv('text,label'))
  expect(dataset.task).toBe('text-classification')
})

test('what most files are is read, and the others are named', async () => {
  const reason = (kinds: string, others: string) =>
    `Only the ${kinds} were read, because they are most of the files. Add the ${others} on their own.`
  const dataset = await readZip([
    ['a.csv', csv('text,label')],
    ['b.csv', csv('text,label')],
    ['cover.png', picture(1)],
    ['README.md', 'About these data.'],
    ['notes.txt', 'Some notes.'],
  ])
  expect(dataset.examples.length).toBe(8)
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'cover.png', reason: reason('tables of texts', 'pictures') },
    { path: 'README.md', reason: 'It describes the data and was not read as data.' },
    { path: 'notes.txt', reason: reason('tables of texts', 'text files') },
  ])
})

test('a table without labels beside labelled ones is left out', async () => {
  const dataset = await readZip([
    ['a.csv', csv('text,label')],
    ['b.csv', 'text\nJust words, no label\nAnd more of them\n'],
  ])
  expect(dataset.task).toBe('text-classification')
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'b.csv', reason: 'It has no column of labels, and other tables have one.' },
  ])
})

test('a table that cannot be read takes nothing with it, unless it is the only one', async () => {
  const files: [string, string][] = [
    ['config.json', 'version = 1\n'],
    ['a.csv', csv('text,label')],
  ]
  const dataset = await readZip(files)
  expect(dataset.examples.length).toBe(4)
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'config.json', reason: 'The list of the table cannot be read: "v" is out of place.' },
  ])
  await expect(readZip(files.slice(0, 1))).rejects.toMatchObject({ code: 'data-unreadable' })
})

test('a first row whose label is also the name of a column is data when that label comes again', async () => {
  const dataset = await table('answers.tsv', 'Is it raining\ty\nIs it snowing\tn\nIs it late\ty\nIs it over\tn\n')
  expect(dataset.examples.length).toBe(4)
  expect(dataset.columns?.names).toEqual(['column 1', 'column 2'])
})

test('texts are kept as they are but for zero characters and line ends', async () => {
  const text = '  e\u0301 is not \u00e9,\r\nand \0this stays\r one  '
  const dataset = await table(
    'a.json',
    JSON.stringify([
      { text, label: 'a' },
      { text: 'x', label: 'b' },
    ]),
  )
  expect(labelled(dataset).map(([, kept]) => kept)).toContain('  e\u0301 is not \u00e9,\nand this stays\n one  ')
})

test('equal rows give equal fingerprints, in whichever order and file', async () => {
  const [header, ...lines] = csv('text,label').replace('Two lines\n', 'Two lines ').trim().split('\n')
  const one = await table('a.csv', [header, ...lines].join('\n'))
  const other = await table('b.csv', [header, ...lines.toReversed()].join('\n'))
  expect(other.fingerprint).toBe(one.fingerprint)
  expect((await table('a.csv', [header, ...lines.slice(1)].join('\n'))).fingerprint).not.toBe(one.fingerprint)
})

test('reading many rows counts them and stops when it is cancelled', async () => {
  const many = `text,label\n${Array.from({ length: 20_000 }, (_, i) => `text number ${i},class ${i % 2}`).join('\n')}`
  const stop = new AbortController()
  const seen: number[] = []
  const reading = table('many.csv', many, {
    signal: stop.signal,
    onProgress: (done: number, total: number, stage: Message, unit: string) => {
      if (unit !== 'examples') return
      expect([total, say(stage)]).toEqual([20_000, 'Reading texts'])
      seen.push(done)
      stop.abort()
    },
  })
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
  expect(seen.length).toBe(1)
  expect(limits.rows).toBeGreaterThan(20_000)
})

test('labelled texts are offered for their labels alone, and continued where the person asks for it', async () => {
  const content = 'text,label\nA fine day,good\nA bad day,bad\nA grey day,bad\nA long day,good\n'
  const guessed = await table('days.csv', content)
  expect([guessed.task, guessed.choices]).toEqual(['text-classification', undefined])
  const asked = await table('days.csv', content, { task: 'text-generation' })
  expect([asked.task, asked.choices, asked.classes]).toEqual([
    'text-generation',
    ['text-generation', 'text-classification'],
    [],
  ])
  await expect(table('days.csv', content, { task: 'image-classification' })).rejects.toMatchObject({
    code: 'data-unsupported',
    message: expect.stringContaining('cannot be used for “Image classification”'),
  })
})

const messages = [
  ['good', 'A fine film, all in all'],
  ['bad', 'He said no, and left'],
  ['good', 'Two hours, well spent'],
  ['bad', 'Dull, dull, dull'],
] as const
const asJson = JSON.stringify(messages.map(([label, text]) => ({ text, label })))

test.each<[string, string, string]>([
  ['JSON in a .csv', 'a.csv', asJson],
  ['JSON by lines in a .csv', 'a.csv', messages.map(([label, text]) => JSON.stringify({ text, label })).join('\n')],
  ['JSON in a .tsv', 'a.tsv', asJson],
  ['JSON in a .txt', 'a.txt', `\uFEFF${asJson}`],
  ['JSON written out over lines, in a .txt', 'a.txt', JSON.stringify(JSON.parse(asJson), null, 2)],
  ['a table in a .json', 'a.json', `text,label\n${messages.map(([label, text]) => `"${text}",${label}`).join('\n')}`],
  ['a table in a .jsonl', 'a.jsonl', `text;label\n${messages.map(([label, text]) => `${text};${label}`).join('\n')}`],
  [
    'a table with pipes in a .txt',
    'a.txt',
    `text|label\n${messages.map(([label, text]) => `${text}|${label}`).join('\n')}`,
  ],
  [
    'a table with commas in a .txt',
    'a.txt',
    `text,label\n${messages.map(([label, text]) => `"${text}",${label}`).join('\n')}`,
  ],
  ['labels before tabs in a .txt', 'a.txt', messages.map((cells) => cells.join('\t')).join('\n')],
  [
    'three columns between tabs in a .txt',
    'a.txt',
    ['id\ttext\tlabel', ...messages.map(([label, text], i) => `${i}\t${text}\t${label}`)].join('\n'),
  ],
  ['fastText in a .txt', 'a.txt', messages.map(([label, text]) => `__label__${label} ${text}`).join('\n')],
  ['fastText in a .csv', 'a.csv', messages.map(([label, text]) => `__label__${label} ${text}`).join('\n')],
  [
    'fastText with a comma after the label',
    'a.ft',
    messages.map(([label, text]) => `__label__${label} , ${text}`).join('\r\n'),
  ],
  [
    'fastText with the label at the end',
    'a.ft',
    messages.map(([label, text]) => `${text} __label__${label}`).join('\n'),
  ],
])('%s is read as what it is', async (_, name, content) => {
  const dataset = await table(name, content)
  expect(dataset.task).toBe('text-classification')
  expect(dataset.classes).toEqual(['bad', 'good'])
  expect(
    labelled(dataset)
      .map(([, text, label]) => [label, text])
      .sort(),
  ).toEqual(messages.map((row) => [...row]).sort())
})

test('several labels of fastText are several labels', async () => {
  const lines = [
    '__label__food __label__price soup, too dear',
    '__label__food a fine soup',
    '__label__price cheap',
    '__label__price __label__food dear soup',
  ]
  const dataset = await table('a.ft', lines.join('\n'))
  expect([dataset.task, dataset.classes]).toEqual(['text-multi-label', ['food', 'price']])
  expect(dataset.examples.length).toBe(4)
})

test('prose in a text file is prose, whatever it begins with', async () => {
  const prose = 'The title, in short\n\nOnce, there was a text.\nIt had lines, some of them.\nAnd names, of people.\n'
  for (const text of [prose, `[Verse 1]\n${prose}`, `{ ${prose} }`, `id, text\n${prose}`])
    expect((await table('a.txt', text.repeat(40))).task).toBe('text-generation')
})

test('files of one JSON object each are one table, a row a file', async () => {
  const files = messages.map(([label, text], i): [string, string] => [
    `data/${i}.json`,
    JSON.stringify({ id: i, text, label }, null, 2),
  ])
  const dataset = await readZip([...files, ['data/settings.jsonl', '{"lines":1}\n{"lines":2}\n']])
  expect(dataset.classes).toEqual(['bad', 'good'])
  expect(dataset.examples.map(({ path }) => path).sort()).toEqual(files.map(([path]) => path))
  const folders = messages.map(([label, text], i): [string, string] => [`${label}/${i}.json`, JSON.stringify({ text })])
  expect((await readZip(folders)).classes).toEqual(['bad', 'good'])
})
