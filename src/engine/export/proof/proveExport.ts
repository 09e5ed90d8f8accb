/** Reads the files of an export back and asks them what the model itself is asked: examples that no training touched. */
import { exportCard, type ModelExportId, type Rounding } from '../../../shared/catalog/exports.ts'
import type { PredictionInput } from '../../../shared/domain/answers.ts'
import type { ExportProof, ProofMeasure, WrittenAlike } from '../../../shared/domain/exports.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { notice } from '../../../shared/messages/say.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { taskEngines } from '../../../tasks/engines.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { ImageCodec } from '../../data/imageCodec.ts'
import { takingTurns } from '../../data/target.ts'
import { testInTurns } from '../../evaluate/heldOut.ts'
import { exampleOf } from '../../evaluate/shownExample.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { macrotask } from '../../macrotask.ts'
import type { LastRun } from '../../run/lastRun.ts'
import type { ModelSource, ProofQuestion, ReadBack } from '../exporter.ts'
import { modelExporter } from '../exporters.ts'
import { answerOf, tokensAsked } from './answering.ts'
import { difference, measureOf } from './difference.ts'
import { Writing } from './writtenAlike.ts'

/** Examples that are asked about, at most; passages, of which each is read at many places, are fewer. */
const most = 50
const mostPassages = 24
/** Between two probabilities: 32-bit numbers, added up in another order, differ by less. */
const tolerance = 1e-4

export interface ProofInput {
  readonly what: ModelExportId
  readonly files: readonly ExportedFile[]
  readonly source: ModelSource
  /** The data that are open; null where there are none. */
  readonly dataset: Dataset | null
  readonly codec: ImageCodec
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

export async function proveExport(given: ProofInput): Promise<ExportProof> {
  const { what, files, source, dataset, codec } = given
  const { readBack } = modelExporter(what)
  if (!readBack) return { status: 'unchecked', why: notice('proofReadElsewhere') }
  return source.ask(async (tuned) => {
    const found = dataset && (await questionsOf(dataset, source.lastRun, tuned))
    if (!found || found.asked.length === 0) return { status: 'unchecked', why: notice('proofNeedsExamples') }
    const read = await readBack(files, source, codec)
    if (!read) return { status: 'unchecked', why: notice('proofNeedsBase') }
    try {
      return { status: 'checked', from: found.from, ...(await compared(tuned, read, found.asked, given)) }
    } finally {
      read.dispose()
    }
  })
}

type Compared = Omit<Extract<ExportProof, { readonly status: 'checked' }>, 'status' | 'from'>

async function compared(
  tuned: TunedModel,
  read: ReadBack,
  asked: readonly ProofQuestion[],
  { what, codec, signal, onProgress }: ProofInput,
): Promise<Compared> {
  const { rounding } = exportCard(what)
  const most = rounding?.most ?? tolerance
  const writing = new Writing()
  let largest = 0
  let beyond = 0
  let of: ProofMeasure = 'probability'
  for (const [done, question] of asked.entries()) {
    onProgress(done, asked.length)
    const own = await answerOf(tuned, question, codec)
    const other = await read.answer(question)
    const apart = difference(own, other)
    largest = Math.max(largest, apart)
    if (apart > most) beyond++
    of = measureOf(own)
    if (own.kind === 'next' && other.kind === 'next') writing.add(own, other)
    await macrotask()
    signal.throwIfAborted()
  }
  const written = writing.result()
  const agrees = written && rounding ? writesAlike(written, rounding) : beyond <= (rounding?.beyond ?? 0) * asked.length
  return {
    ...{ examples: asked.length, of, largest, agrees },
    ...(written ? { written } : rounding && { rounded: { most, beyond } }),
  }
}

function writesAlike({ alike, apart }: WrittenAlike, { writing }: Rounding): boolean {
  return alike >= writing.alike && apart <= writing.apart
}

interface Questions {
  readonly asked: readonly ProofQuestion[]
  readonly from: 'test' | 'data'
}

/** Of the run's own test; for a model that was brought, of the data that are open, where they are of its task. */
async function questionsOf(dataset: Dataset, lastRun: LastRun | null, tuned: TunedModel): Promise<Questions | null> {
  if (dataset.task !== tuned.task) return null
  const ofRun = lastRun !== null && lastRun.dataset.fingerprint === dataset.fingerprint
  const turns = ofRun
    ? testInTurns({ dataset, lastRun }, tuned)
    : takingTurns(
        dataset.examples,
        dataset.examples.map((_, index) => index),
      )
  const from = ofRun ? 'test' : 'data'
  if (!taskCard(dataset.task).headed) {
    const examples = turns.slice(0, mostPassages).map((index) => exampleOf(dataset, index))
    const tokens = tokensAsked(tuned)
    return { asked: examples.map((example) => ({ kind: 'passage', example, tokens })), from }
  }
  const { question } = taskEngines[dataset.task]
  const asked: PredictionInput[] = []
  for (const index of turns.slice(0, most))
    asked.push((await question(exampleOf(dataset, index), dataset.classes)).input)
  return { asked, from }
}
