/** Tables that could be read as something plausible and wrong: what is no example is left out and told, what is, is kept. */
import { describe, expect, test } from 'vitest'
import { textOf } from '../../../src/engine/data/dataset.ts'
import type { ReadOptions } from '../../../src/engine/data/readDataset.ts'
import { targetText } from '../../../src/engine/data/target.ts'
import { inWords, leftOut } from '../../support/inWords.ts'
import { encodedIn } from '../../support/legacyText.ts'
import { bytesOf, dropped, read as readFiles, zipOf } from './archives.ts'

const labels = ['good', 'bad', 'mixed'] as const
const rows: readonly (readonly [string, string])[] = Array.from({ length: 18 }, (_, n) => [
  `The kettle number ${n} sings`,
  labels[n % 3] as string,
])
const lines = (write: (text: string, label: string, n: number) => string, of: typeof rows = rows) =>
  of.map(([text, label], n) => write(text, label, n)).join('\n')
const csv = (of: typeof rows = rows) => lines((text, label) => `${text},${label}`, of)

async function read(files: Readonly<Record<string, string | Uint8Array>>, options: Partial<ReadOptions> = {}) {
  const { task, examples, classes, columns, table, namedSplits, skipped, warnings } = await readFiles(
    dropped(Object.entries(files)),
    options,
  )
  return {
    task,
    answers: new Map(examples.map(({ content, target }) => [textOf(content), targetText(target, classes)])),
    splits: new Map(examples.map(({ content, split }) => [textOf(content), split])),
    paths: examples.map(({ path }) => path),
    classes,
    columns,
    table,
    namedSplits,
    left: leftOut(skipped),
    told: inWords(warnings),
  }
}

const expected = new Map<string | null, string>(rows)
const sorted = [...labels].sort()

