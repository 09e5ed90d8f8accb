/** Hostile and broken texts and tables; the numbers are those of the list of faults the studio must survive. */
import { expect, test } from 'vitest'
import { limits } from '../../../src/engine/data/limits.ts'
import { csvRows } from '../../../src/engine/data/readers/csv.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { type Content, dropped, read, readZip } from './archives.ts'

const table = (content: Content, name = 'reviews.csv', options = {}) => read(dropped([[name, content]]), options)
const good = 'a,x\nb,y\nc,x\nd,y\n'
const said = (message: string | RegExp) =>
  typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message)
const rowsOf = (count: number, cells: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => cells(n)).join('\n')

test.each([
  ['8 an empty text file', 'empty.txt', '', 'The file cannot be used. empty.txt: It is empty (0 bytes).'],
  ['8 nothing but spaces', 'blank.txt', ' \n\t\r\n ', 'The file cannot be used. blank.txt: It holds no text.'],
  ['an empty table', 'a.csv', '', 'The file cannot be used. a.csv: It is empty (0 bytes).'],
  ['a header alone', 'a.csv', 'text,label\n', 'The file cannot be used. a.csv: It holds no row that can be used.'],
  ['an empty list', 'a.json', '[]', 'The file cannot be used. a.json: It holds no row that can be used.'],
  [
    'noise named .txt',
    'a.txt',
    Uint8Array.from({ length: 600 }, (_, i) => (i * 89) % 251),
    'The file cannot be used. a.txt: This is not text, although its name says so.',
  ],
  [
    'a PDF named .txt',
    'a.txt',
    '%PDF-1.7 and so on',
    'The file cannot be used. a.txt: It is damaged, or no document of the kind that its name says.',
  ],
  [
    'rows that all are ragged',
    'a.csv',
    'text,label\none\ntwo\n',
    /^None of the 3 files can be used. a.csv: It holds no row that can be used. a.csv, row 2: It has 1 cell, the table 2 columns./,
  ],
] as const)('%s is refused in words', async (_, name, content, message) => {
  await expect(table(content, name)).rejects.toMatchObject({
    code: 'data-empty',
    message: said(message),
  })
})

test('16 ragged rows are left out and listed by row', async () => {
  const dataset = await table(`text,label\n${good}e\nf,x,more\n"g",y\n`)
  expect(dataset.examples.length).toBe(5)
  expect(leftOut(dataset.skipped)).toEqual([
    {
      path: 'reviews.csv, row 6',
      reason: 'It has 1 cell, the table 2 columns. Put texts that hold the separator in quotation marks.',
    },
    {
      path: 'reviews.csv, row 7',
      reason: 'It has 3 cells, the table 2 columns. Put texts that hold the separator in quotation marks.',
    },
  ])
})

test('16 text after a closing quotation mark makes its row doubtful, and only its row', async () => {
  const dataset = await table(`text,label\n${good}"He said "hi" to me",x\n`)
  expect(dataset.examples.length).toBe(4)
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'reviews.csv, row 6', reason: 'It cannot be read: text follows a closing quotation mark.' },
  ])
})

test('16 an unclosed quotation mark costs its line, wherever it opens', async () => {
  const dataset = await table(`text,label\n"two\nlines",x\n${good}e,"never closed\n${good}`)
  expect(dataset.examples.length).toBe(9)
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'reviews.csv, row 7', reason: 'It cannot be read: a quotation mark is never closed.' },
  ])
  // Where a later mark would close it, the lines between are not swallowed.
  const later = await table(`text,label\na,x\n"b,y\nc,x\n"d, again",y\n`)
  expect(later.examples.map(({ path }) => path).sort()).toEqual([
    'reviews.csv, row 2',
    'reviews.csv, row 4',
    'reviews.csv, row 5',
  ])
  expect(leftOut(later.skipped)).toEqual([
    { path: 'reviews.csv, row 3', reason: 'It cannot be read: a quotation mark is never closed.' },
  ])
  expect([...csvRows('"one\ntwo","three\nfour')].map(({ line, cells, fault }) => [line, cells, fault?.key])).toEqual([
    [1, ['"one'], 'quotationNeverClosed'],
    [2, ['two","three'], 'quotationNeverClosed'],
    [3, ['four'], undefined],
  ])
})

