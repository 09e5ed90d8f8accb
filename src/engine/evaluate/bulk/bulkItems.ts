/**
 * What a person brought, as single questions: pictures, texts, and rows of tables, in the order of their paths. Nothing
 * of it needs an answer of its own. What the model cannot be asked about is listed with the reason, and stops nothing.
 */
import { isNamed } from '../../../shared/catalog/formats.ts'
import { isWeightsFile } from '../../../shared/catalog/weightFormats.ts'
import type { SkippedFile } from '../../../shared/domain/data.ts'
import type { NamedFile } from '../../../shared/domain/files.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { few } from '../../../shared/messages/few.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { BulkColumns } from '../../../shared/wire/bulkCalls.ts'
import type { ProgressUnit } from '../../../shared/wire/events.ts'
import type { TaskCard } from '../../../tasks/taskCard.ts'
import type { TaskEngine } from '../../../tasks/taskEngine.ts'
import { byCodeUnit } from '../../data/byCodeUnit.ts'
import type { FileListing } from '../../data/dataFile.ts'
import { displayText } from '../../data/displayText.ts'
import { limits } from '../../data/limits.ts'
import { listFiles } from '../../data/listFiles.ts'
import { createPace } from '../../data/pace.ts'
import { unpackedBlob } from '../../data/pictureBlob.ts'
import { type FoundFile, readFiles } from '../../data/readFiles.ts'
import { textDecoding } from '../../data/textDecoding.ts'
import { type AskedTable, askedTable, type BulkItem, tablesAmong } from './bulkTables.ts'

export interface BulkItems {
  readonly items: readonly BulkItem[]
  /** Columns of all tables together. */
  readonly names: readonly string[]
  /** Those that were read; null where there was no table. */
  readonly read: BulkColumns | null
  readonly skipped: readonly SkippedFile[]
  readonly warnings: readonly Message[]
}

export interface BulkOptions {
  readonly input: TaskCard['input']
  /** Of a task that is asked about two texts. */
  readonly pairIn: TaskEngine['pairIn']
  readonly columns: BulkColumns
  /** Columns that the CSV has already; absent, it gets those of the tables. */
  readonly names?: readonly string[]
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number, stage: Message, unit: ProgressUnit) => void
}

/** @throws ThawError where the only file cannot be opened, or there are too many. */
export async function bulkItems(files: readonly NamedFile[], options: BulkOptions): Promise<BulkItems> {
  const { input, pairIn, columns, signal, onProgress } = options
  const pace = createPace(signal)
  const decoding = textDecoding()
  const listing = await listed(files, { pace, signal, onNames: decoding.readNames })
  const { found, unread } = await readFiles(listing.files, { pace, decoding, onProgress })
  const ordered = found.toSorted((a, b) => byCodeUnit(a.path, b.path))
  const written = input === 'image' ? new Map() : tablesAmong(ordered, decoding)
  const onRows = (done: number, total: number) => onProgress(done, total, notice('readingTexts'), 'examples')
  const asking = { columns, pairIn, decoding, options: { pace, onRows } }
  const tables: AskedTable[] = []
  const items: BulkItem[] = []
  const skipped: SkippedFile[] = [...listing.skipped, ...unread]
  for (const file of ordered) {
    const table = written.get(file.path)
    const asked = table ? await askedTable(table, asking) : questionOf(file, options)
    if ('key' in asked) skipped.push({ path: file.path, reason: asked })
    else if ('read' in asked) {
      tables.push(asked)
      items.push(...asked.items)
      skipped.push(...asked.skipped)
    } else items.push(asked)
  }
  const names = options.names ?? [...new Set(tables.flatMap((table) => table.names))]
  return {
    ...{ items: placed(items, tables, names), names, read: tables[0]?.read ?? null, skipped: shown(skipped) },
    warnings: distinct([
      ...listing.warnings,
      ...decoding.warnings(),
      ...tables.flatMap((table) => table.warnings),
      ...differences(tables, names),
      ...(items.length > 0 && tables.length === 0 ? linesOfOne(ordered) : []),
    ]),
  }
}

type Listing = Parameters<typeof listFiles>[1]

