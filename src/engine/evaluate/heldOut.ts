/** Examples of the answering run's own test, as questions that a person may ask with one press. */
import type { HeldOut, HeldOutExample } from '../../shared/wire/useCalls.ts'
import { taskEngines } from '../../tasks/engines.ts'
import { type Dataset, textOf } from '../data/dataset.ts'
import { takingTurns } from '../data/target.ts'
import type { TunedModel } from '../inference/tunedModel.ts'
import type { LastRun } from '../run/lastRun.ts'
import type { AnalysisInput } from './analysisInput.ts'
import { answeringRun } from './answeringRun.ts'
import { exampleOf, shownExamples } from './shownExample.ts'

/** Longest side of a picture among others. */
const side = 160

export interface HeldOutOptions {
  readonly from: number
  readonly most: number
  readonly containing?: string
}

/** @throws ThawError `run-unknown` where the model was brought, or the open data are not those of the run. */
export async function heldOut(
  given: AnalysisInput,
  tuned: TunedModel,
  { from, most, containing = '' }: HeldOutOptions,
): Promise<HeldOut> {
  const { dataset, codec } = given
  const found = holding(dataset, testInTurns(given, tuned), containing)
  const shown = await shownExamples(dataset, found.slice(from, from + most), { codec, side })
  const examples: HeldOutExample[] = []
  for (const { example, path, thumbnail, fault } of shown) {
    const question = await taskEngines[dataset.task].question(exampleOf(dataset, example), dataset.classes)
    examples.push({ example, path, thumbnail, ...question, ...(fault && { fault }) })
  }
  return { examples, of: found.length }
}

/** Dividing a large dataset takes its time, and words are looked for with every letter that is typed. */
const inTurns = new WeakMap<LastRun, readonly number[]>()

/** The whole test. Examples stand in the order of their digests, so that the first of a class are a draw and no choice. */
export function testInTurns(given: Pick<AnalysisInput, 'dataset' | 'lastRun'>, tuned: TunedModel): readonly number[] {
  const known = given.lastRun && given.lastRun.dataset === given.dataset && inTurns.get(given.lastRun)
  if (known) return known
  const { run, split } = answeringRun(given, tuned)
  const turns = takingTurns(given.dataset.examples, split.test)
  inTurns.set(run, turns)
  return turns
}

/** Those whose text has every word in it, or the beginning of one; all where nothing is looked for. */
function holding(dataset: Dataset, indices: readonly number[], containing: string): readonly number[] {
  const words = containing
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return indices
  return indices.filter((index) => {
    const text = textOf(exampleOf(dataset, index).content)?.toLowerCase() ?? ''
    return words.every((word) => text.includes(word))
  })
}
