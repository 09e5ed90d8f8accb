/**
 * The cells of one stretch of rows of an Arrow table, read where they stand when they are asked for. What a cell holds
 * is paid for, so that cells which all refer to the same bytes cannot fill the memory.
 */
import { ThawError } from '../../../shared/messages/errors.ts'
import { limits } from '../limits.ts'
import type { ArrowBatch } from './arrowBatches.ts'
import { type ArrowField, arrowTypes } from './arrowFields.ts'
import { decimals, floats, inMilliseconds, intervals, isoTime, Values } from './arrowNumbers.ts'

/** Cells of a column: texts, numbers, lists and objects; what is empty is null. */
export interface Cells {
  readonly length: number
  readonly at: (row: number) => unknown
}

export interface CellReading {
  /** The values that a dictionary's numbers stand for. */
  readonly dictionary: (id: number) => Cells
  /** Takes from what the cells of the whole table may hold. */
  readonly spend: (bytes: number) => void
}

/** Characters and entries of all cells together. */
export function cellBudget(): (bytes: number) => void {
  let left: number = limits.tableUnpackedBytes
  return (bytes) => {
    left -= bytes
    if (left < 0) throw new ThawError('data-too-large', 'archiveUnpacksTooLarge', { most: limits.tableUnpackedBytes })
  }
}

/** A list's entry takes so much, whatever it is. */
const entryBytes = 8

/** The columns of a stretch of rows, in their order. @throws RangeError where they do not fit together. */
export function cellsOf(fields: readonly ArrowField[], batch: ArrowBatch, reading: CellReading): readonly Cells[] {
  const cursor = new Cursor(batch)
  return fields.map((field) => {
    const cells = columnCells(field, cursor, reading)
    if (cells.length !== batch.rows) throw new RangeError(`${cells.length} cells for ${batch.rows} rows`)
    return cells
  })
}

/** A dictionary's values, which have the type of the column that refers to them. */
export function dictionaryCells(field: ArrowField, batch: ArrowBatch, reading: CellReading): Cells {
  return remembered(columnCells({ ...field, dictionary: null }, new Cursor(batch), reading))
}

/** Dictionaries that were added to one another. */
export function joinedCells(parts: readonly Cells[]): Cells {
  const [only] = parts
  if (only && parts.length === 1) return only
  return {
    length: parts.reduce((sum, { length }) => sum + length, 0),
    at(row) {
      let within = row
      for (const part of parts) {
        if (within < part.length) return part.at(within)
        within -= part.length
      }
      throw new RangeError(`an entry ${row} of a dictionary that has fewer`)
    },
  }
}

/** Values that come again are one, and are paid for once. */
function remembered({ length, at }: Cells): Cells {
  const known = new Map<number, unknown>()
  return {
    length,
    at(row) {
      if (row >= length) throw new RangeError(`an entry ${row} of a dictionary of ${length}`)
      if (!known.has(row)) known.set(row, at(row))
      return known.get(row)
    },
  }
}

/** What the batch lists comes column by column, each before those within it. */
class Cursor {
  readonly #batch: ArrowBatch
  #nodes = 0
  #buffers = 0
  #views = 0

  constructor(batch: ArrowBatch) {
    this.#batch = batch
  }

  node() {
    const node = this.#batch.nodes[this.#nodes++]
    if (!node) throw new RangeError('fewer columns than the schema names')
    return node
  }

  buffer(): Values {
    const buffer = this.#batch.buffers[this.#buffers++]
    if (!buffer) throw new RangeError('fewer buffers than its columns need')
    return new Values(buffer)
  }

  views(): number {
    return this.#batch.views[this.#views++] ?? 0
  }
}

type Reader = (row: number) => unknown

function columnCells(field: ArrowField, cursor: Cursor, reading: CellReading): Cells {
  const { length, nulls } = cursor.node()
  if (field.dictionary) {
    const { id, index } = field.dictionary
    const [valid, numbers] = [cursor.buffer(), cursor.buffer()]
    const values = reading.dictionary(id)
    return nullable({ length, nulls, valid }, (row) => values.at(Number(numbers.int(row, index.bits, index.signed))))
  }
  if (field.type === arrowTypes.null) return { length, at: () => null }
  const make = makers[field.type]
  if (!make) throw new RangeError(`a column of type ${field.type}`)
  if (withoutValidity.includes(field.type)) return { length, at: make(field, cursor, reading) }
  const valid = cursor.buffer()
  return nullable({ length, nulls, valid }, make(field, cursor, reading))
}

