/** Columns of a Parquet file and their values, with what the Hugging Face Hub writes beside them: the names of classes. */

import type { FileMetaData, SchemaElement } from 'hyparquet'
import { isRecord } from '../../isRecord.ts'

/** Top-level columns, in their order. */
export function columnsOf({ schema }: FileMetaData): string[] {
  const names: string[] = []
  for (let at = 1; at < schema.length; at = after(schema, at)) names.push(schema[at]?.name ?? '')
  return names
}

/** The place behind an element and all within it. */
function after(schema: FileMetaData['schema'], at: number): number {
  let next = at + 1
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) next = after(schema, next)
  return next
}

/** A value as a table's cell holds it: nothing and NaN are empty, lists and objects JSON. */
export function parquetCell(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return ''
  if (value instanceof Uint8Array) return ''
  return typeof value === 'object' ? JSON.stringify(value, plain) : String(value)
}

function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  return value instanceof Uint8Array ? undefined : value
}

/** A cell with the names that its numbers stand for, in lists too. */
export function namedCell(value: unknown, names: readonly string[] | undefined): string {
  if (names && Array.isArray(value)) return JSON.stringify(value.map((one) => names[Number(one)] ?? plain('', one)))
  const cell = parquetCell(value)
  return names?.[cell === '' ? -1 : Number(cell)] ?? cell
}

/** A top-level column and all that is within it, what is above before what is below. */
export function elementsOf({ schema }: FileMetaData, column: string): readonly SchemaElement[] {
  let at = 1
  while (at < schema.length && schema[at]?.name !== column) at = after(schema, at)
  return schema.slice(at, after(schema, at))
}

/** A list of fractions, as an embedding is. */
export function holdsVectors(metadata: FileMetaData, column: string): boolean {
  const within = elementsOf(metadata, column)
  const [leaf] = within.slice(-1)
  const repeated = within.some(({ repetition_type }) => repetition_type === 'REPEATED')
  const alone = within.filter(({ type }) => type !== undefined).length === 1
  return repeated && alone && (leaf?.type === 'FLOAT' || leaf?.type === 'DOUBLE')
}

/** By column: the names that its numbers stand for. */
export function classNamesOf({ key_value_metadata = [] }: FileMetaData): ReadonlyMap<string, readonly string[]> {
  return classNamesIn(key_value_metadata.find(({ key }) => key === 'huggingface')?.value)
}

/** The same, of the hub's own note, where there is one. */
export function classNamesIn(note: string | undefined): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const [column, feature] of Object.entries(featuresIn(note))) {
    const names = classLabelOf(feature)?.names
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) found.set(column, names)
  }
  return found
}

/** A class, or the classes of a list. */
function classLabelOf(feature: unknown): Readonly<Record<string, unknown>> | null {
  if (Array.isArray(feature)) return feature.length === 1 ? classLabelOf(feature[0]) : null
  if (!isRecord(feature)) return null
  if (feature._type === 'ClassLabel') return feature
  return ['Sequence', 'List', 'LargeList'].includes(String(feature._type)) ? classLabelOf(feature.feature) : null
}

/** The first column of pictures: each is an object of its bytes and the path that it had. */
export function picturesColumnOf({ schema }: FileMetaData): string | null {
  const at = schema.findIndex(({ num_children }, i) => {
    const children = schema.slice(i + 1, i + 1 + (num_children ?? 0)).map(({ name }) => name)
    return i > 0 && num_children === 2 && children.includes('bytes') && children.includes('path')
  })
  return schema[at]?.name ?? null
}

function featuresIn(note: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(note ?? 'null')
    const info = isRecord(parsed) ? parsed.info : null
    return isRecord(info) && isRecord(info.features) ? info.features : {}
  } catch {
    return {}
  }
}
