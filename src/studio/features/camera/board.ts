/**
 * The pictures of the classroom, in classes, as plain values: every change makes another board and leaves the one before.
 * Classes and pictures stand in the order in which they came (`at`), so that what is taken back finds its old place.
 */
import type { StoredChanges, StoredClass, StoredPicture } from '../../store/pictureStorage.ts'

export type Picture = Omit<StoredPicture, 'classId'>

export interface PictureClass extends StoredClass {
  readonly pictures: readonly Picture[]
}

export type Board = readonly PictureClass[]

export const limits = { classes: 50, pictures: 5000, nameLength: 60 } as const

/** Fewer examples of a class than these rarely teach it. */
export const enoughPictures = 10

export type NewClass = Pick<PictureClass, 'id' | 'at'>

/** With an empty class at the end, under the first free name; as it was where there are too many. */
export function withClass(board: Board, { id, at }: NewClass): Board {
  if (board.length >= limits.classes) return board
  return [...board, { id, at, name: freeName(board), pictures: [] }]
}

/** What is wrong with a name for the class, in words; null where nothing is. Names are compared as folders are. */
export function nameFault(board: Board, id: string, name: string): string | null {
  const tidy = tidyName(name)
  if (tidy === '') return 'A class needs a name.'
  if (/[/\\]/.test(tidy)) return 'A name cannot hold a slash: classes become folders.'
  if (tidy.startsWith('.')) return 'A name cannot begin with a dot: such folders are hidden.'
  if (splitWords.has(tidy.toLowerCase())) return `“${tidy}” is the name of a part of the data. Use another name.`
  const twin = board.find((each) => each.id !== id && sameName(each.name, tidy))
  return twin ? `There is a class “${twin.name}” already. Merge the two, or use another name.` : null
}

/** As it was where the name cannot be had. */
export function renamed(board: Board, id: string, name: string): Board {
  if (nameFault(board, id, name) !== null) return board
  return board.map((each) => (each.id === id ? { ...each, name: tidyName(name) } : each))
}

export function withoutClass(board: Board, id: string): Board {
  return board.filter((each) => each.id !== id)
}

/** The pictures of one class in another, and the one gone. */
export function merged(board: Board, from: string, into: string): Board {
  const source = board.find(({ id }) => id === from)
  if (!source || from === into || !board.some(({ id }) => id === into)) return board
  return placed(withoutClass(board, from), into, source.pictures)
}

/** As many as there is room for. */
export function withPictures(board: Board, id: string, pictures: readonly Picture[]): Board {
  return placed(board, id, pictures.slice(0, roomFor(board)))
}

export function withoutPictures(board: Board, ids: ReadonlySet<string>): Board {
  return board.map((each) =>
    each.pictures.some(({ id }) => ids.has(id))
      ? { ...each, pictures: each.pictures.filter(({ id }) => !ids.has(id)) }
      : each,
  )
}

/** Those pictures in the class, wherever they were. */
export function moved(board: Board, ids: ReadonlySet<string>, into: string): Board {
  if (!board.some(({ id }) => id === into)) return board
  const others = board.filter(({ id }) => id !== into)
  const pictures = others.flatMap((each) => each.pictures.filter(({ id }) => ids.has(id)))
  if (pictures.length === 0) return board
  return placed(withoutPictures(board, new Set(pictures.map(({ id }) => id))), into, pictures)
}

/**
 * Takes back what one action did to a board that has changed since: classes that it removed are there again, pictures
 * that it removed or moved are where they were, and everything else stays.
 */
export function takenBack(board: Board, before: Board, after: Board): Board {
  const missing = before.filter(({ id }) => !isOn(after, id) && !isOn(board, id))
  const [homes, since] = [homesOf(before), homesOf(after)]
  return before.reduce(
    (all, { id, pictures }) => {
      const strayed = pictures.filter((picture) => homes.get(picture.id) !== since.get(picture.id))
      return placed(withoutPictures(all, new Set(strayed.map((picture) => picture.id))), id, strayed)
    },
    inOrder(missing.reduce(withEmptied, board)),
  )
}

