/** Ways of writing a table between marks: which mark, where the header is, and what a program wrote around the rows. */
import { describe, expect, test } from 'vitest'
import { createPace } from '../../../src/engine/data/pace.ts'
import { csvReader } from '../../../src/engine/data/readers/csvTable.ts'
import { inWords, leftOut } from '../../support/inWords.ts'

async function read(text: string, wanted: readonly string[] = []) {
  const pace = createPace(new AbortController().signal)
  const { names, rows, skipped, dialect, warnings = [] } = await csvReader.read('some.csv', text, { pace, wanted })
  return {
    names,
    cells: rows.map(({ cells }) => cells),
    rows: rows.map(({ row }) => row),
    left: leftOut(skipped.list()),
    dialect: dialect?.separator ?? '',
    warnings: inWords(warnings),
  }
}

const opinions = [
  ['The soup was warm, and good', 'positive'],
  ['Too loud, too late', 'negative'],
  ['It was a room', 'neutral'],
  ['Nobody came, so we left', 'negative'],
] as const
const joined = (mark: string, header = ['comment', 'verdict']) =>
  [header, ...opinions].map((cells) => cells.join(mark)).join('\n')
const quoted = (mark: string, header = ['comment', 'verdict']) =>
  [header, ...opinions].map((cells) => cells.map((cell) => `"${cell}"`).join(mark)).join('\n')

describe('the mark between cells', () => {
  test.each([
    [';', 'semicolon', []],
    ['\t', 'tab', []],
    [
      '|',
      'pipe',
      ['"some.csv" was read as separated by pipes ("|"). If its columns look wrong, choose another separator.'],
    ],
  ])('%j is told from the commas of prose', async (mark, dialect, warnings) => {
    const found = await read(joined(mark))
    expect(found).toEqual({
      names: ['comment', 'verdict'],
      cells: opinions,
      rows: [2, 3, 4, 5],
      left: [],
      dialect,
      warnings,
    })
    expect((await read(quoted(mark))).cells).toEqual(opinions)
  })

  test('commas are told from semicolons and pipes within cells', async () => {
    const found = await read('text,labels\n"a; b, c",food;price\n"d; e, f",service\nghi | j,food;service\n')
    expect(found.dialect).toBe('comma')
    expect(found.cells).toEqual([
      ['a; b, c', 'food;price'],
      ['d; e, f', 'service'],
      ['ghi | j', 'food;service'],
    ])
  })

  test.each([', ', ' , ', ' ,'])('spaces around the mark belong to no cell: "%s"', async (mark) => {
    const found = await read(quoted(mark, ['id', 'text']))
    expect(found.names).toEqual(['id', 'text'])
    expect(found.cells).toEqual(opinions)
  })

  test('a space after every mark is one of writing, and some are ones of prose', async () => {
    expect((await read('id, text, label\n1, good day, a\n2, bad day, b\n')).cells).toEqual([
      ['1', 'good day', 'a'],
      ['2', 'bad day', 'b'],
    ])
    expect((await read('id,text,label\n1, good day,a\n2,bad day,b\n')).cells[0]).toEqual(['1', ' good day', 'a'])
  })

  test('a quotation mark within words is a character', async () => {
    const found = await read('text,label\nhe said, "no"\nshe said "yes" twice,b\n5" nails,c\n')
    expect(found.cells).toEqual([
      ['he said', 'no'],
      ['she said "yes" twice', 'b'],
      ['5" nails', 'c'],
    ])
    expect(found.left).toEqual([])
  })

  test.each([
    ['sep=;', ';'],
    ['"sep=;"', ';'],
    ['SEP=,', ','],
    ['sep=|', '|'],
    ['sep=\t', '\t'],
    ['sep=\\t', '\t'],
    ['\uFEFFsep=;', ';'],
  ])('the line "%s" is obeyed, and is no row', async (line, mark) => {
    const found = await read(`${line}\r\n${quoted(mark).replaceAll('\n', '\r\n')}`)
    expect(found.names).toEqual(['comment', 'verdict'])
    expect(found.cells).toEqual(opinions)
    expect(found.rows).toEqual([3, 4, 5, 6])
  })

  test('runs of spaces separate even rows, and never prose', async () => {
    const aligned = 'word      count  kind\nhouse        12  noun\nto run        3  verb\nred          40  adjective\n'
    expect(await read(aligned)).toMatchObject({
      names: ['word', 'count', 'kind'],
      cells: [
        ['house', '12', 'noun'],
        ['to run', '3', 'verb'],
        ['red', '40', 'adjective'],
      ],
      dialect: 'columns',
    })
    const plain = 'id text label\n1 "good day" a\n2 "bad day" b\n3 "no day" a\n4 "a day" b\n'
    expect(await read(plain)).toMatchObject({
      cells: [
        ['1', 'good day', 'a'],
        ['2', 'bad day', 'b'],
        ['3', 'no day', 'a'],
        ['4', 'a day', 'b'],
      ],
    })
    const prose = 'text\nOnce upon\nTwice upon\nThrice upon\nNever again\n'
    expect((await read(prose)).names).toEqual(['text'])
    expect((await read('text\nOne  two\nThree four  five  six\nSeven\nEight\n')).names).toEqual(['text'])
  })
})