const withoutValidity: readonly number[] = [arrowTypes.union, arrowTypes.runs]

interface Nullable {
  readonly length: number
  readonly nulls: number
  readonly valid: Values
}

/** Bits that say which cells are there may be left out where all are. */
function nullable({ length, nulls, valid }: Nullable, read: Reader): Cells {
  if (nulls === 0) return { length, at: read }
  return { length, at: (row) => (valid.bytes.length === 0 || valid.bit(row) ? read(row) : null) }
}

type Maker = (field: ArrowField, cursor: Cursor, reading: CellReading) => Reader

const makers: { readonly [type: number]: Maker } = {
  [arrowTypes.bool]: (_, cursor) => {
    const values = cursor.buffer()
    return (row) => values.bit(row)
  },
  [arrowTypes.int]: ({ how }, cursor) => {
    const values = cursor.buffer()
    return (row) => values.int(row, how.bits, how.signed)
  },
  [arrowTypes.float]: ({ how }, cursor) => floats(cursor.buffer(), how.bits),
  [arrowTypes.decimal]: ({ how }, cursor) => decimals(cursor.buffer(), how),
  [arrowTypes.date]: ({ how }, cursor) => {
    const values = cursor.buffer()
    const day = 86_400_000
    return (row) => isoTime(how.unit === 0 ? day * values.place(row, 32) : values.place(row, 64))?.slice(0, 10) ?? null
  },
  [arrowTypes.timestamp]: ({ how }, cursor) => {
    const values = cursor.buffer()
    return (row) => isoTime(inMilliseconds(values.int(row, 64, true), how.unit))
  },
  [arrowTypes.time]: ({ how }, cursor) => {
    const values = cursor.buffer()
    return (row) => isoTime(inMilliseconds(values.int(row, how.bits, true), how.unit))?.slice(11, -1) ?? null
  },
  [arrowTypes.duration]: (_, cursor) => {
    const values = cursor.buffer()
    return (row) => values.int(row, 64, true)
  },
  [arrowTypes.interval]: ({ how }, cursor) => intervals(cursor.buffer(), how.unit),
  [arrowTypes.text]: (_, cursor, { spend }) => texts(stretches(cursor, 32, spend)),
  [arrowTypes.longText]: (_, cursor, { spend }) => texts(stretches(cursor, 64, spend)),
  [arrowTypes.binary]: (_, cursor, { spend }) => stretches(cursor, 32, spend),
  [arrowTypes.longBinary]: (_, cursor, { spend }) => stretches(cursor, 64, spend),
  [arrowTypes.textView]: (_, cursor, { spend }) => texts(viewed(cursor, spend)),
  [arrowTypes.binaryView]: (_, cursor, { spend }) => viewed(cursor, spend),
  [arrowTypes.fixedBinary]: ({ how: { stride } }, cursor) => {
    const values = cursor.buffer()
    return (row) => values.between(row * stride, (row + 1) * stride)
  },
  [arrowTypes.list]: (field, cursor, reading) => lists(field, cursor, { ...reading, bits: 32 }),
  [arrowTypes.longList]: (field, cursor, reading) => lists(field, cursor, { ...reading, bits: 64 }),
  [arrowTypes.listView]: (field, cursor, reading) => lists(field, cursor, { ...reading, bits: 32, sized: true }),
  [arrowTypes.longListView]: (field, cursor, reading) => lists(field, cursor, { ...reading, bits: 64, sized: true }),
  [arrowTypes.fixedList]: (field, cursor, reading) => {
    const { stride } = field.how
    const entries = entriesOf(child(field, cursor, reading), reading)
    return (row) => entries(row * stride, (row + 1) * stride)
  },
  [arrowTypes.map]: (field, cursor, reading) => {
    const pairs = lists(field, cursor, { ...reading, bits: 32 })
    const [key = 'key', value = 'value'] = (field.children[0]?.children ?? []).map(({ name }) => name)
    return (row) => {
      const found = pairs(row) as readonly Readonly<Record<string, unknown>>[]
      return Object.fromEntries(found.map((pair) => [String(pair[key]), pair[value]]))
    }
  },
  [arrowTypes.struct]: (field, cursor, reading) => {
    const columns = field.children.map((each) => [each.name, columnCells(each, cursor, reading)] as const)
    return (row) => {
      reading.spend(entryBytes * columns.length)
      return Object.fromEntries(columns.map(([name, cells]) => [name, within(cells, row)]))
    }
  },
  [arrowTypes.union]: (field, cursor, reading) => {
    const { isDense, numbers } = field.how
    const [types, places] = [cursor.buffer(), isDense ? cursor.buffer() : null]
    const children = field.children.map((each) => columnCells(each, cursor, reading))
    return (row) => {
      const number = Number(types.int(row, 8, true))
      const cells = children[numbers.length > 0 ? numbers.indexOf(number) : number]
      if (!cells) throw new RangeError(`a cell of kind ${number}`)
      return within(cells, places ? places.place(row, 32) : row)
    }
  },
  [arrowTypes.runs]: (field, cursor, reading) => {
    const [ends, values] = field.children.map((each) => columnCells(each, cursor, reading))
    if (!ends || !values) throw new RangeError('runs without ends or values')
    return (row) => within(values, runAt(ends, row))
  },
}

