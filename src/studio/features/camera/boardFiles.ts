/** The board as files: a folder for each class, as data are read and as a zip is saved. */
import { fileNameIn, namedFormat } from '../../../shared/catalog/formats.ts'
import type { DatasetSummary } from '../../../shared/domain/data.ts'
import type { NamedFile } from '../../../shared/domain/files.ts'
import { type Board, enoughPictures, type Picture, type PictureClass } from './board.ts'

/** What the data made of them are called. */
export const boardTitle = 'Your pictures'

/** "Class 1/0001.jpg": in the order in which they were taken; a class without pictures is no folder. */
export function filesOf(board: Board): readonly NamedFile[] {
  return board.flatMap(({ name, pictures }) => {
    const recordings = recordingsAmong(pictures)
    return pictures.map(({ blob }, place) => ({
      path: `${name}/${fileName(blob, place, recordings[place] ?? null)}`,
      file: blob,
    }))
  })
}

/** Milliseconds between two frames of one hold or one video; what is brought together in one go lies closer. */
const apart = { least: 5, most: 1000 }

/** The number of the recording that each picture is of, from 1; null where it was taken by itself. */
function recordingsAmong(pictures: readonly Picture[]): readonly (number | null)[] {
  const follows = pictures.map(({ at }, place) => {
    const gap = at - (pictures[place - 1]?.at ?? Number.NEGATIVE_INFINITY)
    return gap >= apart.least && gap <= apart.most
  })
  let recording = 0
  return pictures.map((_, place) => {
    if (!follows[place] && follows[place + 1]) recording++
    return follows[place] || follows[place + 1] ? recording : null
  })
}

/** "0012 recording 3.jpg": whoever reads them keeps a recording in one part of the data. */
function fileName(blob: Blob, place: number, recording: number | null): string {
  const id = namedFormat(`picture.${blob.type.split('/')[1]}`) ?? 'jpeg'
  const number = String(place + 1).padStart(4, '0')
  return fileNameIn(id, recording === null ? number : `${number} recording ${recording}`)
}

/** Why the board is no data yet, in words; null where it is. */
export function unusable(board: Board): string | null {
  const filled = board.filter(({ pictures }) => pictures.length > 0)
  if (filled.length >= 2) return null
  if (board.length < 2) return 'A model learns to tell classes apart. Add a second class.'
  const [only] = filled
  return only
    ? `Only “${only.name}” has pictures. Take some for a second class.`
    : 'Take pictures for at least two classes.'
}

/** What keeps the model from learning well, in words. */
export function hintsOf(board: Board): readonly string[] {
  const [empty, few] = [board.filter(isEmpty), board.filter((each) => !isEmpty(each) && isFew(each))]
  return [
    ...(empty.length > 0
      ? [
          `${listed(empty)} ${empty.length === 1 ? 'has' : 'have'} no pictures, and ${empty.length === 1 ? 'is' : 'are'} left out.`,
        ]
      : []),
    ...(few.length > 0
      ? [
          `${listed(few)} ${few.length === 1 ? 'has' : 'have'} fewer than ${enoughPictures} pictures. With more, from several sides, the model learns better.`,
        ]
      : []),
  ]
}

/** The first class that did not become one of the data, in words; null where all did. */
export function misread(board: Board, { classes }: Pick<DatasetSummary, 'classes'>): string | null {
  const names = new Set(classes.map(({ name }) => name))
  const lost = board.find((each) => !isEmpty(each) && !names.has(each.name))
  return lost ? `“${lost.name}” did not become a class of the data. Give it another name.` : null
}

const isEmpty = ({ pictures }: PictureClass) => pictures.length === 0
const isFew = ({ pictures }: PictureClass) => pictures.length < enoughPictures

function listed(classes: readonly PictureClass[]): string {
  const names = classes.slice(0, 3).map(({ name }) => `“${name}”`)
  const more = classes.length - names.length
  const all = more > 0 ? [...names, `${more} more`] : names
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}