describe('rows that are none', () => {
  test('the names of the columns again, as in files that were put together', async () => {
    const found = await read({
      'a.csv': `text,label\n${csv(rows.slice(0, 9))}\n text , label\n${csv(rows.slice(9))}\n`,
    })
    expect([found.answers, found.columns?.names]).toEqual([expected, ['text', 'label']])
    expect(found.left).toEqual([{ path: 'a.csv, row 11', reason: 'It repeats the names of the columns.' }])
  })

  test.each([
    [',text,label', (text: string, label: string, n: number) => `${n},${text},${label}`],
    ['text,label,', (text: string, label: string) => `${text},${label}`],
    ['text,note,label,note', (text: string, label: string, n: number) => `${text},${n},${label},${n}`],
  ])('also where columns have no name, or one name twice (%s)', async (names, write) => {
    const half = (of: typeof rows) => `${names}\n${lines(write, of)}\n`
    const found = await read({ 'a.csv': half(rows.slice(0, 9)) + half(rows.slice(9)) })
    expect(found.answers).toEqual(expected)
    expect(found.left).toEqual([{ path: 'a.csv, row 11', reason: 'It repeats the names of the columns.' }])
  })

  test('another table under an empty line', async () => {
    const found = await read({ 'a.csv': `text,label\n${csv()}\n\nlabel,meaning\ngood,fine\nbad,not fine\n` })
    expect([found.answers, found.classes]).toEqual([expected, sorted])
    expect(found.left.map(({ path }) => path)).toEqual([21, 22, 23].map((row) => `a.csv, row ${row}`))
    expect(found.left[0]?.reason).toBe(
      'Another table begins in row 21, under an empty line. Save it as a file of its own.',
    )
  })

  test('but an empty line among rows begins none', async () => {
    const found = await read({ 'a.csv': `text,label\n${csv(rows.slice(0, 9))}\n\n${csv(rows.slice(9))}\n` })
    expect([found.answers, found.left]).toEqual([expected, []])
  })

  test.each([
    ['every row', '\n\n'],
    ['a few rows', '\n'],
  ])('nor does a value that is the name of a column, with empty lines between %s', async (_, apart) => {
    const scored = rows.map(([text, label], n) => `${text},${label},0.${n + 10},0.${90 - n}`)
    const some = scored.map((line, n) => (n % 6 === 5 ? `${line}\n` : line))
    const found = await read({ 'a.csv': `text,label,good,bad\n${some.join(apart)}\n` })
    expect([found.answers, found.left]).toEqual([expected, []])
  })

  test('nor does such a value below a row that cannot be read, or once in the whole table', async () => {
    const table = `text,label,good,once\n${rows.map(([text, label], n) => `${text},${label},0.${n},1`).join('\n')}\n`
    const broken = await read({ 'a.csv': table.replace(rows[8]?.[0] ?? '', '"broken" and on') })
    expect([broken.answers.size, broken.left.map(({ path }) => path)]).toEqual([17, ['a.csv, row 10']])
    const once = await read({
      'a.csv': `${table}\nA kettle that is unlike all of the others,once,0.5,1\nThe last one,good,0,1\n`,
    })
    expect([once.answers.size, once.left]).toEqual([20, []])
  })

  test('the same of the cells of a spreadsheet', async () => {
    const table = [['text', 'label'], ...rows.slice(0, 9), ['text', 'label'], ...rows.slice(9)]
    const other = [
      ['', ''],
      ['label', 'meaning'],
      ['good', 'fine'],
      ['bad', 'not fine'],
    ]
    const cells = (of: readonly (readonly string[])[]) =>
      of.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')
    const found = await read({ 'a.html': `<table>${cells([...table, ...other])}</table>` })
    expect([found.task, found.answers, found.classes]).toEqual(['text-classification', expected, sorted])
    expect(found.left.map(({ reason }) => reason.slice(0, 22))).toEqual([
      'It repeats the names o',
      ...Array(3).fill('Another table begins i'),
    ])
  })

  test.each([
    [
      'whose class is called so',
      'text,field,amount',
      (n: number) => `Line ${n} of a receipt,${n % 2 ? 'total' : 'item'},`,
    ],
    [
      'with a text of its own',
      'field,text,amount',
      (n: number) => `${n % 2 ? 'total' : 'item'},Line ${n} of a receipt,`,
    ],
    [
      'with a text, whose class comes once',
      'text,field,amount',
      (n: number) => `Line ${n} of a receipt,${n === 17 ? 'sum' : n % 2 ? 'item' : 'date'},`,
    ],
  ])('a last row %s is no total, whatever its number', async (_, names, write) => {
    const amounts = rows.map((_row, n) => (n === 17 ? 136 : n))
    const found = await read(
      { 'a.csv': `${names}\n${amounts.map((amount, n) => write(n) + amount).join('\n')}\n` },
      { labelColumn: 'field', textColumn: 'text' },
    )
    expect([found.answers.size, found.left]).toEqual([18, []])
  })

  test.each([
    ['Total', (sum: number) => sum.toFixed(1)],
    ['Summe:', (sum: number) => sum.toFixed(1)],
    ['合计', (sum: number) => String(Math.round(sum))],
  ])('a sum under the numbers (%s)', async (word, written) => {
    const prices = rows.map(([text], n) => [text, 10.4 + n * 1.7] as const)
    const sum = prices.reduce((total, [, price]) => total + price, 0)
    const table = `text,price\n${prices.map(([text, price]) => `${text},${price.toFixed(1)}`).join('\n')}\n`
    const found = await read({ 'a.csv': `${table}${word},${written(sum)}\n` })
    expect([found.task, found.answers.size]).toEqual(['text-regression', 18])
    expect(found.left).toEqual([
      { path: 'a.csv, row 20', reason: 'It is the total of the rows above: it adds up "price".' },
    ])
    const other = await read({ 'a.csv': `${table}${word},${(sum + 7).toFixed(1)}\n` })
    expect([other.answers.size, other.left]).toEqual([19, []])
  })
})