function isOn(board: Board, id: string): boolean {
  return board.some((each) => each.id === id)
}

/** The class without its pictures, under a free name where another has taken its own meanwhile. */
function withEmptied(board: Board, { id, at, name }: StoredClass): Board {
  return [...board, { id, at, name: isTaken(board, name) ? freeName(board) : name, pictures: [] }]
}

function isTaken(board: Board, name: string): boolean {
  return board.some((each) => sameName(each.name, name))
}

/** The class of each picture. */
function homesOf(board: Board): ReadonlyMap<string, string> {
  return new Map(board.flatMap(({ id, pictures }) => pictures.map((picture) => [picture.id, id] as const)))
}

function placed(board: Board, id: string, pictures: readonly Picture[]): Board {
  if (pictures.length === 0) return board
  return board.map((each) => (each.id === id ? { ...each, pictures: inOrder([...each.pictures, ...pictures]) } : each))
}

export function pictureCount(board: Board): number {
  return board.reduce((sum, { pictures }) => sum + pictures.length, 0)
}

export function roomFor(board: Board): number {
  return Math.max(0, limits.pictures - pictureCount(board))
}

/** What of a stored board has to be written and deleted for the one before to become the one after. */
export function changesBetween(before: Board, after: Board): StoredChanges {
  const [classesBefore, classesAfter] = [classRecords(before), classRecords(after)]
  const [picturesBefore, picturesAfter] = [pictureRecords(before), pictureRecords(after)]
  return {
    classes: [...classesAfter.values()].filter(({ id, name }) => classesBefore.get(id)?.name !== name),
    pictures: [...picturesAfter.values()].filter(({ id, classId }) => picturesBefore.get(id)?.classId !== classId),
    goneClasses: [...classesBefore.keys()].filter((id) => !classesAfter.has(id)),
    gonePictures: [...picturesBefore.keys()].filter((id) => !picturesAfter.has(id)),
  }
}

/** A picture whose class was lost is brought back in a class of its own rather than dropped. */
export function boardOf(classes: readonly StoredClass[], pictures: readonly StoredPicture[]): Board {
  const known = new Map(classes.map((each) => [each.id, each]))
  const lost = pictures.filter(({ classId }) => !known.has(classId))
  for (const { classId, at } of lost) known.set(classId, { id: classId, at, name: '' })
  return inOrder([...known.values()]).reduce<Board>((board, each) => {
    const theirs = pictures.filter(({ classId }) => classId === each.id).map(withoutClassId)
    return placed(withEmptied(board, { ...each, name: each.name || freeName(board) }), each.id, theirs)
  }, [])
}

function withoutClassId({ id, at, blob }: StoredPicture): Picture {
  return { id, at, blob }
}

function classRecords(board: Board): Map<string, StoredClass> {
  return new Map(board.map(({ id, at, name }) => [id, { id, at, name }]))
}

function pictureRecords(board: Board): Map<string, StoredPicture> {
  return new Map(
    board.flatMap(({ id, pictures }) => pictures.map((each) => [each.id, { ...each, classId: id }] as const)),
  )
}

function inOrder<T extends { readonly at: number }>(items: readonly T[]): readonly T[] {
  return items.toSorted((one, other) => one.at - other.at)
}

/** "Class 3", or the first number after that which is free. */
function freeName(board: Board): string {
  for (let number = board.length + 1; ; number++) {
    const name = `Class ${number}`
    if (!isTaken(board, name)) return name
  }
}

function tidyName(name: string): string {
  return name.normalize('NFC').trim().replaceAll(/\s+/g, ' ').slice(0, limits.nameLength)
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** Folders of these names part a dataset, and are no classes. */
const splitWords = new Set(['train', 'training', 'validation', 'valid', 'val', 'dev', 'test', 'testing', 'eval'])
