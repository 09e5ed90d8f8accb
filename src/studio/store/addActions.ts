/** Data that are asked for by name, and files that are added to what stands and taken back. */
import { isNamed } from '../../shared/catalog/formats.ts'
import { lastPart, withAdded, withoutLatest } from '../../shared/domain/addedFiles.ts'
import type { Columns, DataRequest } from '../../shared/domain/data.ts'
import type { NamedFile } from '../../shared/domain/files.ts'
import type { HubDataset } from '../../shared/domain/hubDataset.ts'
import { withFileEncoding } from '../../shared/recipe/fileEncodings.ts'
import type { ActionContext } from './actionContext.ts'
import { readWith } from './dataActions.ts'
import type { ReadData } from './state.ts'
import { readDataOf } from './steps.ts'

/** Reads them by the reading that stands; edits and what was chosen stay. True when they stand beside the others. */
export const addFiles = (files: readonly NamedFile[]) => (context: ActionContext) => {
  const { data } = context.asked
  return data && files.length > 0
    ? readAgainAs(context, joined(data, files, context), (read) => ofStanding(read, data))
    : Promise.resolve(false)
}

/** More files than this are not listed one by one. */
const mostListed = 39

/**
 * The columns, with an encoding that was named for the files that stand as one of these: what is added is looked at by
 * itself. Names in an archive go by the encoding of all, which then stays.
 */
function ofStanding({ columns, summary }: ReadData, data: DataRequest): Columns {
  const { encoding, ...others } = columns
  if (!encoding || data.kind !== 'files' || data.files.some(({ path }) => isNamed(path, 'archive'))) return columns
  const { read, files } = summary.encoding ?? {}
  const single = data.files.length === 1 && read ? data.files.map(({ path }) => ({ path, read })) : []
  const listed = files ?? single
  if (listed.length === 0 || listed.length > mostListed) return columns
  const encodings = listed.reduce(
    (all: readonly string[], file) => withFileEncoding(all, file.path, file.read),
    columns.encodings ?? [],
  )
  return { ...others, encodings }
}

/** What a recipe was made with, by the columns that it names. */
export const readExpected = (source: HubDataset, columns: Columns) => (context: ActionContext) =>
  readWith(context, { kind: 'hub', ...source }, { columns, edits: [] })

/** Without the files that were added last. */
export function takeBackAdded(context: ActionContext): Promise<boolean> {
  const { data } = context.asked
  if (data?.kind !== 'files') return Promise.resolve(false)
  const files = withoutLatest(data.files)
  return readAgainAs(context, files.length === 0 && data.onto ? data.onto : { ...data, files })
}

/** Null where the data are not on this device. */
function joined(data: DataRequest, files: readonly NamedFile[], { get }: ActionContext): DataRequest | null {
  if (data.kind === 'hub') return null
  if (data.kind === 'files') return { ...data, files: withAdded(data.files, files) }
  const name = readDataOf(get())?.summary.name ?? 'Your data'
  return { kind: 'files', name, files: withAdded([], files), onto: data }
}

async function readAgainAs(
  context: ActionContext,
  request: DataRequest | null,
  columnsOf: (read: ReadData) => Columns = ({ columns }) => columns,
): Promise<boolean> {
  const read = readDataOf(context.get())
  if (!read || !request) return false
  const added = request.kind === 'files' ? lastPart(request.files) : 0
  return readWith(context, request, { columns: columnsOf(read), edits: read.edits, added })
}
