/** Pages in columns: each is read to its end, however the document draws them; tables and plain pages stay as they are. */
import { describe, expect, test } from 'vitest'
import { createPace } from '../../../src/engine/data/pace.ts'
import { pdfReader } from '../../../src/engine/data/readers/pdf.ts'
import { type DrawnText, smallPdf } from '../../support/smallPdf.ts'

async function read(lines: readonly DrawnText[]): Promise<string> {
  const how = { title: 'page.pdf', pace: createPace(new AbortController().signal) }
  return 'readBytes' in pdfReader ? (await pdfReader.readBytes(smallPdf(lines), how)).text : ''
}

const words =
  'the ship left the harbour at dawn and sailed along a quiet coast until the evening came over the hills'.split(' ')
/** A line of prose that names its column and its place in it. */
const line = (column: string, at: number, length = 44) => {
  let text = `${column}${at}`
  for (let word = at; text.length < length - 6; word++) text += ` ${words[word % words.length]}`
  return text
}
const column = (name: string, x: number, count: number, from = 700, length = 44) =>
  Array.from({ length: count }, (_, at) => ({ text: line(name, at, length), x, y: from - 14 * at }))
const rowByRow = (...columns: readonly (readonly DrawnText[])[]) =>
  (columns[0] ?? []).flatMap((_, at) => columns.flatMap((each) => each[at] ?? []))
/** Names of columns and places, as they follow one another. */
const order = (text: string) => [...text.matchAll(/\b([A-Z]\d+)\b/g)].map(([name]) => name)
const names = (name: string, count: number, from = 0) => Array.from({ length: count }, (_, at) => `${name}${from + at}`)

describe('two columns', () => {
  const [left, right] = [column('A', 60, 20), column('B', 330, 20)]

  test('that are drawn row by row are read one after the other', async () => {
    expect(order(await read(rowByRow(left, right)))).toEqual([...names('A', 20), ...names('B', 20)])
  })

  test('that are drawn one after the other stay', async () => {
    expect(order(await read([...left, ...right]))).toEqual([...names('A', 20), ...names('B', 20)])
  })

  test('part at a line over the whole width', async () => {
    const title = { text: `T0 ${words.concat(words).join(' ').slice(0, 100)}`, x: 60, y: 560 }
    const [above, below] = [
      rowByRow(column('A', 60, 9), column('B', 330, 9)),
      rowByRow(column('C', 60, 9, 540), column('D', 330, 9, 540)),
    ]
    expect(order(await read([...above, title, ...below]))).toEqual([
      ...[...names('A', 9), ...names('B', 9), 'T0'],
      ...[...names('C', 9), ...names('D', 9)],
    ])
  })
})

test('three columns are read one after another', async () => {
  const columns = ['A', 'B', 'C'].map((name, at) => column(name, 50 + 180 * at, 16, 700, 30))
  expect(order(await read(rowByRow(...columns)))).toEqual(['A', 'B', 'C'].flatMap((name) => names(name, 16)))
})

describe('what stands side by side and is no column of prose', () => {
  test('rows of a table stay rows', async () => {
    const rows = Array.from({ length: 16 }, (_, at) => [
      { text: `A${at} kettle`, x: 60, y: 700 - 14 * at },
      { text: `B${at} ${at * 7}`, x: 330, y: 700 - 14 * at },
    ]).flat()
    expect(order(await read(rows))).toEqual(Array.from({ length: 16 }, (_, at) => [`A${at}`, `B${at}`]).flat())
  })

  test('a page of one column stays as it is drawn', async () => {
    const lines = Array.from({ length: 20 }, (_, at) => ({ text: line('A', at, 88), x: 60, y: 700 - 14 * at }))
    expect(order(await read(lines))).toEqual(names('A', 20))
  })
})
