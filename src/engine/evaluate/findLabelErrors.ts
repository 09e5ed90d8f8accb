/**
 * Labels that a model which did not train on them doubts (Northcutt et al. 2021, confident learning). The features are
 * the untouched network's, which never saw a label; a logistic regression on them answers for a part of the examples
 * after it has learned from the others.
 */

import { ThawError } from '../../shared/messages/errors.ts'
import { notice } from '../../shared/messages/say.ts'
import type { LabelDoubt } from '../../shared/wire/evaluationCalls.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { Dataset, Example } from '../data/dataset.ts'
import { classOf } from '../data/target.ts'
import type { TunedModel } from '../inference/tunedModel.ts'
import type { AnalysisInput } from './analysisInput.ts'
import { type AnsweringRun, answeringRun, untouchedModel } from './answeringRun.ts'
import { doubtsWithAuthority } from './doubtAuthority.ts'
import { exampleInput } from './exampleInput.ts'
import { outOfFold } from './outOfFold.ts'
import { shownExamples } from './shownExample.ts'
import { stratifiedFolds } from './stratifiedFolds.ts'
import { trunkFeatures } from './trunkFeatures.ts'

const folds = 4
const mostDoubts = 60
/** More are not looked at: their features would take long, and gigabytes. */
const mostExamples = 10_000

/**
 * Of what the run trained and validated on, never of its test; the surest doubt first. Leaves no tensor.
 * @throws ThawError `run-unknown` where the model that answers was brought.
 */
export async function findLabelErrors(
  input: AnalysisInput,
  tuned: TunedModel,
  signal: AbortSignal,
): Promise<LabelDoubt[]> {
  const { emit, codec } = input
  refuse(tuned)
  const answering = answeringRun(input, tuned)
  const { dataset } = answering.run
  const examples = drawnExamples(answering)
  const labels = examples.map((index) => classOf(dataset.examples[index] as Example))
  const rows = await untouchedFeatures(input, { answering, tuned, examples, signal })
  const probabilities = await outOfFold({
    ...{ rows, labels, signal },
    classes: dataset.classes.length,
    fold: stratifiedFolds(
      examples.map((index) => dataset.examples[index] as Example),
      folds,
    ),
    onFold: (done) =>
      emit({
        type: 'progress',
        job: 'examine',
        stage: notice('judgingLabels'),
        done,
        total: folds,
        unit: 'steps',
      }),
  })
  const doubts = doubtsWithAuthority({ labels, probabilities, classes: dataset.classes.length, least: folds })
  const told = doubts.slice(0, mostDoubts)
  const shown = await shownExamples(
    dataset,
    told.map(({ row }) => examples[row] as number),
    { codec },
  )
  return told.map(({ row: _, ...doubt }, index) => ({ ...(shown[index] as (typeof shown)[number]), ...doubt }))
}

function refuse({ task }: TunedModel): void {
  const { analyses, headed, words } = taskCard(task)
  if (analyses.includes('labelErrors')) return
  if (!headed) throw new ThawError('model-mismatch', 'continuedWithoutLabels')
  throw new ThawError('model-mismatch', 'labelErrorsNotSought', { can: words.can })
}

/** All, or as many of each class as there is room for; in the order of their digests the first are a draw. */
function drawnExamples({ run: { dataset }, split }: AnsweringRun): number[] {
  const all = [...split.train, ...split.validation].sort((a, b) => a - b)
  if (all.length <= mostExamples) return all
  const share = mostExamples / all.length
  const seen = new Map<number, number>()
  return all.filter((index) => {
    const label = classOf(dataset.examples[index] as Example)
    const before = seen.get(label) ?? 0
    seen.set(label, before + 1)
    return Math.floor((before + 1) * share) > Math.floor(before * share)
  })
}

interface Examined {
  readonly answering: AnsweringRun
  readonly tuned: TunedModel
  readonly examples: readonly number[]
  readonly signal: AbortSignal
}

async function untouchedFeatures({ codec, emit }: AnalysisInput, { answering, tuned, examples, signal }: Examined) {
  const { dataset } = answering.run as { readonly dataset: Dataset }
  const { text, maxTokens, task, model } = tuned
  const input = await exampleInput({ ...{ dataset, text, maxTokens, codec }, trunk: model.trunk }, examples, signal)
  let done = 0
  const total = examples.length
  const stage = notice('computingFeatures')
  const onBatch = (some: number) => {
    done += some
    emit({ type: 'progress', job: 'examine', stage, done, total, unit: 'examples' })
  }
  const untouched = untouchedModel(answering.run)
  try {
    return await trunkFeatures(untouched, input, examples, { task, signal, onBatch })
  } finally {
    untouched.dispose()
  }
}
