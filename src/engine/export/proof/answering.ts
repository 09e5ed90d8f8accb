/** A model as a proof asks it: what it says of an input, or how likely each token is to follow in a passage. */
import type { ExportedFile, NamedFile } from '../../../shared/domain/files.ts'
import { taskEngines } from '../../../tasks/engines.ts'
import type { ImageCodec } from '../../data/imageCodec.ts'
import { nextProbabilities } from '../../inference/continueTokens.ts'
import { disposeTuned, networkOf, type TunedModel } from '../../inference/tunedModel.ts'
import type { NextTokens, PassageQuestion, ProofQuestion, ReadBack } from '../exporter.ts'

/** Owns the model. */
export function answering(tuned: TunedModel, codec: ImageCodec): ReadBack {
  return { answer: (question) => answerOf(tuned, question, codec), dispose: () => disposeTuned(tuned) }
}

export async function answerOf(
  tuned: TunedModel,
  question: ProofQuestion,
  codec: ImageCodec,
): ReturnType<ReadBack['answer']> {
  if (question.kind === 'passage') return nextTokens(tuned, question)
  return taskEngines[tuned.task].predict(tuned, question, codec)
}

export function asBrought(files: readonly ExportedFile[]): readonly NamedFile[] {
  return files.map(({ name, blob }) => ({ path: name, file: blob }))
}

/** Tokens of a passage that are read, its last ones, and places among them that are compared. */
const [mostRead, mostPlaces] = [64, 32]

/** Tokens of a passage that this model is asked with. */
export function tokensAsked(tuned: TunedModel): number {
  return Math.max(1, Math.min(mostRead, tuned.maxTokens - (networkOf(tuned).virtualTokens ?? 0)))
}

/** None of a passage of a single token. */
async function nextTokens(tuned: TunedModel, question: PassageQuestion): Promise<NextTokens> {
  const ids = (await passageIds(tuned, question)).slice(-question.tokens)
  const places = Math.min(mostPlaces, ids.length - 1)
  if (places < 1) return { kind: 'next', followed: [], probabilities: new Float32Array() }
  const probabilities = await nextProbabilities(networkOf(tuned), ids.slice(0, -1), places)
  return { kind: 'next', followed: ids.slice(-places), probabilities }
}

/** A conversation in the model's own template, up to its last answer; other texts as they are. */
async function passageIds(tuned: TunedModel, { example, tokens }: PassageQuestion): Promise<readonly number[]> {
  const { tokensOf, promptOf, question } = taskEngines[tuned.task]
  const { text } = tuned
  if (!text) throw new Error('internal: a passage for a model that looks at pictures')
  const { turns, truth } = await question(example, [])
  if (!promptOf || !turns || truth.kind !== 'text') return [...tokensOf(example.content, text, tokens).ids]
  const { ids } = await promptOf(tuned, turns)
  return [...ids, ...text.tokenizer.encode(truth.text, { special: false })]
}
