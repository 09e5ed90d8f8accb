/** Exports that are named as files of Office before 2007 and are something else, as many programs write them. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { leftOut } from '../../support/inWords.ts'
import { utf16 } from '../../support/legacyText.ts'
import { type Content, dropped, read } from './archives.ts'

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url)))
const reviews = Array.from({ length: 8 }, (_, i) => [`Review ${i}, of a stay`, ['good', 'bad'][i % 2] ?? ''] as const)
const lines = (mark: string) => [['text', 'label'], ...reviews].map((row) => row.join(mark)).join('\r\n')
const rows = reviews.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')
const page = `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body><table><tr><th>text</th><th>label</th></tr>${rows}</table></body></html>`

const exports: readonly (readonly [what: string, name: string, content: Content])[] = [
  ['a page of HTML', 'export.xls', page],
  ['a table of HTML alone, in capitals', 'EXPORT.XLS', page.slice(page.indexOf('<table>'), -14).toUpperCase()],
  ['rows between tabs', 'export.xls', lines('\t')],
  ['rows between tabs in UTF-16', 'export.xls', Uint8Array.of(0xff, 0xfe, ...utf16(lines('\t'), 'le'))],
  ['rows between semicolons', 'export.xlt', lines(';')],
]

test.each(exports)(
  '%s named as an old spreadsheet (%s) is the table that it is, alone and beside others',
  async (...given) => {
    const [, name, content] = given
    for (const others of [[], [['readme.txt', 'About the export.']]] as [string, string][][]) {
      const { task, classes, examples } = await read(dropped([[name, content], ...others]))
      expect(task).toBe('text-classification')
      expect(classes.map((each) => each.toLowerCase())).toEqual(['bad', 'good'])
      expect(examples).toHaveLength(8)
    }
  },
)

test('a workbook of today named as an old one, and RTF named as an old document, are read', async () => {
  expect((await read(dropped([['book.xls', fixture('tables/opinions.xlsx')]]))).classes).toEqual(['no', 'yes'])
  const texts = ['a/1', 'a/2', 'a/3', 'b/1', 'b/2', 'b/3'].map((path): [string, string] => [
    `${path}.doc`,
    `{\\rtf1\\ansi Text \\b of\\b0  ${path}.\\par}`,
  ])
  const { classes, examples } = await read(dropped(texts))
  expect(classes).toEqual(['a', 'b'])
  expect(examples.map(({ content }) => content.kind === 'text' && content.text).toSorted()[0]).toBe('Text of a/1.')
})

test('what is an old spreadsheet is named as one, and so is the XML of 2003', async () => {
  const compound = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Uint8Array(600))
  const xml =
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
  for (const content of [compound, xml]) {
    const { skipped } = await read(
      dropped([
        ['old.xls', content],
        ['rows.csv', lines(',')],
      ]),
    )
    expect(leftOut(skipped)).toEqual([
      {
        path: 'old.xls',
        reason: 'This is a spreadsheet as Excel wrote them before 2007, or a binary one. Save it as XLSX or CSV.',
      },
    ])
  }
})