describe('prose without quotation marks', () => {
  test('keeps its commas where a space follows them, in whichever column it stands, and is told', async () => {
    const first = await read('text,label\nwarm, and good,a\nloud,b\nlate, dull, and cold,a\n')
    expect(first.cells).toEqual([
      ['warm, and good', 'a'],
      ['loud', 'b'],
      ['late, dull, and cold', 'a'],
    ])
    expect(first.warnings).toEqual([
      '2 rows (the first is row 2) hold the separator within a text, without quotation marks. It was read as part of the text, because a space follows it.',
    ])
    const last = await read('label,text\na,warm, and good\nb,loud, not good\na,late, and cold\n')
    expect([last.names, last.cells[1]]).toEqual([
      ['label', 'text'],
      ['b', 'loud, not good'],
    ])
    expect((await read('text,label\na,x\nb,y,more\nc,x\n')).rows).toEqual([2, 4])
  })
})

test("Markdown's tables are tables", async () => {
  const found = await read('| text | label |\n|------|:-----:|\n| a good day | x |\n| a bad day | y |\n')
  expect(found.names).toEqual(['text', 'label'])
  expect(found.cells).toEqual([
    ['a good day', 'x'],
    ['a bad day', 'y'],
  ])
})

test('the choices that Label Studio writes into a cell are the list that they hold', async () => {
  const several = await read('text,topic\na,"{""choices"":[""x"",""y""]}"\nb,x\n')
  expect(several.cells).toEqual([
    ['a', '["x","y"]'],
    ['b', '["x"]'],
  ])
})

describe('marks too many', () => {
  const plain = ['a good day,x', 'a bad day,y', 'no day,x', 'any day,y']
  test.each([
    ['in the header', ['text,label,', ...plain]],
    ['in the rows', ['text,label', ...plain.map((line) => `${line},`)]],
    ['in both', ['text,label,', ...plain.map((line) => `${line},`)]],
    ['in some rows', ['text,label', ...plain.map((line, i) => (i === 1 ? `${line},` : line))]],
    ['three of them, in the rows', ['text,label', ...plain.map((line) => `${line},,,`)]],
    ['in the header and some rows', ['text,label,,', ...plain.map((line, i) => (i > 1 ? `${line},` : line))]],
  ])('%s shift no column', async (_, lines) => {
    const found = await read(lines.join('\n'))
    expect(found.names).toEqual(['text', 'label'])
    expect(found.cells).toEqual(plain.map((line) => line.split(',')))
    expect(found.left).toEqual([])
    expect(found.warnings).toEqual([])
  })

  test('a last column without a name that holds something stays, and is told', async () => {
    const found = await read(['text,label,', 'a,x,seen', 'b,y,', 'c,x,seen', 'd,y,'].join('\n'))
    expect(found.names).toEqual(['text', 'label', 'column 3'])
    expect(found.cells[0]).toEqual(['a', 'x', 'seen'])
    expect(found.warnings).toEqual(['"some.csv" has columns without a name; they are called "column 3".'])
  })

  test("R's names of rows have no name above them", async () => {
    const found = await read('"text","label"\n"1","a good day","x"\n"2","a bad day","y"\n"3","no day","x"\n')
    expect(found.names).toEqual(['column 1', 'text', 'label'])
    expect(found.cells[1]).toEqual(['2', 'a bad day', 'y'])
    expect(found.warnings[0]).toContain('The first cell was read as the name of the row.')
  })
})

