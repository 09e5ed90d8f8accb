/** Columns as a file: values separated by commas (RFC 4180), a line of JSON for each example, and Parquet. */
import { csvCell } from '../../../shared/csvCell.ts'
import type { Example } from '../../data/dataset.ts'
import type { Cell, ExampleColumn } from './exampleColumns.ts'

export function writeCsv(columns: readonly ExampleColumn[], examples: readonly Example[]): Blob {
  const lines = examples.map((example) => columns.map(({ of }) => quoted(of(example))).join(','))
  return new Blob([`${[columns.map(({ name }) => name).join(','), ...lines].join('\n')}\n`])
}

/** A list is written as JSON. */
function quoted(cell: Cell): string {
  return csvCell(typeof cell === 'object' ? JSON.stringify(cell) : String(cell))
}

export function writeJsonLines(columns: readonly ExampleColumn[], examples: readonly Example[]): Blob {
  const lines = examples.map((example) =>
    JSON.stringify(Object.fromEntries(columns.map(({ name, of }) => [name, of(example)]))),
  )
  return new Blob([`${lines.join('\n')}\n`])
}

/** Its writer is fetched when it is first needed. */
export async function writeParquet(columns: readonly ExampleColumn[], examples: readonly Example[]): Promise<Blob> {
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  const columnData = columns.map(({ name, of }) => ({ name, data: examples.map(of) }))
  const schema = [{ name: 'root', num_children: columns.length }, ...columns.flatMap(schemaOf)]
  return new Blob([parquetWriteBuffer({ columnData, schema })])
}

type Schema = NonNullable<Parameters<typeof import('hyparquet-writer')['parquetWriteBuffer']>[0]['schema']>

const utf8 = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const

const turn: Schema = [
  { name: 'element', repetition_type: 'REQUIRED', num_children: 2 },
  { name: 'role', ...utf8 },
  { name: 'content', ...utf8 },
]

function schemaOf({ name, kind }: ExampleColumn): Schema {
  switch (kind) {
    case 'text':
      return [{ name, ...utf8 }]
    case 'number':
      return [{ name, type: 'DOUBLE', repetition_type: 'REQUIRED' }]
    case 'list':
      return listOf(name, [{ name: 'element', ...utf8 }])
    case 'turns':
      return listOf(name, turn)
    default:
      return kind satisfies never
  }
}

/** A list is a group of a group, as the format's own description has it. */
function listOf(name: string, element: Schema): Schema {
  return [
    { name, converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...element,
  ]
}
