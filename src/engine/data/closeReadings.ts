/**
 * Where a table can be read in two ways that are about as likely, what each makes of its first rows: the person is asked,
 * and sees what either answer gives.
 */
import type { CloseReadings, Columns, OtherReading, PreviewRow, TableColumns } from '../../shared/domain/data.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { isMessage } from '../../shared/messages/message.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { TableProposed } from './columns/tableProposal.ts'
import { type Content, textOf } from './dataset.ts'
import { displayText } from './displayText.ts'
import type { LabelledExample } from './labelled.ts'
import type { TableFit } from './reading.ts'
import type { TextTable } from './table.ts'
import type { NamedTarget } from './target.ts'
import { textMaker } from './textContent.ts'

interface Read {
  readonly table: TextTable
  readonly fit: TableFit
  readonly proposed: TableProposed
  readonly wanted: Columns
  /** In how many ways a table can be read as is wanted. @throws ThawError where in none. */
  readonly fitsOf: (table: TextTable, wanted: Columns) => Promise<readonly TableFit[]>
  /** All of the ways that the tables can be read, whatever they are for. */
  readonly fits: readonly TableFit[]
}

/** Rows by which a reading is told for a preview; they stand for all of them. */
const rowsRead = 500

export async function closeReadings(read: Read): Promise<CloseReadings> {
  const { table, fit, proposed, wanted, fitsOf } = read
  const head = { ...table, rows: table.rows.slice(0, rowsRead) }
  const others: OtherReading[] = []
  for (const { name, role, why } of proposed.others) {
    const ask = role === 'text' ? { textColumn: name } : { labelColumn: name }
    const found = likeliest(await attempted(fitsOf(head, { ...columnsOf(fit.columns), ...wantedTask(wanted), ...ask })))
    if (found) others.push({ about: role, name, ask, why, preview: await previewOf(head, found) })
  }
  for (const task of closeTasks(read)) {
    const found = likeliest((await attempted(fitsOf(head, wanted))).filter((each) => each.task === task))
    const name = taskCard(task).title
    if (found) others.push({ about: 'task', name, ask: { task }, why: null, preview: await previewOf(head, found) })
  }
  return { preview: others.length > 0 ? await previewOf(head, fit) : [], others }
}

/** Tasks less likely by so much are offered, but not asked about. */
export const closeBy = 0.08

function closeTasks({ fits, fit, wanted }: Read): readonly TaskId[] {
  if (wanted.task !== undefined) return []
  const near = fits.filter(
    ({ task, likelihood, columns }) =>
      task !== fit.task && fit.likelihood - likelihood < closeBy && (answers(columns) || !answers(fit.columns)),
  )
  return [...new Set(near.map(({ task }) => task))]
}

/** A reading that leaves every answer out fits any texts, and is no rival of one that has answers. */
function answers({ label, labels, prompts }: TableFit['columns']): boolean {
  return label !== null || labels !== undefined || prompts !== undefined
}

function columnsOf({ text, label, secondText, labels }: Omit<TableColumns, 'names'>): Columns {
  return {
    textColumn: text,
    labelColumn: label ?? '',
    ...(secondText !== undefined && { secondTextColumn: secondText }),
    ...(labels && { labelColumns: labels }),
  }
}

function wantedTask({ task }: Columns): Pick<Columns, 'task'> {
  return task === undefined ? {} : { task }
}

/** What cannot be read is no other reading. */
async function attempted(found: Promise<readonly TableFit[]>): Promise<readonly TableFit[]> {
  try {
    return await found
  } catch (error) {
    if (!(error instanceof ThawError) || error.code === 'cancelled') throw error
    return []
  }
}

function likeliest(fits: readonly TableFit[]): TableFit | undefined {
  return fits.toSorted((a, b) => b.likelihood - a.likelihood)[0]
}

export const previewRows = 4
const previewLength = 120

/** The first rows that make an example. */
async function previewOf({ rows }: TextTable, fit: TableFit): Promise<readonly PreviewRow[]> {
  const maker = textMaker()
  const preview: PreviewRow[] = []
  for (const { cells } of rows) {
    const example = await fit.exampleOf(cells, maker)
    if (isMessage(example)) continue
    preview.push(previewRow(example))
    if (preview.length === previewRows) break
  }
  return preview
}

export function previewRow({ content, target }: Pick<LabelledExample, 'content' | 'target'>): PreviewRow {
  return { given: shown(givenIn(content)), answer: shown(answerIn(content, target)) }
}

function givenIn(content: Content): string {
  return content.kind === 'text' && content.prompt !== '' ? content.prompt : (textOf(content) ?? '')
}

/** Of a text that is continued, what is learned of it. */
function answerIn(content: Content, target: NamedTarget): string {
  if (target.kind === 'class') return target.name
  if (target.kind === 'number') return String(target.value)
  if (target.kind === 'labels') return target.names.join(', ')
  if (target.kind === 'tags') return target.names.join(' ')
  return content.kind === 'text' && content.prompt !== '' ? content.text : ''
}

function shown(text: string): string {
  return displayText(text, previewLength)
}