describe('quotation marks after backslashes', () => {
  test('as databases write them', async () => {
    const found = await read({
      'a.csv': `text,label\n${lines((text, label) => `"He said \\"${text}\\", then left\\\\",${label}`)}\n`,
    })
    expect([...found.answers].slice(0, 1)).toEqual([...found.answers].slice(0, 1))
    expect([...found.answers.keys()].sort()).toEqual(rows.map(([text]) => `He said "${text}", then left\\`).sort())
    expect([found.classes, found.left]).toEqual([sorted, []])
  })

  test('but a path that ends in a backslash closes its cell', async () => {
    const found = await read({
      'a.csv': `path,text,label\n${lines((text, label) => `"C:\\data\\",${text},${label}`)}\n`,
    })
    expect([found.answers, found.left]).toEqual([expected, []])
  })
})

describe('letters that were encoded twice', () => {
  const above = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
  /** As programs misread UTF-8: as Windows-1252, or as Latin-1, whose bytes from 128 to 159 are no letters. */
  const misread = (text: string, latin: boolean) =>
    Array.from(new TextEncoder().encode(text), (byte) =>
      !latin && byte >= 0x80 && byte < 0xa0 ? above[byte - 0x80] : String.fromCharCode(byte),
    ).join('')
  const accented = rows.map(([text, label], n) => [`${text} – café, “élan” №${n}`, label] as const)

  test.each([
    ['Windows-1252', false, 'â€“'],
    ['Latin-1', true, 'â'],
  ])('are put right and told, and stay where UTF-8 is chosen (%s)', async (_, latin, seen) => {
    const file = { 'a.csv': `text,label\n${lines((text, label) => `"${misread(text, latin)}",${label}`, accented)}\n` }
    const found = await read(file)
    expect(found.answers).toEqual(new Map(accented))
    expect(found.told[0]).toBe(
      `"a.csv": the letters were encoded twice ("${seen}" for "–"), and were put right. Choose UTF-8 to keep them as they are.`,
    )
    expect([...(await read(file, { encoding: 'utf-8' })).answers.keys()].every((text) => text?.includes('Ã©'))).toBe(
      true,
    )
  })

  test('a single letter before a dash or three dots stays', async () => {
    const own = rows.map(([text, label], n) => [n === 3 ? `${text} in the CAFÉ… again` : text, label] as const)
    const found = await read({ 'a.csv': `text,label\n${lines((text, label) => `${text},${label}`, own)}\n` })
    expect([found.answers, found.told]).toEqual([new Map(own), []])
  })

  test('letters of a language that look so by themselves stay', async () => {
    const own = rows.map(([text, label]) => [`${text} Â° Ñandú ÇA VA © Ãlvaro`, label] as const)
    const found = await read({ 'a.csv': `text,label\n${lines((text, label) => `"${text}",${label}`, own)}\n` })
    expect([found.answers, found.told]).toEqual([new Map(own), []])
  })
})

describe('a table for each class', () => {
  const of = (label: string) => rows.filter(([, own]) => own === label).map(([text], n) => `${n},${text}`)
  const files = (path: (label: string) => string) =>
    Object.fromEntries(labels.map((label) => [path(label), `id,text\n${of(label).join('\n')}\n`]))

  test.each([
    ['folder', (label: string) => `${label}/part.csv`],
    ['file', (label: string) => `${label}.csv`],
    ['file', (label: string) => `data/reviews/${label}_1.csv`],
  ])('takes the name of its %s', async (what, path) => {
    const found = await read(files(path))
    expect([found.answers, found.columns?.label]).toEqual([expected, 'class'])
    expect(found.told).toEqual([
      `Each table was read as one class, by the name of its ${what}: "bad", "good", "mixed". If that is wrong, give "class" another role.`,
    ])
  })

  test.each([
    ['parts of a split', ['train.csv', 'test.csv', 'dev.csv']],
    ['shards', ['texts-1.csv', 'texts-2.csv', 'texts-3.csv']],
    ['years', ['2019.csv', '2020.csv', '2021.csv']],
  ])('%s are no classes', async (_, names) => {
    const found = await read(
      Object.fromEntries(labels.map((label, at) => [names[at] ?? '', `id,text\n${of(label).join('\n')}\n`])),
    )
    expect([found.task, found.columns?.label, found.answers.size]).toEqual(['text-generation', null, 18])
  })

  test('answers in the tables go before names', async () => {
    const found = await read({
      'one.csv': `text,label\n${csv(rows.slice(0, 9))}\n`,
      'two.csv': `text,label\n${csv(rows.slice(9))}\n`,
    })
    expect(found.answers).toEqual(expected)
  })
})

