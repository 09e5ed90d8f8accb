/** Files that hold one JSON object each are one table, a row a file, as long as they are most of the files. */
import { labelNames } from './columnNames.ts'
import type { TableFile } from './labelRows.ts'
import type { Pace } from './pace.ts'
import { jsonReader } from './readers/json.ts'
import { jsonText } from './readers/jsonEntries.ts'
import { type Fields, isFields, shapeOf } from './readers/jsonShapes.ts'

export interface WholeFile extends TableFile {
  readonly path: string
  /** Bytes or characters. */
  readonly size: number
  /** Its text; null where it is none. */
  readonly textOf: (() => Promise<string> | string) | null
}

/** What one record takes at most; a larger file is a table by itself. */
const mostOfRecord = 2 ** 20

export async function joinRecords(files: readonly WholeFile[], pace: Pace): Promise<readonly TableFile[]> {
  if (files.length < 2) return files
  const single: { readonly file: WholeFile; readonly record: Fields }[] = []
  for (const file of files) {
    const record = file.textOf && file.size <= mostOfRecord ? await recordIn(await file.textOf(), pace) : null
    if (record) single.push({ file, record })
  }
  if (single.length < 2 || 2 * single.length < files.length) return files
  const paths = single.map(({ file }) => file.path)
  const records = withFolders(
    single.map(({ record }) => record),
    paths,
  )
  const text = records.map((record) => JSON.stringify(record)).join('\n')
  const title = folderOf(paths)
  const joined: TableFile = {
    title,
    read: async (options) => ({ ...(await jsonReader.read(title, text, options)), paths }),
  }
  const taken = new Set(single.map(({ file }) => file))
  return [joined, ...files.filter((file) => !taken.has(file))]
}

async function recordIn(text: string, pace: Pace): Promise<Fields | null> {
  if (!/^\s*\{/.test(text)) return null
  const { form, entries, lost } = await jsonText(text, pace)
  const [only] = entries
  if (form !== 'whole' || lost.length > 0 || !only || !isFields(only.value)) return null
  return isOneRow(only.value) ? only.value : null
}

function isOneRow(value: Fields): boolean {
  try {
    return shapeOf(value).rows[0] === value
  } catch {
    return false // it holds lists of its own
  }
}

/** Where nothing in the records is a label, the folders may be. */
function withFolders(records: readonly Fields[], paths: readonly string[]): readonly Fields[] {
  const folders = paths.map((path) => path.split('/').slice(0, -1))
  const labelled = records.some((record) =>
    Object.keys(record).some((name) => labelNames.includes(name.toLowerCase()) || name === 'folder'),
  )
  const named = folders.map((segments) => segments.at(-1) ?? '')
  if (labelled || new Set(named).size < 2) return records
  return records.map((record, i) => ({ ...record, folder: named[i] }))
}

/** The folder that they share, or the first name. */
function folderOf(paths: readonly string[]): string {
  const [first = ''] = paths
  const segments = first.split('/').slice(0, -1)
  const shared = segments.filter((_, i) =>
    paths.every((path) => path.startsWith(`${segments.slice(0, i + 1).join('/')}/`)),
  )
  return shared.join('/') || first
}
