/** A model as a proof asks it: what it says of an input, or how likely each token is to follow it. */
import type { PredictionInput } from '../../../shared/domain/answers.ts'
import type { ExportedFile, NamedFile } from '../../../shared/domain/files.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { taskEngines } from '../../../tasks/engines.ts'
import type { ImageCodec } from '../../data/imageCodec.ts'
import { nextProbabilities } from '../../inference/continueTokens.ts'
import { promptIds } from '../../inference/promptIds.ts'
import { disposeTuned, networkOf, type TunedModel } from '../../inference/tunedModel.ts'
import type { ReadBack } from '../exporter.ts'

/** Owns the model. */
export function answering(tuned: TunedModel, codec: ImageCodec): ReadBack {
  return { answer: (input) => answerOf(tuned, input, codec), dispose: () => disposeTuned(tuned) }
}

export async function answerOf(
  tuned: TunedModel,
  input: PredictionInput,
  codec: ImageCodec,
): ReturnType<ReadBack['answer']> {
  const { text, task } = tuned
  if (taskCard(task).headed || !text || input.kind !== 'text') return taskEngines[task].predict(tuned, input, codec)
  const prompt = promptIds(text.tokenizer, input.text)
  return { kind: 'next', probabilities: await nextProbabilities(networkOf(tuned), prompt) }
}

export function asBrought(files: readonly ExportedFile[]): readonly NamedFile[] {
  return files.map(({ name, blob }) => ({ path: name, file: blob }))
}
