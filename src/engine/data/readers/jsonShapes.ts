/**
 * Where the rows are in one JSON object: under a name (`{"data": […]}`), in the orients of pandas (columns, index, split),
 * as lists of columns, by splits (`{"train": […], "test": […]}`), or by classes (`{"spam": ["…"], "ham": ["…"]}`).
 */
import { isNamed } from '../../../shared/catalog/formats.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { few } from '../../../shared/messages/few.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { labelNames, otherNames, textNames } from '../columnNames.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { spelledSplit, splitOf } from '../splitNames.ts'

export type Fields = Readonly<Record<string, unknown>>

export interface Shape {
  /** An object a row, or the cells of a row in the order of `names`. */
  readonly rows: readonly unknown[]
  /** Where rows are lists of cells. */
  readonly names?: readonly string[]
  readonly notices: readonly Message[]
}

/** @throws ThawError where it holds several lists that could be the rows. */
export function shapeOf(whole: Fields, depth = 0): Shape {
  return (
    splitOrient(whole) ??
    cellsBySplits(whole) ??
    byKeys(whole) ??
    byLists(whole) ??
    listsOfCells(whole) ??
    (depth < 2 ? byObjects(whole, depth) : null) ?? { rows: [whole], notices: [] }
  )
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** pandas' `orient="split"`. */
function splitOrient({ columns, data }: Fields): Shape | null {
  if (!Array.isArray(columns) || !Array.isArray(data) || !data.every(Array.isArray)) return null
  const names = columns.map((name: unknown) => (Array.isArray(name) ? name.join(' ') : String(name)))
  return { rows: data, names, notices: [] }
}

/** Lists of rows, each a list of cells, one list a split. */
function cellsBySplits(whole: Fields): Shape | null {
  const lists = Object.entries(whole)
  const width = rowWidth(lists[0]?.[1])
  const parts = lists.map(([name]) => spelledSplit(name)?.role)
  if (width < 2 || parts.some((role) => role === undefined || role === 'unlabelled')) return null
  if (!lists.every(([, list]) => rowWidth(list) === width)) return null
  return {
    rows: lists.flatMap(([, list], at) => (list as unknown[][]).map((cells) => [...cells, parts[at]])),
    names: [...Array.from({ length: width }, (_, at) => `column ${at + 1}`), 'split'],
    notices: [],
  }
}

/** Cells of every row; 0 where they are no rows of one width. */
function rowWidth(list: unknown): number {
  if (!Array.isArray(list) || !Array.isArray(list[0])) return 0
  const { length } = list[0]
  return list.every((cells) => Array.isArray(cells) && cells.length === length) ? length : 0
}

/** Entries that are enough to tell a map from one record. */
const leastEntries = 6

/** What is said of each file, under its name: `{"0.png": "cat"}`; or of each text or number, where the answers come again. */
function byKeys(whole: Fields): Shape | null {
  const entries = Object.entries(whole)
  const keys = entries.map(([key]) => key)
  const values = entries.map(([, value]) => value)
  const ofPictures = keys.length > 1 && keys.every((key) => isNamed(key, 'picture'))
  const texts = values.every((value) => typeof value === 'string' || typeof value === 'number')
  const again = 2 * new Set(values).size <= keys.length && !keys.some((key) => known.has(key.toLowerCase()))
  if (!ofPictures && !(texts && again && keys.length >= leastEntries)) return null
  const name = ofPictures ? 'file_name' : keys.every((key) => /^\d+$/.test(key)) ? 'id' : 'text'
  const answer = values.some(Array.isArray) ? 'labels' : 'label'
  if (values.every(isFields))
    return { rows: entries.map(([key, value]) => ({ [name]: key, ...(value as Fields) })), notices: [] }
  return { rows: entries, names: [name, answer], notices: [] }
}

const usualNames = ['data', 'rows', 'records', 'examples', 'items', 'instances', 'results', 'entries', 'intents']

/** Lists of objects under names: the rows, or one list a split. */
function byLists(whole: Fields): Shape | null {
  const lists = Object.entries(whole).flatMap(([name, list]) => (isListOfFields(list) ? [{ name, list }] : []))
  const [first, ...others] = lists
  if (!first) return null
  if (lists.every(({ name }) => splitOf(name) !== null)) return bySplits(lists)
  if (others.length === 0) return { rows: first.list.map(rowWithin), notices: [] }
  const usual = lists.filter(({ name }) => usualNames.includes(name.toLowerCase()))
  const [only] = usual
  if (only && usual.length === 1) {
    const left = lists.filter((list) => list !== only).map(({ name }) => shown(name))
    return {
      rows: only.list.map(rowWithin),
      notices: [notice('jsonListTaken', { taken: shown(only.name), left: few(left) })],
    }
  }
  throw new ThawError('data-unsupported', 'jsonSeveralLists', {
    names: few(
      lists.map(({ name }) => shown(name)),
      8,
    ),
  })
}

function bySplits(lists: readonly { readonly name: string; readonly list: readonly unknown[] }[]): Shape {
  const rows = lists.flatMap(({ name, list }) =>
    list.map((entry) => {
      const row = rowWithin(entry)
      return isFields(row) && !('split' in row) ? { ...row, split: name } : row
    }),
  )
  return { rows, notices: [] }
}

function isListOfFields(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && 2 * value.filter(isFields).length > value.length
}

/** The hub's server gives each row within an object of its own. */
function rowWithin(entry: unknown): unknown {
  return isFields(entry) && 'row_idx' in entry && isFields(entry.row) ? entry.row : entry
}

const known = new Set([...textNames, ...labelNames, ...otherNames])

/** Lists of plain values: columns, where they are as long as one another, else the texts of a class each. */
function listsOfCells(whole: Fields): Shape | null {
  const lists = Object.entries(whole).flatMap(([name, list]) =>
    Array.isArray(list) && list.length > 0 ? [{ name, list: list as readonly unknown[] }] : [],
  )
  const [first] = lists
  if (!first || 2 * lists.length < Object.keys(whole).length) return null
  const even = lists.every(({ list }) => list.length === first.list.length)
  const named = lists.some(({ name }) => known.has(name.toLowerCase()))
  const texts = lists.every(({ list }) => list.every((entry) => typeof entry === 'string'))
  if (texts && !named && lists.length > 1) return byClasses(lists)
  // Of one record, lists may be as long as they happen to be.
  const columns = even ? lists : evenColumns(lists)
  const [longest] = columns
  if (!longest || longest.list.length < 2) return null
  const rows = longest.list.map((_, i) => columns.map(({ list }) => list[i]))
  const left = lists.filter((list) => !columns.includes(list)).map(({ name }) => shown(name))
  return {
    rows,
    names: columns.map(({ name }) => name),
    notices: left.length === 0 ? [] : [notice('jsonListsLeft', { names: few(left) })],
  }
}

type NamedList = { readonly name: string; readonly list: readonly unknown[] }

/** Rows that are enough to tell columns from the lists of one record. */
const leastColumn = 12

/** The long lists of one length, of which one has a name that is known; shorter ones beside them, as of the classes' names, are none. */
function evenColumns(lists: readonly NamedList[]): readonly NamedList[] {
  const most = Math.max(...lists.map(({ list }) => list.length))
  const columns = lists.filter(({ list }) => list.length === most)
  const knows = columns.some(
    ({ name }) => known.has(name.toLowerCase().replace(/s$/, '')) || known.has(name.toLowerCase()),
  )
  const short = lists.every(({ list }) => list.length === most || 2 * list.length <= most)
  return most >= leastColumn && columns.length > 1 && knows && short ? columns : []
}

function byClasses(lists: readonly { readonly name: string; readonly list: readonly unknown[] }[]): Shape {
  const rows = lists.flatMap(({ name, list }) => list.map((text) => [text, name]))
  const classes = few(lists.map(({ name }) => shown(name)))
  return { rows, names: ['text', 'label'], notices: [notice('jsonNamesAreClasses', { classes })] }
}

/** Objects in an object: pandas' columns or rows by their index, splits, or one more wrapping. */
function byObjects(whole: Fields, depth: number): Shape | null {
  const members = Object.entries(whole).flatMap(([name, value]) => (isFields(value) ? [{ name, value }] : []))
  const [first] = members
  if (!first) return null
  if (members.every(({ name }) => splitOf(name) !== null)) return partsOf(members, depth)
  const all = members.length === Object.keys(whole).length
  if (all && members.length > 1) {
    const orient = orientOf(members)
    if (orient === 'index') return { rows: members.map(({ value }) => value), notices: [] }
    if (orient === 'columns') return columnsOf(members)
  }
  // Settings beside the data are no rows.
  const inner = members.flatMap(({ value }) => {
    const shape = shapeOf(value, depth + 1)
    return shape.rows.length > 1 ? [shape] : []
  })
  const [only] = inner
  return only && inner.length === 1 ? only : null
}

interface Member {
  readonly name: string
  readonly value: Fields
}

function partsOf(members: readonly Member[], depth: number): Shape | null {
  const parts = members.map(({ name, value }) => ({ name, shape: shapeOf(value, depth + 1) }))
  const rows = parts.flatMap(({ name, shape: { rows, names } }) =>
    rows.map((row) => {
      const fields = names && Array.isArray(row) ? Object.fromEntries(names.map((key, i) => [key, row[i]])) : row
      return isFields(fields) && !('split' in fields) ? { ...fields, split: name } : fields
    }),
  )
  return { rows, notices: parts.flatMap(({ shape }) => shape.notices) }
}

/** Which of outer and inner names are the columns; null where they are not a table's. */
function orientOf(members: readonly Member[]): 'columns' | 'index' | null {
  const inner = members.map(({ value }) => Object.keys(value))
  const [first = []] = inner
  const names = new Set(first)
  const alike = inner.every((keys) => 2 * keys.filter((key) => names.has(key)).length >= Math.max(1, names.size))
  if (!alike || first.length === 0) return null
  const isIndex = (keys: readonly string[]) => keys.every((key) => /^\d+$/.test(key))
  const outer = members.map(({ name }) => name)
  if (isIndex(outer) !== isIndex(first)) return isIndex(outer) ? 'index' : 'columns'
  const knows = (keys: readonly string[]) => keys.some((key) => known.has(key.toLowerCase()))
  if (knows(outer) !== knows(first)) return knows(outer) ? 'columns' : 'index'
  return outer.length > first.length ? 'index' : null
}

function columnsOf(members: readonly Member[]): Shape {
  const index = new Set(members.flatMap(({ value }) => Object.keys(value)))
  const rows = [...index].map((key) => members.map(({ value }) => (Object.hasOwn(value, key) ? value[key] : null)))
  return { rows, names: members.map(({ name }) => name), notices: [] }
}

function shown(name: string): string {
  return displayText(name, limits.labelLength)
}
