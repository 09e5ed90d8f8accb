/** Tables in plenty, for `npm run large`: rows of invented reviews, some of them nearly alike, as CSV and as Parquet. */

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'

import { chance } from './photographs.ts'

const subjects = ['The kettle', 'This lamp', 'Our old radio', 'The third chair', 'A borrowed tent', 'The small printer']
const acts = ['arrived', 'broke', 'worked', 'was sent back', 'stood in the hall', 'made a noise', 'was repaired']
const times = ['after two days', 'in the first week', 'before the holidays', 'on a Sunday', 'without a word', 'at once']
const ends = [
  'and nobody minded',
  'but the seller answered',
  'so we kept it',
  'which was a pity',
  'as it said on the box',
]
const labels = ['bad', 'fair', 'good']

/** A row that no other is like, but one in twenty, which says what an earlier one said. */
export function reviewOf(row: number): { readonly text: string; readonly label: string } {
  const said = row % 20 === 19 ? row - 10 : row
  const draw = chance(said)
  const sentence = () =>
    `${pick(subjects, draw)} number ${Math.floor(draw() * 1e6)} ${pick(acts, draw)} ${pick(times, draw)}, ${pick(ends, draw)}.`
  const text = Array.from({ length: 2 + Math.floor(3 * draw()) }, sentence).join(' ')
  return { text: said === row ? text : `${text} Again.`, label: labels[said % labels.length] as string }
}

function pick(words: readonly string[], draw: () => number): string {
  return words[Math.floor(draw() * words.length)] as string
}

export async function makeCsv(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file)
  out.write('id,text,label\n')
  for (let row = 0; row < rows; row++) {
    const { text, label } = reviewOf(row)
    if (!out.write(`${row},"${text}",${label}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

/** Bytes of each row that no training uses, as tables of embeddings have them. */
const ballast = 4096
const group = 10_000

export async function makeParquet(file: string, rows: number): Promise<void> {
  const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const
  const writer = new ParquetWriter({
    writer: fileWriter(file),
    schema: [
      { name: 'root', num_children: 3 },
      { name: 'text', ...text },
      { name: 'label', ...text },
      { name: 'embedding', type: 'BYTE_ARRAY', repetition_type: 'REQUIRED' },
    ],
  })
  for (let from = 0; from < rows; from += group) {
    const numbers = Array.from({ length: Math.min(group, rows - from) }, (_, i) => from + i)
    writer.write({
      columnData: [
        { name: 'text', data: numbers.map((row) => reviewOf(row).text) },
        { name: 'label', data: numbers.map((row) => reviewOf(row).label) },
        { name: 'embedding', data: numbers.map((row) => noise(row)) },
      ],
      rowGroupSize: group,
    })
  }
  writer.finish()
}

function noise(row: number): Uint8Array {
  const words = new Uint32Array(ballast / 4)
  let state = Math.imul(row + 1, 2654435761)
  for (let at = 0; at < words.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    words[at] = state ^ (state >>> 16)
  }
  return new Uint8Array(words.buffer)
}
