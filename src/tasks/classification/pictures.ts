/** Pictures of one class each: by the label in a table beside them, by its columns of 0 and 1, or by their folders. */
import { type LabelColumns, labelColumns, readLabelColumns } from '../../engine/data/answers/labelColumns.ts'
import { displayText } from '../../engine/data/displayText.ts'
import type { LabelledExample } from '../../engine/data/labelled.ts'
import { limits } from '../../engine/data/limits.ts'
import type { Pace } from '../../engine/data/pace.ts'
import type { PictureFit, PlacedPicture } from '../../engine/data/reading.ts'
import { labelColumnOf, type SaidOfPictures, saidOfPictures } from '../../engine/data/saidOfPictures.ts'
import type { Columns, SkippedFile } from '../../shared/domain/data.ts'
import { isMessage, type Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'

/** The class of a picture, or why it has none. @param place Among all pictures. */
type Naming = (picture: PlacedPicture, place: number) => string | Message

const task = 'image-classification'

export function placedPictures(pictures: readonly PlacedPicture[], wanted: Columns): readonly PictureFit[] {
  if (pictures.length === 0) return []
  const said = saidOfPictures(pictures)
  if (!said) return [{ task, likelihood: 0.5, examples: (pace) => byName(pictures, ofFolder, pace) }]
  const marked = wanted.labelColumn === '' ? exclusiveColumns(said) : null
  // Columns of 0 and 1 of which every row has exactly one say more than any reading of several labels.
  if (marked) return [{ task, likelihood: 0.95, examples: (pace) => byName(pictures, ofColumns(said, marked), pace) }]
  const column = labelColumnOf(said, wanted)
  return [{ task, likelihood: 0.5, examples: (pace) => byName(pictures, ofColumn(said, column), pace) }]
}

function exclusiveColumns(said: SaidOfPictures): LabelColumns | null {
  const marked = labelColumns(said, said.free)
  return marked?.exclusive ? marked : null
}

function ofColumns({ names, cells }: SaidOfPictures, marked: LabelColumns): Naming {
  return (_, place) => {
    const own = cells[place]
    if (!own) return notice('metadataWithoutPicture')
    const labels = readLabelColumns(own, names, marked)
    return isMessage(labels) ? labels : (labels[0] ?? notice('metadataWithoutLabel'))
  }
}

function ofColumn({ cells, rows }: SaidOfPictures, column: number): Naming {
  const classes = new Set(rows.map((row) => (row.cells[column] ?? '').normalize('NFC').trim()))
  return ({ path, folder, table }, place) => {
    const own = cells[place]
    if (own) return named(own[column], notice('metadataWithoutLabel'))
    // A table of one part's pictures says nothing of those in another part, whose folders are named as its classes.
    const around = (table?.title ?? '').split('/').slice(0, -1).join('/')
    const elsewhere = around !== '' && !path.startsWith(`${around}/`)
    return elsewhere && classes.has(folder?.normalize('NFC').trim() ?? '')
      ? ofFolder({ folder, unlabelled: null })
      : notice('metadataWithoutPicture')
  }
}

function ofFolder({ folder, unlabelled }: Pick<PlacedPicture, 'folder' | 'unlabelled'>): string | Message {
  return named(folder, whyUnlabelled(unlabelled))
}

function named(name: string | null | undefined, otherwise: Message): string | Message {
  const plain = name?.normalize('NFC').trim() ?? ''
  return plain === '' ? otherwise : plain
}

/** @param folder The folder of files without classes that holds it; null where there is none. */
export function whyUnlabelled(folder: string | null): Message {
  if (folder === null) return notice('fileInNoClassFolder')
  return notice('fileInUnlabelledFolder', { folder: displayText(folder, limits.labelLength) })
}

async function byName(pictures: readonly PlacedPicture[], nameOf: Naming, pace: Pace) {
  const examples: LabelledExample[] = []
  const skipped: SkippedFile[] = []
  for (const [place, picture] of pictures.entries()) {
    await pace.breathe()
    const { path, blob, digest, split } = picture
    const name = nameOf(picture, place)
    if (isMessage(name)) skipped.push({ path, reason: name })
    else examples.push({ path, content: { kind: 'image', blob }, digest, target: { kind: 'class', name }, split })
  }
  return { examples, skipped }
}
