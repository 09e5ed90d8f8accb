/**
 * Which columns of a Parquet file are read. Bytes that are no text, and lists of fractions, never are. Of a large file the
 * others are judged by rows from all over it: what is trained on has the room that there is, and no row is left out for
 * the bytes of a column that nobody uses.
 */
import type { ColumnMetaData, FileMetaData, RowGroup, SchemaElement } from 'hyparquet'
import { few } from '../../../shared/messages/few.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { Excerpt } from '../dataFile.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { skippedRows } from '../skippedRows.ts'
import { isText } from '../sniff.ts'
import type { ColumnRoom, TableOptions, TableRow, TextTable } from '../table.ts'
import { classNamesOf, columnsOf, elementsOf, holdsVectors, namedCell } from './parquetFeatures.ts'
import type { ParquetFile } from './parquetFile.ts'
import { columnValues } from './parquetValues.ts'

export const usualRoom: ColumnRoom = { all: limits.tableUnpackedBytes, aside: limits.asideBytes }

export interface ChosenColumns {
  /** All that the table has, in the file's order. */
  readonly names: readonly string[]
  /** Those of them whose values nobody needs, with what they would unpack to; they are not read. */
  readonly unread: ReadonlyMap<string, number>
  readonly warnings: readonly Message[]
}

export function isAskedFor(column: string, excerpt: Excerpt | undefined): boolean {
  return !excerpt || excerpt.columns.length === 0 || excerpt.columns.includes(column)
}

export async function chosenColumns(parquet: ParquetFile, options: TableOptions): Promise<ChosenColumns> {
  const { metadata } = parquet
  const asked = columnsOf(metadata).filter((name) => isAskedFor(name, options.excerpt))
  const vectors = asked.filter((name) => holdsVectors(metadata, name))
  const bytes: string[] = []
  for (const name of asked) if (!vectors.includes(name) && (await holdsBytes(parquet, name, options))) bytes.push(name)
  const names = asked.filter((name) => !vectors.includes(name) && !bytes.includes(name))
  const unread = await unreadAmong(parquet, names, options)
  return {
    names,
    unread,
    warnings: [
      ...(vectors.length > 0 ? [notice('columnsOfVectors', { columns: shown(vectors) })] : []),
      ...(bytes.length > 0 ? [notice('columnsOfBytes', { columns: shown(bytes) })] : []),
      ...(unread.size > 0
        ? [notice('columnsNotRead', { columns: shown([...unread.keys()]), bytes: sum(unread) })]
        : []),
    ],
  }
}

function shown(names: readonly string[]) {
  return few(names.map((name) => displayText(name, limits.labelLength)))
}

function sum(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((whole, size) => whole + size, 0)
}

/** Values by which bytes are told from texts that were written without saying so. */
const valuesLooked = 20

/** Most of it are bytes of which the file does not say what they are, and which are no text: of pictures, sounds, numbers. */
async function holdsBytes(parquet: ParquetFile, column: string, { pace }: TableOptions): Promise<boolean> {
  const [group] = parquet.metadata.row_groups
  const whole = sizesOf(parquet.metadata, [column])
  for (const { path, repeated, element } of leavesOf(parquet.metadata, column)) {
    if (!isUntyped(element) || 2 * sizesOf(parquet.metadata, path).unpacked < whole.unpacked) continue
    if (element.type === 'FIXED_LEN_BYTE_ARRAY') return true
    if (repeated || !group) continue
    const rows = Math.min(valuesLooked, Number(group.num_rows))
    if (rows === 0) continue
    const filled: Uint8Array[] = []
    for await (const values of columnValues(parquet, { group, path, rows, pace, utf8: false }))
      for (const value of Array.from(values, bytesWithin)) if (value !== null && value.length > 0) filled.push(value)
    if (2 * filled.filter(isText).length < filled.length) return true
  }
  return false
}

/** A field's value stands in the objects around it. */
function bytesWithin(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array || value === null || typeof value !== 'object')
    return value instanceof Uint8Array ? value : null
  const [only] = Object.values(value)
  return bytesWithin(only)
}

