/**
 * Where two tables, or a table and the folders, answer otherwise of the same pictures. A few such pictures are mistakes,
 * and are left out or told; where most differ, the two answer different questions, and the nearer one is taken.
 */
import type { SkippedFile } from '../../shared/domain/data.ts'
import { few } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { displayText } from './displayText.ts'
import type { LabelledExample } from './labelled.ts'
import { limits } from './limits.ts'
import type { PictureTable } from './pictureTables.ts'
import type { PlacedPicture } from './reading.ts'

export interface Contradictions {
  readonly skipped: readonly SkippedFile[]
  readonly warnings: readonly Message[]
}

/** Of more than this share of the pictures that both list, the tables mean different things. */
const mostMistaken = 0.5

/** Columns of two tables that share a name and say different things of one picture. */
export function tableContradictions(tables: readonly PictureTable[]): Contradictions {
  const skipped = new Map<string, SkippedFile>()
  const warnings: Message[] = []
  for (const [at, one] of tables.entries())
    for (const other of tables.slice(at + 1)) {
      const shared = [...one.rows.keys()].filter((path) => other.rows.has(path))
      const columns = answersOf(one).filter(({ key }) => answersOf(other).some((each) => each.key === key))
      if (shared.length === 0 || columns.length === 0) continue
      const differing = shared.filter((path) =>
        columns.some(({ key }) => cellOf(one, path, key) !== cellOf(other, path, key)),
      )
      if (differing.length === 0) continue
      const mistaken = differing.length <= mostMistaken * shared.length
      const names = few([one, other].map(({ title }) => title))
      if (mistaken)
        for (const path of differing) skipped.set(path, { path, reason: notice('tablesContradict', { tables: names }) })
      const paths = few(differing.map(shown))
      warnings.push(
        notice('tablesContradictOften', {
          tables: names,
          pictures: differing.length,
          of: shared.length,
          paths,
          leftOut: mistaken,
        }),
      )
    }
  return { skipped: [...skipped.values()], warnings }
}

interface Answer {
  readonly name: string
  readonly key: string
}

function answersOf({ columns, file }: PictureTable): readonly Answer[] {
  return columns.filter((name) => name !== file).map((name) => ({ name, key: name.trim().toLowerCase() }))
}

function cellOf(table: PictureTable, path: string, key: string): string {
  const name = answersOf(table).find((each) => each.key === key)?.name ?? ''
  return (table.rows.get(path)?.get(name) ?? '').normalize('NFC').trim().toLowerCase()
}

/** Pictures whose table names another class than their folder, where both name the same classes. */
export function folderContradictions(
  placed: readonly PlacedPicture[],
  examples: readonly LabelledExample[],
): readonly Message[] {
  const places = new Map(placed.map((picture) => [picture.path, picture]))
  const both = examples.flatMap(({ path, target }) => {
    const { folder = null, table } = places.get(path) ?? {}
    if (target.kind !== 'class' || folder === null || !table?.row) return []
    return [{ path, title: table.title, folder: plain(folder), name: plain(target.name) }]
  })
  const folders = new Set(both.map(({ folder }) => folder))
  const names = new Set(both.map(({ name }) => name))
  const shared = [...names].filter((name) => folders.has(name))
  const differing = both.filter(({ folder, name }) => folder !== name)
  const [first] = differing
  if (!first || shared.length < 2 || 2 * shared.length < names.size) return []
  const paths = few(differing.map(({ path }) => shown(path)))
  return [notice('tableContradictsFolders', { table: first.title, pictures: differing.length, paths })]
}

function plain(name: string): string {
  return name.normalize('NFC').trim().toLowerCase()
}

function shown(path: string): string {
  return displayText(path, limits.pathLength)
}
