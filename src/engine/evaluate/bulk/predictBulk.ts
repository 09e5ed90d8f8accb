/** Answers many questions as a CSV; what was answered before it is called off stays. */

import { csvCell } from '../../../shared/csvCell.ts'
import type { Prediction } from '../../../shared/domain/answers.ts'
import type { SkippedFile } from '../../../shared/domain/data.ts'
import type { NamedFile } from '../../../shared/domain/files.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { spreadsheetSafe } from '../../../shared/spreadsheetSafe.ts'
import type { BulkColumns, BulkResult, BulkRow } from '../../../shared/wire/bulkCalls.ts'
import type { ProgressUnit } from '../../../shared/wire/events.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { taskEngines } from '../../../tasks/engines.ts'
import { byCodeUnit } from '../../data/byCodeUnit.ts'
import type { ImageCodec } from '../../data/imageCodec.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { answerCells, answerColumns } from './answerColumns.ts'
import { answeredTogether } from './answerTogether.ts'
import { bulkItems } from './bulkItems.ts'
import type { BulkItem } from './bulkTables.ts'

/** Rows that are shown. */
const mostShown = 200

export interface BulkInput {
  readonly files: readonly NamedFile[]
  readonly columns: BulkColumns
  /** Columns of a CSV that the answers are added to; absent, it begins with these. */
  readonly names?: readonly string[] | undefined
  readonly codec: ImageCodec
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number, stage: Message, unit: ProgressUnit) => void
}

/** @throws ThawError where the model continues texts, nothing was brought, or the only file cannot be opened. */
export async function predictBulk(tuned: TunedModel, given: BulkInput): Promise<BulkResult> {
  const { headed, input } = taskCard(tuned.task)
  if (!headed) throw new ThawError('data-unsupported', 'bulkNeedsAnswers')
  const started = performance.now()
  const { files, columns, names, signal, onProgress } = given
  const { pairIn } = taskEngines[tuned.task]
  const found = await bulkItems(files, { input, pairIn, columns, ...(names && { names }), signal, onProgress })
  if (found.items.length === 0 && found.skipped.length === 0) throw new ThawError('data-empty', 'bulkEmpty')
  const sheet = new Sheet(found.names, tuned.labels)
  const skipped: SkippedFile[] = [...found.skipped]
  const stage = notice('answeringBulk')
  const total = found.items.length
  let done = 0
  const onMore = (count: number) => {
    done += count
    onProgress(done, total, stage, 'examples')
  }
  onMore(0)
  for await (const { item, answer } of answeredTogether(tuned, found.items, { codec: given.codec, signal, onMore })) {
    if ('reason' in answer) skipped.push(answer)
    else sheet.add(item, answer)
  }
  const unasked = total - sheet.answered - (skipped.length - found.skipped.length)
  return {
    ...sheet.result(),
    columns: found.read && { ...found.read, names: found.names },
    ...{ skipped, unasked, warnings: found.warnings },
    milliseconds: performance.now() - started,
  }
}

class Sheet {
  readonly #names: readonly string[]
  readonly #labels: readonly string[]
  readonly #lines: string[] = []
  readonly #rows: BulkRow[] = []
  readonly #counts = new Map<string, number>()
  #header = ''

  constructor(names: readonly string[], labels: readonly string[]) {
    this.#names = names
    this.#labels = labels
  }

  get answered(): number {
    return this.#lines.length
  }

  add({ path, cells }: BulkItem, prediction: Prediction): void {
    if (this.#header === '') {
      const columns = [unusedName('path', this.#names), ...this.#names]
      const own = answerColumns(prediction.kind, this.#labels).map((name) => unusedName(name, columns))
      this.#header = csvLine([...columns, ...own])
    }
    const { answer, probability, counted, cells: answers } = answerCells(prediction, this.#labels)
    this.#lines.push(csvLine([path, ...cells, ...answers]))
    if (this.#rows.length < mostShown) this.#rows.push({ path, answer, probability })
    for (const name of counted) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  result(): Pick<BulkResult, 'header' | 'lines' | 'answered' | 'rows' | 'counts'> {
    const counts = [...this.#counts].map(([name, count]) => ({ name, count }))
    return {
      header: this.#header,
      lines: new Blob(this.#lines),
      answered: this.answered,
      rows: this.#rows,
      counts: counts.toSorted((a, b) => b.count - a.count || byCodeUnit(a.name, b.name)),
    }
  }
}

/** "answer", or "answer 2" where the table has such a column. */
function unusedName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name
  for (let place = 2; ; place++) if (!taken.includes(`${name} ${place}`)) return `${name} ${place}`
}

/** Those below nothing, too, are computed to themselves. */
const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** RFC 4180, with its end; what a spreadsheet would compute begins with a '. */
function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => csvCell(plainNumber.test(cell) ? cell : spreadsheetSafe(cell)))
  return `${quoted.join(',')}\r\n`
}