describe('what stands above the header', () => {
  const body = ['id,comment,category', '0,"Good, really",a', '1,"Bad, sadly",b', '2,"Fine, thanks",a']
  test.each([
    ['lines filled up with marks', ['Exported by SurveyTool 3.2,,', 'Date: 2024-05-01,,', ',,'], 3],
    ['lines without marks', ['Exported by SurveyTool 3.2', 'Date: 2024-05-01', ''], 3],
    ['a remark', ['# made by a tool, version 3'], 1],
    ['a title and its date', ['My report,2024-05-01,'], 1],
  ])('%s are left out and told', async (_, above, lines) => {
    const found = await read([...above, ...body].join('\n'))
    expect(found.names).toEqual(['id', 'comment', 'category'])
    expect(found.cells).toEqual([
      ['0', 'Good, really', 'a'],
      ['1', 'Bad, sadly', 'b'],
      ['2', 'Fine, thanks', 'a'],
    ])
    expect(found.warnings.length).toBe(1)
    expect(found.warnings[0]).toMatch(
      new RegExp(
        `^"some.csv" begins with ${lines} lines? above the names of its columns \\("${above[0]?.replace(/,+$/, '').slice(0, 5)}`,
      ),
    )
  })

  test('blank lines above the header are nothing', async () => {
    expect(await read(`\n\r\n${body.join('\n')}`)).toMatchObject({
      names: ['id', 'comment', 'category'],
      rows: [4, 5, 6],
      warnings: [],
    })
  })

  test('a first row of data with an empty cell is no preamble', async () => {
    const found = await read('what a day it was,\nanother day of that kind,good\nand a third,bad\nand a fourth,good\n')
    expect(found.names).toEqual(['column 1', 'column 2'])
    expect(found.cells.length).toBe(4)
  })
})

describe('names of columns', () => {
  test('are trimmed, made distinct and told', async () => {
    const found = await read('\uFEFF text , label ,label,,text\na,x,1,p,q\nb,y,2,p,q\n')
    expect(found.names).toEqual(['text', 'label', 'label (2)', 'column 4', 'text (2)'])
    expect(found.warnings).toEqual([
      '"some.csv" has columns without a name; they are called "column 4".',
      '"some.csv" has several columns of the same name; the later ones are called "label (2)", "text (2)".',
    ])
  })

  test('may be long questions, where the columns below are of another kind', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => `2024-01-0${i % 9},${i % 2 ? 'yes' : 'no'},${i}`)
    const found = await read(
      ['When did you arrive at our hotel?,Would you come again?,How many nights did you stay here?', ...rows].join(
        '\n',
      ),
    )
    expect(found.names[1]).toBe('Would you come again?')
    expect(found.cells.length).toBe(10)
  })

  test('are missing where the first row is of the kind of the others', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `It was day ${i} of the year,${i % 2 ? 'good' : 'bad'}`)
    expect(await read(rows.join('\n'))).toMatchObject({
      names: ['column 1', 'column 2'],
      rows: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    })
  })
})

test('ragged rows are left out by their numbers, and the others are read', async () => {
  const found = await read('text,label\na,x\nb\nc,y,z,w\n"d" e,x\nf,y\n')
  expect(found.rows).toEqual([2, 6])
  expect(found.left.map(({ path }) => path)).toEqual(['some.csv, row 3', 'some.csv, row 4', 'some.csv, row 5'])
})

test('200,000 rows are read in a time that grows with them', async () => {
  const rows = (count: number) =>
    `text,label\n${Array.from({ length: count }, (_, i) => `"row ""${i}"", quoted",${i % 2}`).join('\n')}`
  const timed = async (count: number) => {
    const text = rows(count)
    const started = performance.now()
    expect((await read(text)).cells.length).toBe(count)
    return performance.now() - started
  }
  await timed(1000)
  const [small, large] = [await timed(20_000), await timed(200_000)]
  // Ten times as many take ten times as long; quadratic reading would take a hundred. Shared cores take their share.
  expect(large).toBeLessThan(40 * Math.max(small, 20))
})

test('marks that nothing closes cost no more than their lines, however many', async () => {
  const text = `text,label\n${Array.from({ length: 30_000 }, (_, i) => (i % 2 ? `plain ${i},a` : `"open ${i},b`)).join('\n')}`
  const started = performance.now()
  const found = await read(text)
  expect(found.cells.length + 15_000).toBeGreaterThanOrEqual(30_000)
  expect(performance.now() - started).toBeLessThan(10_000)
})