/** The run that a row is in: the first whose end lies behind it. */
function runAt(ends: Cells, row: number): number {
  let [low, high] = [0, ends.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (Number(ends.at(middle)) > row) high = middle
    else low = middle + 1
  }
  return low
}

function within(cells: Cells, row: number): unknown {
  if (!(row >= 0 && row < cells.length)) throw new RangeError(`a cell ${row} of ${cells.length}`)
  return cells.at(row)
}

function child(field: ArrowField, cursor: Cursor, reading: CellReading): Cells {
  const [only] = field.children
  if (!only) throw new RangeError('a list of nothing')
  return columnCells(only, cursor, reading)
}

interface ListReading extends CellReading {
  readonly bits: 32 | 64
  /** Whether sizes stand beside the places, which are then in any order. */
  readonly sized?: true
}

function lists(
  field: ArrowField,
  cursor: Cursor,
  { bits, sized, ...reading }: ListReading,
): (row: number) => unknown[] {
  const offsets = cursor.buffer()
  const sizes = sized ? cursor.buffer() : null
  const entries = entriesOf(child(field, cursor, reading), reading)
  return (row) => {
    const start = offsets.place(row, bits)
    return entries(start, sizes ? start + sizes.place(row, bits) : offsets.place(row + 1, bits))
  }
}

function entriesOf(cells: Cells, { spend }: CellReading): (start: number, end: number) => unknown[] {
  return (start, end) => {
    if (!(start >= 0 && start <= end && end <= cells.length))
      throw new RangeError(`a list at ${start} to ${end} of ${cells.length} entries`)
    spend(entryBytes * (end - start))
    return Array.from({ length: end - start }, (_, i) => cells.at(start + i))
  }
}

type Stretch = (row: number) => Uint8Array

function stretches(cursor: Cursor, bits: 32 | 64, spend: (bytes: number) => void): Stretch {
  const [offsets, values] = [cursor.buffer(), cursor.buffer()]
  return (row) => {
    const bytes = values.between(offsets.place(row, bits), offsets.place(row + 1, bits))
    spend(bytes.length)
    return bytes
  }
}

/** Sixteen bytes a cell: its length, then itself where it is short, else its beginning, its buffer and its place there. */
function viewed(cursor: Cursor, spend: (bytes: number) => void): Stretch {
  const views = cursor.buffer()
  const buffers: ReturnType<Cursor['buffer']>[] = []
  // One at a time: a count without its buffers ends at the first that is not there.
  for (let left = cursor.views(); left > 0; left--) buffers.push(cursor.buffer())
  const short = 12
  return (row) => {
    const length = views.place(4 * row, 32)
    spend(length)
    if (length <= short) return views.between(16 * row + 4, 16 * row + 4 + length)
    const buffer = buffers[views.place(4 * row + 2, 32)]
    if (!buffer) throw new RangeError('a text in a buffer that is not there')
    const start = views.place(4 * row + 3, 32)
    return buffer.between(start, start + length)
  }
}

function texts(stretch: Stretch): Reader {
  const decoder = new TextDecoder()
  return (row) => decoder.decode(stretch(row))
}