test('rows without a text or a label are listed', async () => {
  const dataset = await table(`text,label\n${good} ,x\ne,\n`)
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'reviews.csv, row 6', reason: 'It has no text.' },
    { path: 'reviews.csv, row 7', reason: 'It has no label.' },
  ])
})

test('thousands of rows that are left out are counted, not listed', async () => {
  const dataset = await table(`text,label\n${good}${rowsOf(2000, () => 'ragged')}`)
  expect(dataset.skipped.length).toBe(limits.listedRows + 1)
  expect(leftOut(dataset.skipped).at(-1)).toEqual({ path: 'reviews.csv', reason: '1,900 more rows were left out.' })
})

test('17 a cell of a megabyte is cut, and counted', async () => {
  const huge = 'All work and no play. '.repeat(50_000)
  const dataset = await table(`text,label\n${good}"${huge}",x\n${'😀'.repeat(60_000)},y\n`)
  const lengths = dataset.examples.map(({ content }) => (content.kind === 'text' ? content.text.length : 0))
  expect(Math.max(...lengths)).toBe(limits.textLength)
  expect(inWords(dataset.warnings)).toEqual(['2 texts were longer than 100,000 characters and were cut.'])
})

test('17 ten thousand columns are refused', async () => {
  const wide = rowsOf(10_000, (n) => `c${n}`).replaceAll('\n', ',')
  const message = 'The table "reviews.csv" has 10,000 columns; at most 1,000 are read.'
  await expect(table(`text,label,${wide}\n`.replace('text,label,', ''))).rejects.toMatchObject({
    code: 'data-too-large',
    message,
  })
  const record = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`c${n}`, 'x']))
  await expect(table(JSON.stringify([record]), 'a.json')).rejects.toMatchObject({ code: 'data-too-large' })
})

test('18 __proto__ and constructor are ordinary headers, keys and labels', async () => {
  const dataset = await table('__proto__,constructor\nIt rained all day,__proto__\nIt snowed,toString\n', 'a.csv', {
    textColumn: '__proto__',
    labelColumn: 'constructor',
  })
  expect(dataset.classes).toEqual(['__proto__', 'toString'])
  const lines = [
    '{"__proto__":"It rained all day","label":"constructor"}',
    '{"__proto__":"It snowed","label":"hasOwnProperty"}',
  ]
  const json = await table(lines.join('\n'), 'a.jsonl', { textColumn: '__proto__' })
  expect(json.columns).toEqual({ names: ['__proto__', 'label'], text: '__proto__', label: 'label' })
  expect(json.classes).toEqual(['constructor', 'hasOwnProperty'])
})

test('20 hostile labels are ordinary text, cut where they are shown', async () => {
  const long = 'x'.repeat(10_000)
  const dataset = await table(`text,label\na,<img src=x onerror=alert(1)>\nb,\u202Egnp.exe\nc,${long}\nd,${long}y\n`)
  const cut = `${'x'.repeat(79)}…`
  expect(dataset.classes).toEqual(['<img src=x onerror=alert(1)>', cut, `${'x'.repeat(71)}… (2)`, '\u202Egnp.exe'])
})

test.each([
  ['a broken line', 'a.jsonl', '{"text":\n', 'row 3', 'It cannot be read: it is cut off.'],
  ['a line that is a number', 'a.jsonl', '7\n', 'row 3', 'It cannot be read: it is not an object in braces.'],
  ['a line of words', 'a.jsonl', 'oh no\n', 'row 3', 'It cannot be read: "o" is out of place.'],
] as const)('21 %s costs that line', async (_, name, line, row, reason) => {
  const lines = ['{"text":"a","label":"x"}', '{"text":"b","label":"y"}', line.trim(), '{"text":"c","label":"x"}']
  const dataset = await table(lines.join('\n'), name)
  expect(dataset.examples.length).toBe(3)
  expect(leftOut(dataset.skipped)).toEqual([{ path: `${name}, ${row}`, reason }])
})