/** An archive that cannot be opened is one file that cannot be read, where there are others. */
async function listed(files: readonly NamedFile[], how: Listing): Promise<Omit<FileListing, 'passedOver'>> {
  try {
    return await listFiles(files, how)
  } catch (error) {
    if (!(error instanceof ThawError) || error.code === 'cancelled' || files.length === 1) throw error
    const faults = new Map<NamedFile, Message>()
    for (const file of files) {
      const fault = isOpened(file) ? await faultOf(file, how) : null
      if (fault) faults.set(file, fault)
    }
    if (faults.size === 0) throw error
    const sound = files.filter((file) => !faults.has(file))
    const listing = sound.length > 0 ? await listFiles(sound, how) : { files: [], skipped: [], warnings: [] }
    return { ...listing, skipped: [...[...faults].map(([{ path }, reason]) => ({ path, reason })), ...listing.skipped] }
  }
}

/** Files that are more than one, or are none of data, stop the listing of all. */
function isOpened({ path }: NamedFile): boolean {
  return isNamed(path, 'archive') || isWeightsFile(path)
}

async function faultOf(file: NamedFile, how: Listing): Promise<Message | null> {
  try {
    await listFiles([file], how)
    return null
  } catch (error) {
    if (error instanceof ThawError && error.code !== 'cancelled') return error.said
    throw error
  }
}

/** The question that a file is, or why it is none. */
function questionOf(file: FoundFile, { input, pairIn }: BulkOptions): BulkItem | Message {
  const { path } = file
  if (input === 'image') {
    if (file.kind !== 'picture') return notice('bulkNoPicture')
    return { path, cells: [], ask: async () => ({ kind: 'image', image: await unpackedBlob(file.blob) }) }
  }
  if (file.kind !== 'text') return notice('bulkNoText')
  if (pairIn) return notice('bulkNoPair')
  const { text } = file
  return { path, cells: [], ask: async () => ({ kind: 'text', text }) }
}

/** So many lines of a single file may each be meant as a text. */
const fewestLines = 5

function linesOfOne(found: readonly FoundFile[]): readonly Message[] {
  const [only, ...others] = found
  if (only?.kind !== 'text' || others.length > 0) return []
  const lines = only.text.split('\n').filter((line) => line.trim() !== '').length
  return lines < fewestLines ? [] : [notice('bulkOneText', { path: displayText(only.path, limits.pathLength), lines })]
}

/** Each row's cells by the columns of all tables. */
function placed(
  items: readonly BulkItem[],
  tables: readonly AskedTable[],
  names: readonly string[],
): readonly BulkItem[] {
  const places = new Map<BulkItem, readonly number[]>()
  for (const table of tables) {
    const own = names.map((name) => table.names.indexOf(name))
    for (const item of table.items) places.set(item, own)
  }
  return items.map((item) => ({
    ...item,
    cells: (places.get(item) ?? names.map(() => -1)).map((place) => item.cells[place] ?? ''),
  }))
}

/** Tables that were read by other columns than the first, and columns that the CSV has no place for. */
function differences(tables: readonly AskedTable[], names: readonly string[]): readonly Message[] {
  const [first] = tables
  const others = tables.filter(
    ({ read }) => read.textColumn !== first?.read.textColumn || read.secondTextColumn !== first.read.secondTextColumn,
  )
  const homeless = [...new Set(tables.flatMap((table) => table.names))].filter((name) => !names.includes(name))
  const label = (name: string) => displayText(name, limits.labelLength)
  const told: Message[] = []
  if (others.length > 0)
    told.push(
      notice('bulkOtherColumns', {
        tables: few(others.map(({ title, read }) => `${label(title)}: ${label(read.textColumn)}`)),
      }),
    )
  if (homeless.length > 0) told.push(notice('bulkColumnsLeft', { columns: few(homeless.map(label)) }))
  return told
}

function distinct(messages: readonly Message[]): readonly Message[] {
  return [...new Map(messages.map((message) => [JSON.stringify(message), message])).values()]
}

function shown(skipped: readonly SkippedFile[]): readonly SkippedFile[] {
  return skipped.map((one) => ({ ...one, path: displayText(one.path, limits.pathLength) }))
}
