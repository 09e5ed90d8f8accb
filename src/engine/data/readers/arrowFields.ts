/** The columns of an Arrow table, as its schema describes them: what a cell is, and in how many bytes. */
import type { FlatTable } from './flatbuffer.ts'

/** Numbers of the types in Arrow's `Schema.fbs`. */
export const arrowTypes = {
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  text: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  interval: 11,
  list: 12,
  struct: 13,
  union: 14,
  fixedBinary: 15,
  fixedList: 16,
  map: 17,
  duration: 18,
  longBinary: 19,
  longText: 20,
  longList: 21,
  runs: 22,
  binaryView: 23,
  textView: 24,
  listView: 25,
  longListView: 26,
} as const

export interface ArrowField {
  readonly name: string
  /** One of `arrowTypes`; of a dictionary's column, the type of the values that its numbers stand for. */
  readonly type: number
  readonly how: ArrowTypeDetail
  readonly children: readonly ArrowField[]
  readonly dictionary: { readonly id: number; readonly index: ArrowTypeDetail } | null
}

/** What there is of it depends on the type. */
export interface ArrowTypeDetail {
  readonly bits: number
  readonly signed: boolean
  /** Digits behind the decimal point. */
  readonly scale: number
  /** Of times: seconds to nanoseconds from 0; of dates: days, milliseconds; of intervals: months, days, both. */
  readonly unit: number
  /** Bytes, or entries of a list, where all cells have as many. */
  readonly stride: number
  readonly isDense: boolean
  /** Of a union: the number that stands for each child, where it is not its place. */
  readonly numbers: readonly number[]
}

export interface ArrowSchema {
  readonly fields: readonly ArrowField[]
  readonly notes: ReadonlyMap<string, string>
}

/** Fields within fields: more is no table that a program wrote. */
const mostLevels = 32

export function readSchema(schema: FlatTable, read4: (at: number) => number): ArrowSchema {
  if (schema.number(0, 2) !== 0) throw new RangeError('numbers with the high byte first')
  const notes = schema.tables(2).map((note) => [note.text(0), note.text(1)] as const)
  return { fields: schema.tables(1).map((field) => readField(field, read4, 0)), notes: new Map(notes) }
}

function readField(field: FlatTable, read4: (at: number) => number, level: number): ArrowField {
  if (level > mostLevels) throw new RangeError(`fields within more than ${mostLevels} others`)
  const type = field.number(2, 1)
  if (!Object.values<number>(arrowTypes).includes(type)) throw new RangeError(`a column of type ${type}`)
  const dictionary = field.table(4)
  const index = dictionary?.table(1)
  return {
    name: field.text(0),
    type,
    how: detailOf(type, field.table(3), read4),
    children: field.tables(5).map((child) => readField(child, read4, level + 1)),
    dictionary: dictionary && {
      id: dictionary.number(0, 8),
      index: index ? detailOf(arrowTypes.int, index, read4) : { ...none, bits: 32, signed: true },
    },
  }
}

const none: ArrowTypeDetail = {
  bits: 0,
  signed: false,
  scale: 0,
  unit: 0,
  stride: 0,
  isDense: false,
  numbers: [],
}
/** Units where a file leaves them out. */
const milliseconds = 1

function detailOf(type: number, table: FlatTable | null, read4: (at: number) => number): ArrowTypeDetail {
  if (!table) return none
  const { int, float, decimal, date, time, timestamp, interval, duration } = arrowTypes
  const { fixedBinary, fixedList, union } = arrowTypes
  if (type === int) return { ...none, bits: table.number(0, 4), signed: table.flag(1) }
  if (type === float) return { ...none, bits: 16 * 2 ** table.number(0, 2) }
  if (type === decimal) return { ...none, scale: table.number(1, 4), bits: table.number(2, 4, 128) }
  if (type === date || type === duration) return { ...none, unit: table.number(0, 2, milliseconds) }
  if (type === time) return { ...none, unit: table.number(0, 2, milliseconds), bits: table.number(1, 4, 32) }
  if (type === timestamp || type === interval) return { ...none, unit: table.number(0, 2) }
  if (type === fixedBinary || type === fixedList) return { ...none, stride: table.number(0, 4) }
  if (type === union) return { ...none, isDense: table.number(0, 2) === 1, numbers: table.vector(1, 4).map(read4) }
  return none
}