test.each([
  ['an entry that is a list', '[1]', 'it is not an object in braces'],
  ['an entry without an end', '{"text":"d"', '"{" in line 4 is out of place'],
  ['an entry of words', '{oh no}', '"n" in line 3 is out of place'],
])('21 %s costs that entry', async (_, entry, why) => {
  const dataset = await table(
    `[{"text":"a","label":"x"},\n{"text":"b","label":"y"},\n${entry},\n{"text":"c","label":"x"}]`,
    'a.json',
  )
  expect(dataset.examples.length).toBe(3)
  expect(leftOut(dataset.skipped)).toEqual([{ path: 'a.json, row 3', reason: expect.stringContaining(why) }])
})

test.each([
  ['nothing but words', 'a.jsonl', 'oh no\nno\n', 'The list of the table cannot be read: "o" is out of place.'],
  ['numbers', 'a.json', '[1,2,3]', 'Entry 1 of the table cannot be read: it is not an object in braces.'],
  [
    'a list that ends in its first entry',
    'a.json',
    '[{"text":"a',
    'Entry 1 of the table cannot be read: it is cut off.',
  ],
])('21 %s is an error with its place', async (_, name, content, message) => {
  await expect(table(content, name)).rejects.toMatchObject({ code: 'data-unreadable', message: said(message) })
})

test('22 one class is refused, with the column', async () => {
  await expect(table('text,label\na,x\nb,x\n')).rejects.toMatchObject({
    code: 'classes-too-few',
    message: 'Expected at least 2 classes, received 1 ("x", 2 texts).',
    advice:
      'Every row has the same value in the column "label". Choose another label column, or add rows of a second class.',
  })
})

test('22 over 1,000 classes are refused, with the column', async () => {
  await expect(table(`text,label\n${rowsOf(1001, (n) => `some text,class ${n}`)}`)).rejects.toMatchObject({
    code: 'data-too-large',
    message: 'Received 1,001 classes; at most 1,000 can be trained.',
    advice: 'Each value of the column "label" is one class. Choose another label column.',
  })
})

test('22 small classes, and texts in two classes or splits, are warned of as texts', async () => {
  const dataset = await table(
    `text,label,split\n${rowsOf(3, (n) => `a${n},x,train`)}\n${rowsOf(3, (n) => `b${n},y,train`)}\nb0,y,test\na0,z,train\n`,
  )
  expect(inWords(dataset.warnings)).toEqual([
    '1 class has fewer than 3 texts: "z". Add texts: at least 3 are needed, for training, validation and the test.',
    '1 text is in more than one class ("x", "z"): "reviews.csv, row 2", "reviews.csv, row 9".',
    '1 text is in more than one split: "reviews.csv, row 5", "reviews.csv, row 8". The test would contain what was trained on; remove one of each.',
  ])
})

test('one bad text file takes nothing with it', async () => {
  const files = ['a', 'b'].flatMap((label) =>
    [1, 2, 3].map((n): [string, Content] => [`${label}/${n}.txt`, `${label} ${n}`]),
  )
  const dataset = await readZip([...files, ['a/empty.txt', ''], ['b/blank.txt', '\n'], ['../x.txt', 'x']])
  expect(dataset.examples.length).toBe(6)
  expect(leftOut(dataset.skipped)).toEqual([
    { path: 'a/empty.txt', reason: 'It is empty (0 bytes).' },
    { path: 'b/blank.txt', reason: 'It holds no text.' },
    { path: '../x.txt', reason: 'Its name leads out of the archive ("..").' },
  ])
})