test('a Markdown file that is one table is read as it', async () => {
  const table = `| text | label |\n|:---|---|\n${lines((text, label) => `| ${text} \\| so | ${label} |`)}\n`
  const found = await read({ 'a.md': `# Reviews\n\n${table}` })
  expect(found.answers).toEqual(new Map(rows.map(([text, label]) => [`${text} | so`, label])))
  expect(found.told).toEqual(['Only the table in "a.md" was read, not the text around it.'])
  const essay = `# Reviews\n\n${'A paragraph of the essay that says a lot about kettles.\n\n'.repeat(20)}${table}`
  expect((await read({ 'a.md': essay })).task).toBe('text-generation')
})

test('labels in a column of their own, with blanks up to the texts', async () => {
  const found = await read({ 'a.txt': lines((text, label) => `${label.padEnd(10)}${text}`) })
  expect([found.task, found.answers]).toEqual(['text-classification', expected])
})

test("lists of another length beside a file's columns are left out and told", async () => {
  const found = await read({
    'a.json': JSON.stringify({
      texts: rows.map(([text]) => text),
      labels: rows.map(([, label]) => label),
      label_names: labels,
    }),
  })
  expect([found.answers, found.told]).toEqual([expected, ['Lists of another length were left out: "label_names".']])
})

test('answers that were turned down are told', async () => {
  const found = await read({
    'a.jsonl': rows
      .map(([text, label], n) => JSON.stringify({ prompt: text, chosen: `So ${n} is ${label}`, rejected: `No ${n}` }))
      .join('\n'),
  })
  expect(found.task).toBe('conversation')
  expect(found.told).toContain('"rejected" holds 18 answers that were turned down. Nothing is learned from them.')
})

describe('sheets that are called after the parts of a split', () => {
  const sheet = (name: string, of: readonly (readonly string[])[]) =>
    `<table:table table:name="${name}">${of
      .map(
        (cells) =>
          `<table:table-row>${cells.map((cell) => `<table:table-cell office:value-type="string"><text:p>${cell}</text:p></table:table-cell>`).join('')}</table:table-row>`,
      )
      .join('')}</table:table>`
  const workbook = async (...sheets: readonly string[]) =>
    bytesOf(
      await zipOf([
        ['mimetype', 'application/vnd.oasis.opendocument.spreadsheet'],
        [
          'content.xml',
          `<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>${sheets.join('')}</office:spreadsheet></office:body></office:document-content>`,
        ],
      ]),
    )
  const names = ['text', 'label']
  const [train, test_, notes] = [
    sheet('Train', [names, ...rows.slice(0, 12)]),
    // The same columns, the other way round.
    sheet('test set', [names.toReversed(), ...rows.slice(12).map(([text, label]) => [label, text])]),
    sheet('Notes', [['made by hand']]),
  ]

  test('are read as them, each row under its own sheet, and one can be chosen', async () => {
    const file = { 'book.ods': await workbook(train, notes, test_) }
    const found = await read(file)
    expect([found.answers, found.namedSplits]).toEqual([expected, ['train', 'test']])
    expect([found.splits.get(rows[0]?.[0] ?? ''), found.splits.get(rows[12]?.[0] ?? '')]).toEqual(['train', 'test'])
    expect(found.paths).toContain('book.ods, test set, row 2')
    expect(found.told).toEqual([
      'The sheets "Train", "test set" of "book.ods" were read as the parts of a split, not "Notes". One of them can be chosen under “How it is written”.',
    ])
    expect(found.table?.sheets).toEqual({
      names: ['Train + test set', 'Train', 'Notes', 'test set'],
      read: 'Train + test set',
    })
    const [one, all] = [await read(file, { sheet: 'Train' }), await read(file, { sheet: 'Train + test set' })]
    expect([one.answers.size, one.namedSplits, one.told]).toEqual([12, [], []])
    expect([all.answers, all.told]).toEqual([expected, []])
  })

  test('under other columns are not, and are not offered together', async () => {
    const other = sheet('test', [
      ['id', 'grade'],
      ['1', '2'],
      ['2', '3'],
    ])
    const found = await read({ 'book.ods': await workbook(train, other) })
    expect([found.answers.size, found.table?.sheets]).toEqual([12, { names: ['Train', 'test'], read: 'Train' }])
  })

  test('keep what is no row of them apart, and say so by the sheet', async () => {
    const again = sheet('train', [names, ...rows.slice(0, 6), names, ...rows.slice(6, 12)])
    const found = await read({ 'book.ods': await workbook(again, test_) })
    expect([found.answers, found.namedSplits]).toEqual([expected, ['train', 'test']])
    expect(found.left).toEqual([{ path: 'book.ods, train, row 8', reason: 'It repeats the names of the columns.' }])
    expect(found.table).toMatchObject({ total: 18, leftOut: 1 })
  })

  test('with totals of their own are read without them', async () => {
    const priced = rows.map(([text], n) => [text, (10.4 + n * 1.7).toFixed(1)])
    const sum = (from: number, to: number) =>
      priced
        .slice(from, to)
        .reduce((all, [, price]) => all + Number(price), 0)
        .toFixed(1)
    const part = (name: string, from: number, to: number) =>
      sheet(name, [['text', 'price'], ...priced.slice(from, to), ['Total', sum(from, to)]])
    const found = await read({ 'book.ods': await workbook(part('train', 0, 12), part('test', 12, 18)) })
    expect([found.task, found.answers.size]).toEqual(['text-regression', 18])
    expect(found.left.map(({ path }) => path)).toEqual(['book.ods, train, row 14', 'book.ods, test, row 8'])
  })
})

