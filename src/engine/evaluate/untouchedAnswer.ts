/**
 * What the network said of an input before its run. It had no head for these classes, and one at random would answer by
 * chance; its features were there. So the input goes to the class whose training examples lie nearest, on average: the
 * same means as those of `compareFeatures`, whose share of right answers these are single answers of.
 */
import type { PredictionInput } from '../../shared/domain/answers.ts'
import { notice } from '../../shared/messages/say.ts'
import type { UntouchedAnswer } from '../../shared/wire/useCalls.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { Content, Dataset } from '../data/dataset.ts'
import { strataOf } from '../data/target.ts'
import type { TunedModel } from '../inference/tunedModel.ts'
import type { LiveModel } from '../models/liveModel.ts'
import type { LastRun } from '../run/lastRun.ts'
import type { AnalysisInput } from './analysisInput.ts'
import { answeringRun, runOf, untouchedModel } from './answeringRun.ts'
import { meanExamples } from './compareFeatures.ts'
import { exampleInput } from './exampleInput.ts'
import { type ClassMeans, classMeans, nearestClasses } from './nearestMean.ts'
import { trunkFeatures } from './trunkFeatures.ts'

/**
 * Null where nothing has one class. Leaves no tensor.
 * @throws ThawError `run-unknown` where the model that answers was brought, or the run's data are not open.
 */
export async function untouchedAnswer(
  given: AnalysisInput,
  tuned: TunedModel,
  input: PredictionInput,
  signal: AbortSignal,
): Promise<UntouchedAnswer | null> {
  const started = performance.now()
  if (taskCard(tuned.task).target !== 'class') return null
  const { dataset } = runOf(given.lastRun, tuned)
  const [first] = dataset.examples
  if (!first) throw new Error('internal: a run without examples')
  const untouched = untouchedModel(runOf(given.lastRun, tuned))
  const asking: Asking = { given, tuned, untouched, signal }
  try {
    const { means, trained } = await knownMeans(asking)
    const alone = { ...dataset, examples: [{ ...first, content: contentOf(input) }] }
    const [row] = await featuresOf(asking, { dataset: alone, examples: [0], onBatch: () => {} })
    const nearest = nearestClasses(means, row as Float32Array).map((label) => dataset.classes[label] ?? '')
    return { nearest, trained, milliseconds: performance.now() - started }
  } finally {
    untouched.dispose()
  }
}

interface Asking {
  readonly given: AnalysisInput
  readonly tuned: TunedModel
  readonly untouched: LiveModel
  readonly signal: AbortSignal
}

interface KnownMeans {
  readonly means: ClassMeans
  /** Examples that they are of. */
  readonly trained: number
}

/** Computed for the first question, and kept as long as its run. */
const meansOfRuns = new WeakMap<LastRun, KnownMeans>()

async function knownMeans(asking: Asking): Promise<KnownMeans> {
  const { given, tuned } = asking
  const known = given.lastRun && meansOfRuns.get(given.lastRun)
  if (known) return known
  const { run, split } = answeringRun(given, tuned)
  const { dataset } = run
  const examples = meanExamples({ dataset, split })
  let done = 0
  const stage = notice('computingFeatures')
  const onBatch = (some: number) => {
    done += some
    given.emit({ type: 'progress', job: 'untouched', stage, done, total: examples.length, unit: 'examples' })
  }
  const rows = await featuresOf(asking, { dataset, examples, onBatch })
  const strata = strataOf(dataset.examples)
  const means = classMeans({ rows, labels: examples.map((index) => strata[index] as number) })
  const made = { means, trained: examples.length }
  meansOfRuns.set(run, made)
  return made
}

interface Wanted {
  readonly dataset: Dataset
  readonly examples: readonly number[]
  readonly onBatch: (examples: number) => void
}

async function featuresOf(
  { given, tuned, untouched, signal }: Asking,
  { dataset, examples, onBatch }: Wanted,
): Promise<readonly Float32Array[]> {
  const { text, maxTokens, task } = tuned
  const { codec } = given
  const input = await exampleInput({ dataset, trunk: untouched.trunk, text, maxTokens, codec }, examples, signal)
  return trunkFeatures(untouched, input, examples, { task, signal, onBatch })
}

function contentOf(input: PredictionInput): Content {
  switch (input.kind) {
    case 'image':
      return { kind: 'image', blob: input.image }
    case 'text':
      return { kind: 'text', prompt: '', text: input.text }
    case 'pair':
      return input
    default:
      return input satisfies never
  }
}
