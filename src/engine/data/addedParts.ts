/**
 * What was added to data that stand: each part is read by itself, for the task and by the columns of the first, so that
 * nothing of the first one is read in another way than before. Together they are one set of examples.
 */
import { isNamed } from '../../shared/catalog/formats.ts'
import type { Columns, SkippedFile, TableProposal } from '../../shared/domain/data.ts'
import { distinctMessages } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { taskCard } from '../../tasks/cards.ts'
import { nothingUsable } from './assemblyFaults.ts'
import type { Labelled, LabelledExample } from './labelled.ts'
import { pathSegments } from './safeName.ts'
import { Skip } from './skip.ts'

/** How the first part was read, for those that follow. */
export function readAs({ task, columns }: Labelled, wanted: Columns): Columns {
  if (task === null) return wanted
  const { text, label, secondText, labels, prompts } = columns ?? { text: wanted.textColumn, label: wanted.labelColumn }
  return {
    ...wanted,
    task,
    textColumn: text,
    labelColumn: label ?? '',
    ...(secondText !== undefined && { secondTextColumn: secondText }),
    ...(labels && { labelColumns: labels }),
    ...(prompts && { promptColumns: prompts }),
  }
}

/** Says under which path what a part calls by its own is told: a file, or a row of it. */
export type Telling = (path: string) => string

/**
 * Under paths that no part before has taken: of two files of one name the second is told as "reviews (2).csv". It is read
 * under its own, which may say a class or a split, or stand in a table beside it.
 */
export function freshPaths(files: readonly { readonly path: string }[], taken: Set<string>): Telling {
  const fresh = new Map<string, string>()
  const own = files.map(({ path }) => plainPath(path))
  for (const path of own) {
    const told = freshPath(path, taken)
    if (told !== path) for (const [at, name] of namesOf(path).entries()) fresh.set(name, namesOf(told)[at] ?? told)
  }
  for (const path of own) for (const name of namesOf(fresh.get(path) ?? path)) taken.add(name)
  if (fresh.size === 0) return (path) => path
  return (path) => {
    // "reviews.csv, row 3": what follows the file's name may have several parts.
    for (let end = path.length; end > 0; end = path.lastIndexOf(', ', end - 1)) {
      const known = fresh.get(path.slice(0, end))
      if (known !== undefined) return known + path.slice(end)
    }
    return path
  }
}

/** As files are read under; one whose name leads elsewhere is not read, and is told as it is. */
function plainPath(path: string): string {
  try {
    return pathSegments(path).join('/')
  } catch (error) {
    if (!(error instanceof Skip)) throw error
    return path
  }
}

/** What was read of a part, as it is told. */
export function toldAs(telling: Telling, labelled: Labelled): Labelled {
  const { examples, skipped, table } = labelled
  return {
    ...labelled,
    examples: examples.map((example) => ({ ...example, path: telling(example.path) })),
    skipped: skipped.map((one) => ({ ...one, path: telling(one.path) })),
    ...(table && { table: { ...table, files: table.files.map(telling) } }),
  }
}

function freshPath(path: string, taken: ReadonlySet<string>): string {
  const isTaken = (one: string) => namesOf(one).some((name) => taken.has(name))
  if (!isTaken(path)) return path
  const [, stem = path, ending = ''] = /^(.*?)(\.[^./]*)?$/s.exec(path) ?? []
  for (let n = 2; ; n++) {
    const other = `${stem} (${n})${ending}`
    if (!isTaken(other)) return other
  }
}

/** A table or text may be called by its name alone. */
function namesOf(path: string): readonly string[] {
  return isNamed(path, 'table', 'text') ? [path, path.split('/').at(-1) ?? path] : [path]
}

/**
 * The first part with all that was added. What stands there already, with the same answer, is left out and counted.
 * @throws ThawError `data-empty` where a part adds nothing at all.
 */
export function joinedParts([first, ...added]: readonly [Labelled, ...Labelled[]]): Labelled {
  if (added.length === 0 || first.task === null) return first
  const noun = taskCard(first.task).example
  const standing = new Set(first.examples.map(keyOf))
  const examples = [...first.examples]
  const skipped: SkippedFile[] = [...first.skipped]
  const told = added.flatMap((part) => {
    if (part.examples.length === 0) throw nothingUsable(part.skipped)
    const before = examples.length
    const keys = part.examples.map(keyOf)
    for (const [at, example] of part.examples.entries()) {
      if (standing.has(keys[at] ?? '')) skipped.push({ path: example.path, reason: notice('addedAgain') })
      else examples.push(example)
    }
    // What comes twice in one part is treated as in the first one: it stays, and is told.
    for (const key of keys) standing.add(key)
    for (const one of part.skipped) skipped.push(one)
    return [notice('examplesAdded', { added: examples.length - before, standing: before, noun }), ...part.warnings]
  })
  return {
    ...first,
    examples,
    skipped,
    warnings: distinctMessages([...first.warnings, ...told]),
    ...joinedTables(first, added),
  }
}

function keyOf({ digest, target }: LabelledExample): string {
  return `${digest} ${JSON.stringify(target)}`
}

/** The rows of tables under the same columns are looked at together. */
function joinedTables({ table, tables }: Labelled, added: readonly Labelled[]): Pick<Labelled, 'table' | 'tables'> {
  if (!table || !tables) return {}
  const columnsOf = ({ columns }: TableProposal) => columns.map(({ name }) => name).join('\0')
  const alike = added.filter((part) => part.table && columnsOf(part.table) === columnsOf(table))
  const all = alike.flatMap((part) => part.table ?? [])
  return {
    tables: [...tables, ...alike.flatMap((part) => part.tables ?? [])],
    table: {
      ...table,
      files: [...table.files, ...all.flatMap(({ files }) => files)],
      total: all.reduce((sum, { total }) => sum + total, table.total),
      leftOut: all.reduce((sum, { leftOut }) => sum + leftOut, table.leftOut),
    },
  }
}