describe('encodings of several files', () => {
  const said = ['Еда была вкусной', 'ждали целый час', 'Официанты вежливые', 'слишком шумно'] as const
  const table = (from: number) =>
    `text,label\n${said.map((text, n) => `${text} ${from + n},${n % 2 ? 'плохо' : 'хорошо'}`).join('\n')}\n`
  const files = {
    'a.csv': encodedIn('koi8-r', table(0)),
    'b.csv': encodedIn('windows-1251', table(10)),
    'c.csv': new TextEncoder().encode(table(20)),
  }
  const options = async (how: Partial<ReadOptions>) => {
    const dataset = await readFiles(dropped(Object.entries(files)), how)
    return { encoding: dataset.encoding, classes: dataset.classes, left: dataset.skipped.length }
  }

  test('are listed each, and one can be chosen for one file', async () => {
    const { encoding, classes } = await options({})
    expect(encoding?.files?.map(({ path, read }) => [path, read]).sort()).toEqual([
      ['a.csv', 'koi8-r'],
      ['b.csv', 'windows-1251'],
      ['c.csv', 'utf-8'],
    ])
    expect(classes).toEqual(['плохо', 'хорошо'])
    const misread = new TextDecoder('windows-1251').decode(encodedIn('koi8-r', 'плохо'))
    const other = await options({ encodings: ['a.csv=windows-1251'] })
    expect(other.classes).toContain(misread)
    expect(other.classes).toContain('плохо')
    expect(other.encoding?.files?.find(({ path }) => path === 'a.csv')?.read).toBe('windows-1251')
  })

  test('go before the one that was chosen for all', async () => {
    const found = await options({ encoding: 'koi8-r', encodings: ['b.csv=windows-1251', 'c.csv=UTF-8'] })
    expect([found.classes, found.left]).toEqual([['плохо', 'хорошо'], 0])
  })

  test('that nobody reads are refused by name', async () => {
    await expect(options({ encodings: ['a.csv=klingon'] })).rejects.toMatchObject({
      code: 'data-unsupported',
      message: expect.stringContaining('klingon') as string,
    })
  })
})
