/**
 * How a task understands what was read. Reading files knows formats and no task: it asks the readings that the tasks
 * bring which of them fit a table, pictures with their folders, or text files, takes the likeliest, and tells the person
 * of the others.
 */
import type { Columns, SkippedFile, TableColumns } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { LabelledExample } from './labelled.ts'
import type { Pace } from './pace.ts'
import type { PictureBlob } from './pictureBlob.ts'
import type { TextTable } from './table.ts'
import type { TextMaker } from './textContent.ts'

/** One way to understand data. */
interface Fit {
  readonly task: TaskId
  /** From 0 to 1, how much the data look like it: the largest is taken unless the person named a task. */
  readonly likelihood: number
}

export interface TableFit extends Fit {
  /** Named by their place in the table, to be shown. */
  readonly columns: Omit<TableColumns, 'names'>
  /** Why a table that cannot be read so is left out, where others are. */
  readonly unfit: Message
  /** The example of a row, or why it is none. */
  exampleOf(cells: readonly string[], maker: TextMaker): Promise<Omit<LabelledExample, 'path'> | Message>
  /** What was guessed or changed on the way, to be shown; asked for after the last row. */
  warnings?(): readonly Message[]
}

export interface TableReading {
  /** In how many ways the table can be read. @throws ThawError where a column that the person named is missing. */
  fits(table: TextTable, wanted: Columns): readonly TableFit[]
}

/** A picture that can be used, as far as its bytes tell, with what folders and tables say of it. */
export interface PlacedPicture {
  readonly path: string
  readonly blob: PictureBlob
  readonly digest: string
  /** The folder that names what it shows; null where there is none. */
  readonly folder: string | null
  /** The folder that holds it and stands for files without a class, such as "unsup"; null where there is none. */
  readonly unlabelled: string | null
  readonly split: LabelledExample['split']
  /** The innermost table that speaks for it. */
  readonly table?: {
    readonly title: string
    readonly columns: readonly string[]
    /** The column that names pictures. */
    readonly file: string
    /** By column; null where the table does not list it. */
    readonly row: ReadonlyMap<string, string> | null
  }
}

export interface PictureFit extends Fit {
  /** What was guessed of the pictures' answers, once the examples are read. */
  warnings?(): readonly Message[]
  examples(pace: Pace): Promise<{
    readonly examples: readonly LabelledExample[]
    readonly skipped: readonly SkippedFile[]
  }>
}

export interface PictureReading {
  /** @throws ThawError where a table lacks the column that it goes by. */
  fits(pictures: readonly PlacedPicture[], wanted: Columns): readonly PictureFit[]
}

export interface TextFile {
  readonly path: string
  readonly folders: readonly string[]
  /** As `cleanText` gives it. */
  readonly text: string
}

export interface TextFilesFit extends Fit {
  examples(pace: Pace): Promise<{
    readonly examples: readonly LabelledExample[]
    readonly skipped: readonly SkippedFile[]
    readonly warnings: readonly Message[]
  }>
}

export interface TextFilesReading {
  fits(files: readonly TextFile[]): readonly TextFilesFit[]
}

/** What the tasks bring, in the order in which they are offered. */
export interface DataReadings {
  readonly tables: readonly TableReading[]
  readonly pictures: readonly PictureReading[]
  readonly texts: readonly TextFilesReading[]
}

/** What all readings find. @throws ThawError the first one's reason, where none fits. */
export function fitsAmong<Reading, Found>(
  readings: readonly Reading[],
  find: (reading: Reading) => readonly Found[],
): readonly Found[] {
  const gathering = gatheredFits<Found>()
  for (const one of readings) gathering.add(() => find(one))
  return gathering.all()
}

/** The same with turns of the event loop between the readings, each of which may look at every row. */
export async function fitsInTurns<Reading, Found>(
  readings: readonly Reading[],
  pace: Pace,
  find: (reading: Reading) => readonly Found[],
): Promise<readonly Found[]> {
  const gathering = gatheredFits<Found>()
  for (const one of readings) {
    await pace.breathe()
    gathering.add(() => find(one))
  }
  return gathering.all()
}

function gatheredFits<Found>() {
  const fits: Found[] = []
  const faults: ThawError[] = []
  return {
    add(find: () => readonly Found[]) {
      try {
        fits.push(...find())
      } catch (error) {
        if (!(error instanceof ThawError)) throw error
        faults.push(error)
      }
    },
    all(): readonly Found[] {
      const [fault] = faults
      if (fault && fits.length === 0) throw fault
      return fits
    },
  }
}

/** What is less likely is not offered, but read where the person asks for it. */
const offeredFrom = 0.2

/**
 * The tasks that data could be for, the likeliest first, or the one that the person named.
 * @throws ThawError `data-unsupported` where what the person named does not fit.
 */
export function choiceOf(fits: readonly Fit[], wanted: TaskId | undefined): readonly TaskId[] {
  const best = new Map<TaskId, number>()
  for (const { task, likelihood } of fits) best.set(task, Math.max(likelihood, best.get(task) ?? 0))
  const ranked = [...best].toSorted(([, a], [, b]) => b - a)
  const choices = ranked.filter(([, likelihood], at) => at === 0 || likelihood >= offeredFrom).map(([task]) => task)
  if (wanted === undefined) return choices
  if (best.has(wanted)) return [wanted, ...choices.filter((task) => task !== wanted)]
  const { title, needs } = taskCard(wanted)
  const others = choices.map((task) => taskCard(task).title)
  throw new ThawError('data-unsupported', 'dataUnfitForTask', { title, needs, others })
}
