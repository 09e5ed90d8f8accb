/**
 * Answers many questions, several at a time: those of about one length go through the network together, which is what a
 * processor is good at, and come back in their order.
 */
import type { Prediction } from '../../../shared/domain/answers.ts'
import type { SkippedFile } from '../../../shared/domain/data.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { taskEngines } from '../../../tasks/engines.ts'
import type { AnswerParts, AskedRow } from '../../../tasks/taskAnswerer.ts'
import { shownRows } from '../../../tasks/taskInputs.ts'
import type { ImageCodec } from '../../data/imageCodec.ts'
import { answerLogits } from '../../inference/answerLogits.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { breathing } from '../../macrotask.ts'
import type { BulkItem } from './bulkTables.ts'

export interface Answered {
  readonly item: BulkItem
  readonly answer: Prediction | SkippedFile
}

export interface AskingTogether {
  readonly codec: ImageCodec
  readonly signal: AbortSignal
  /** More were answered, or left out. */
  readonly onMore: (count: number) => void
}

/** Among so many the lengths are sorted; and after so many, at the latest, what was answered is kept. */
const mostSorted = 256
/** Questions, and tokens with their padding, that go through the network at once: short enough to be called off between. */
const mostRows = 32
const mostTokens = 2048
/** Pictures at once: each takes a hundred times the memory of a text. */
const mostPictures = 8
/** Milliseconds between two turns of the event loop. */
const turn = 50

/** In their order. What is called off ends with what was answered until then. */
export async function* answeredTogether(
  tuned: TunedModel,
  items: readonly BulkItem[],
  asking: AskingTogether,
): AsyncGenerator<Answered> {
  const breathe = breathing(turn)
  const { parts } = taskEngines[tuned.task].predict
  const ofPictures = tuned.model.trunk.input.kind === 'image'
  const together = parts ? (ofPictures ? mostPictures : mostSorted) : 1
  for (let at = 0; at < items.length && !asking.signal.aborted; at += together) {
    const some = items.slice(at, at + together)
    const answers = parts
      ? await answersOf(tuned, some, { ...asking, parts, breathe })
      : [await alone(tuned, some[0] as BulkItem, asking)]
    for (const [place, item] of some.entries()) {
      const answer = answers[place]
      if (answer) yield { item, answer }
    }
    await breathe()
  }
}

type Places = (Prediction | SkippedFile | undefined)[]

interface Together extends AskingTogether {
  readonly parts: AnswerParts
  readonly breathe: () => Promise<void>
}

/** By place; nothing where it was called off before. */
async function answersOf(tuned: TunedModel, items: readonly BulkItem[], together: Together): Promise<Places> {
  const { parts, codec, signal, breathe, onMore } = together
  const answers: Places = []
  const rows: { readonly place: number; readonly row: AskedRow; readonly started: number }[] = []
  for (const [place, item] of items.entries()) {
    if (signal.aborted) break
    const started = performance.now()
    const row = await readOr(item, async () => parts.row(tuned, await item.ask(), codec))
    if ('reason' in row) answers[place] = row
    else rows.push({ place, row, started })
    await breathe()
  }
  onMore(answers.filter(Boolean).length)
  for (const batch of batchesOf(rows.toSorted((a, b) => lengthOf(a.row) - lengthOf(b.row)))) {
    if (signal.aborted) break
    const all = batch.map(({ row }) => row)
    const logits = await answerLogits(tuned, shownRows(tuned, all))
    const outputs = logits.length / batch.length
    for (const [at, { place, started }] of batch.entries())
      answers[place] = parts.answer(tuned, logits.slice(at * outputs, (at + 1) * outputs), started)
    onMore(batch.length)
    await breathe()
  }
  return answers
}

/** @param rows the shortest first. */
function* batchesOf<Row extends { readonly row: AskedRow }>(rows: readonly Row[]): Generator<readonly Row[]> {
  let batch: Row[] = []
  for (const each of rows) {
    // The last is the longest: all are padded to it.
    const tokens = (batch.length + 1) * lengthOf(each.row)
    if (batch.length > 0 && (batch.length === mostRows || tokens > mostTokens)) {
      yield batch
      batch = []
    }
    batch.push(each)
  }
  if (batch.length > 0) yield batch
}

function lengthOf(row: AskedRow): number {
  return 'ids' in row ? row.ids.length : 0
}

async function alone(tuned: TunedModel, item: BulkItem, { codec, onMore }: AskingTogether) {
  const answer = await readOr(item, async () => taskEngines[tuned.task].predict(tuned, await item.ask(), codec))
  onMore(1)
  return answer
}

/** A picture that cannot be decoded stops none of the others. */
async function readOr<Value>(item: BulkItem, read: () => Promise<Value>): Promise<Value | SkippedFile> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof ThawError && error.code === 'image-unreadable') return { path: item.path, reason: error.said }
    throw error
  }
}
