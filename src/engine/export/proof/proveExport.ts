/** Reads the files of an export back and asks them what the model itself is asked: examples that no training touched. */
import { exportCard, type ModelExportId } from '../../../shared/catalog/exports.ts'
import type { PredictionInput } from '../../../shared/domain/answers.ts'
import type { ExportProof, ProofMeasure } from '../../../shared/domain/exports.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { notice } from '../../../shared/messages/say.ts'
import { taskEngines } from '../../../tasks/engines.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { ImageCodec } from '../../data/imageCodec.ts'
import { takingTurns } from '../../data/target.ts'
import { testInTurns } from '../../evaluate/heldOut.ts'
import { exampleOf } from '../../evaluate/shownExample.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { macrotask } from '../../macrotask.ts'
import type { LastRun } from '../../run/lastRun.ts'
import type { ModelSource, ReadBack } from '../exporter.ts'
import { modelExporter } from '../exporters.ts'
import { answerOf } from './answering.ts'
import { difference, measureOf } from './difference.ts'

/** Examples that are asked about, at most. */
const most = 50
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
    if (!found || found.inputs.length === 0) return { status: 'unchecked', why: notice('proofNeedsExamples') }
    const read = await readBack(files, source, codec)
    if (!read) return { status: 'unchecked', why: notice('proofNeedsBase') }
    try {
      return { status: 'checked', from: found.from, ...(await compared(tuned, read, found.inputs, given)) }
    } finally {
      read.dispose()
    }
  })
}

type Compared = Omit<Extract<ExportProof, { readonly status: 'checked' }>, 'status' | 'from'>

async function compared(
  tuned: TunedModel,
  read: ReadBack,
  inputs: readonly PredictionInput[],
  { what, codec, signal, onProgress }: ProofInput,
): Promise<Compared> {
  const { rounding } = exportCard(what)
  const most = rounding?.most ?? tolerance
  let largest = 0
  let beyond = 0
  let of: ProofMeasure = 'probability'
  for (const [done, input] of inputs.entries()) {
    onProgress(done, inputs.length)
    const own = await answerOf(tuned, input, codec)
    const apart = difference(own, await read.answer(input))
    largest = Math.max(largest, apart)
    if (apart > most) beyond++
    of = measureOf(own)
    await macrotask()
    signal.throwIfAborted()
  }
  const agrees = beyond <= (rounding?.beyond ?? 0) * inputs.length
  return { examples: inputs.length, of, largest, agrees, ...(rounding && { rounded: { most, beyond } }) }
}

interface Questions {
  readonly inputs: readonly PredictionInput[]
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
  const { question } = taskEngines[dataset.task]
  const inputs: PredictionInput[] = []
  for (const index of turns.slice(0, most))
    inputs.push((await question(exampleOf(dataset, index), dataset.classes)).input)
  return { inputs, from: ofRun ? 'test' : 'data' }
}
