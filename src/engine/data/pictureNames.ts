/**
 * Finds the picture that a cell of a table names, as people write them: by its path, by its name alone, without its
 * ending, in other capitals, or by its number without the zeros before it.
 */
import { isNamed, withoutExtension } from '../../shared/catalog/formats.ts'
import type { SplitName } from '../../shared/domain/data.ts'
import { splitOf } from './splitNames.ts'

/** How a cell names its picture, the most particular first. */
export type NamedBy = 'path' | 'name' | 'stem' | 'number'

export interface FoundPicture {
  readonly path: string
  readonly by: NamedBy
}

/** Where the table stands; it speaks rather of the pictures in its own folder, and in its own split. */
export interface TablePlace {
  readonly folders: readonly string[]
  readonly split: SplitName | null
}

interface Known {
  readonly path: string
  /** In small letters. */
  readonly folders: readonly string[]
}

export class PictureNames {
  readonly #paths = new Map<string, string[]>()
  readonly #by = {
    name: new Map<string, Known[]>(),
    stem: new Map<string, Known[]>(),
    number: new Map<string, Known[]>(),
  }

  constructor(paths: Iterable<string>) {
    for (const path of paths) {
      const segments = segmentsOf(path)
      const name = segments.at(-1) ?? ''
      const known = { path, folders: segments.slice(0, -1) }
      put(this.#paths, segments.join('/'), path)
      put(this.#by.name, name, known)
      put(this.#by.stem, stemOf(name), known)
      put(this.#by.number, numberOf(stemOf(name)), known)
    }
  }

  /** Null where no picture is named so, or several that nothing tells apart. */
  find(cell: string, place: TablePlace): FoundPicture | 'several' | null {
    const segments = segmentsOf(cell)
    const name = segments.at(-1)
    if (name === undefined) return null
    const own = place.folders.map((folder) => folder.toLowerCase())
    const exact = this.#paths.get([...own, ...segments].join('/')) ?? this.#paths.get(segments.join('/')) ?? []
    const [only] = exact.length === 1 ? exact : exact.filter((path) => path.endsWith(cell.trim()))
    if (only !== undefined) return { path: only, by: 'path' }
    for (const [by, wanted] of namesTried(name)) {
      const named = this.#by[by].get(wanted)
      const known = splitOfAny(segments) ? named?.filter((one) => isOfSplit(one, segments)) : named
      if (!known || known.length === 0) continue
      const [nearest, ...others] = nearestOf(known, { within: segments.slice(0, -1), own, split: place.split })
      if (nearest && others.length === 0) return { path: nearest.path, by }
      return 'several'
    }
    return null
  }
}

/** Label Studio writes "8f3c1a2b-cat.png" for a picture that was brought as "cat.png". */
const uploaded = /^[\da-f]{8}-(?=.)/

function namesTried(name: string): readonly (readonly [by: 'name' | 'stem' | 'number', wanted: string])[] {
  const stem = stemOf(name)
  const brought = uploaded.test(name) ? ([['name', name.replace(uploaded, '')]] as const) : []
  return [['name', name], ['stem', stem], ...brought, ['number', numberOf(stem)]]
}

function splitOfAny(segments: readonly string[]): boolean {
  return segments.slice(0, -1).some((folder) => splitOf(folder) !== null)
}

/** "train/0.png" names no picture of another split. */
function isOfSplit({ folders }: Known, segments: readonly string[]): boolean {
  const wanted = segments.slice(0, -1).flatMap((folder) => splitOf(folder) ?? [])
  const found = folders.flatMap((folder) => splitOf(folder) ?? [])
  return wanted.length === 0 || found.length === 0 || found.some((split) => wanted.includes(split))
}

/** Of more pictures with one name, as "0.png" in a thousand folders, only those in a folder of the same name are compared. */
const mostCompared = 60

interface Near {
  /** Folders that the cell names. */
  readonly within: readonly string[]
  readonly own: readonly string[]
  readonly split: SplitName | null
}

/** Of pictures with one name those that agree most with the cell's folders, else with the table's folder or split. */
function nearestOf(known: readonly Known[], { within, own, split }: Near): readonly Known[] {
  if (known.length === 1) return known
  if (known.length > mostCompared) {
    const folder = within.at(-1) ?? own.at(-1)
    const close = known.filter(({ folders }) => folders.at(-1) === folder)
    return close.length > 0 && close.length <= mostCompared ? nearestOf(close, { within, own, split }) : known
  }
  const agreeing = most(known, ({ folders }) => sharedEnd(folders, within))
  const inside = most(agreeing, ({ folders }) => (sharedStart(folders, own) === own.length ? 1 : 0))
  const beside = most(inside, ({ folders }) => (folders.length === own.length ? 1 : 0))
  const ofSplit = ({ folders }: Known) => (folders.some((folder) => splitOf(folder) === split) ? 1 : 0)
  return split === null ? beside : most(beside, ofSplit)
}

function most<Item>(items: readonly Item[], of: (item: Item) => number): readonly Item[] {
  const largest = Math.max(...items.map(of))
  return items.filter((item) => of(item) === largest)
}

function sharedStart(a: readonly string[], b: readonly string[]): number {
  let shared = 0
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++
  return shared
}

function sharedEnd(a: readonly string[], b: readonly string[]): number {
  return sharedStart(a.toReversed(), b.toReversed())
}

/** The parts of a path, composed and in small letters; what leads elsewhere matches by its name alone. */
function segmentsOf(path: string): string[] {
  const parts = withoutQuery(path).normalize('NFC').trim().toLowerCase().split(/[\\/]/)
  return parts.filter((part) => part !== '' && part !== '.' && part !== '..')
}

/** Of an address what it is called there, however it was asked for. */
function withoutQuery(path: string): string {
  if (!/^\s*(?:https?|s3|gs):\/\//i.test(path)) return path
  const plain = path.replace(/[?#].*$/s, '')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

function stemOf(name: string): string {
  return isNamed(name, 'picture') ? withoutExtension(name, 'picture') : name
}

/** "007" and "7" are one number; any other name is itself. */
function numberOf(stem: string): string {
  return /^\d+$/.test(stem) ? stem.replace(/^0+(?=\d)/, '') : stem
}

function put<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const held = map.get(key)
  if (held) held.push(value)
  else map.set(key, [value])
}