function isUntyped({ type, converted_type, logical_type }: SchemaElement): boolean {
  return (type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY') && !converted_type && !logical_type
}

interface Leaf {
  readonly path: readonly string[]
  readonly element: SchemaElement
  /** Whether it lies in a list. */
  readonly repeated: boolean
}

function leavesOf(metadata: FileMetaData, column: string): readonly Leaf[] {
  const elements = elementsOf(metadata, column)
  const leaves: Leaf[] = []
  const walk = (at: number, above: readonly string[], within: boolean): number => {
    const element = elements[at]
    if (!element) return at + 1
    const path = [...above, element.name]
    const repeated = within || element.repetition_type === 'REPEATED'
    if (!element.num_children) leaves.push({ path, element, repeated })
    let next = at + 1
    for (let child = 0; child < (element.num_children ?? 0); child++) next = walk(next, path, repeated)
    return next
  }
  walk(0, [], false)
  return leaves
}

interface Sizes {
  readonly unpacked: number
  readonly packed: number
}

/** What a column, or a field of it, takes in the whole file. */
export function sizesOf({ row_groups }: FileMetaData, path: readonly string[]): Sizes {
  const isWithin = (chunk: ColumnMetaData) => path.every((name, depth) => chunk.path_in_schema[depth] === name)
  const chunks = row_groups.flatMap(({ columns }) =>
    columns.flatMap(({ meta_data }) => (meta_data && isWithin(meta_data) ? [meta_data] : [])),
  )
  const total = (of: (chunk: ColumnMetaData) => bigint) => chunks.reduce((whole, chunk) => whole + Number(of(chunk)), 0)
  return {
    unpacked: total((chunk) => chunk.total_uncompressed_size),
    packed: total((chunk) => chunk.total_compressed_size),
  }
}

async function unreadAmong(
  parquet: ParquetFile,
  names: readonly string[],
  options: TableOptions,
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map(names.map((name) => [name, sizesOf(parquet.metadata, [name])]))
  const { all, aside } = options.room ?? usualRoom
  const room = { unpacked: aside, packed: options.excerpt?.packedBytes ?? Number.POSITIVE_INFINITY }
  const { usedOf } = options
  if (!usedOf || fitsInto(totalOf([...sizes.values()]), room)) return new Map()
  const used = await usedOf(await sampleOf(parquet, names, options))
  const taken = totalOf([...sizes].flatMap(([name, size]) => (used.includes(name) ? [size] : [])))
  const left = {
    unpacked: Math.min(room.unpacked, all - taken.unpacked),
    packed: room.packed - taken.packed,
  }
  const unread = new Map<string, number>()
  const asides = [...sizes].filter(([name]) => !used.includes(name)).toSorted(([, a], [, b]) => a.unpacked - b.unpacked)
  for (const [name, size] of asides) {
    if (fitsInto(size, left)) {
      left.unpacked -= size.unpacked
      left.packed -= size.packed
    } else unread.set(name, size.unpacked)
  }
  return unread
}

function totalOf(sizes: readonly Sizes[]): Sizes {
  return {
    unpacked: sizes.reduce((whole, { unpacked }) => whole + unpacked, 0),
    packed: sizes.reduce((whole, { packed }) => whole + packed, 0),
  }
}

function fitsInto(size: Sizes, room: Sizes): boolean {
  return size.unpacked <= room.unpacked && size.packed <= room.packed
}

/** Groups from all over the file, rows of them all together, and what these take at most unless rows are very long. */
const groupsSampled = 4
const rowsSampled = 1_000
const bytesSampled = 8 * 1024 ** 2
const leastSampled = 16

/** Its first rows alone may be all of one class. */
async function sampleOf(parquet: ParquetFile, names: readonly string[], options: TableOptions): Promise<TextTable> {
  const { metadata, title } = parquet
  const { unpacked } = totalOf(names.map((name) => sizesOf(metadata, [name])))
  const fitting = Math.floor(bytesSampled / Math.max(1, unpacked / Number(metadata.num_rows)))
  const groups = spread(metadata.row_groups.filter(({ num_rows }) => num_rows > 0n))
  const most = Math.ceil(Math.max(leastSampled, Math.min(rowsSampled, fitting)) / Math.max(1, groups.length))
  const rows: TableRow[] = []
  for (const group of groups) {
    const count = Math.min(most, Number(group.num_rows))
    const columns: (readonly string[])[] = []
    for (const name of names) columns.push(await cellsIn(parquet, { group, name, rows: count }, options))
    for (let row = 0; row < count; row++)
      rows.push({ row: rows.length + 1, cells: columns.map((cells) => cells[row] ?? '') })
  }
  return { title, names, rows, skipped: skippedRows(title) }
}

function spread(groups: readonly RowGroup[]): readonly RowGroup[] {
  if (groups.length <= groupsSampled) return groups
  const step = (groups.length - 1) / (groupsSampled - 1)
  return Array.from({ length: groupsSampled }, (_, at) => groups[Math.round(at * step)] as RowGroup)
}

interface Stretch {
  readonly group: RowGroup
  readonly name: string
  /** From the group's first row on. */
  readonly rows: number
}

/** A column's values as cells. `onCells` hears how many there are by now. */
export async function cellsIn(
  parquet: ParquetFile,
  { group, name, rows }: Stretch,
  { pace }: Pick<TableOptions, 'pace'>,
  onCells: (done: number) => void = () => {},
): Promise<readonly string[]> {
  const classNames = classNamesOf(parquet.metadata).get(name)
  const same = repeatedCells()
  const cells: string[] = []
  for await (const values of columnValues(parquet, { group, path: [name], rows, pace })) {
    for (let i = 0; i < values.length; i++) cells.push(same(namedCell(values[i], classNames)))
    onCells(cells.length)
  }
  return cells
}

/** Different short cells of a column that are held once. */
const mostHeld = 2_000

/** Values that come again are one string, however often the file holds them. */
function repeatedCells(): (cell: string) => string {
  const held = new Map<string, string>()
  return (cell) => {
    const known = held.get(cell)
    if (known !== undefined) return known
    if (cell.length <= limits.labelLength && held.size < mostHeld) held.set(cell, cell)
    return cell
  }
}
