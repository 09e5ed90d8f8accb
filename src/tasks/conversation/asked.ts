/** A network is asked for the last answer of conversations, by the very turns that came before it. */
import type { Turn } from '../../engine/data/answers/conversations.ts'
import { continueMany } from '../../engine/inference/continueMany.ts'
import { continueText } from '../../engine/inference/continueText.ts'
import type { ChatTemplate } from '../../engine/inputs/chat/chatTemplate.ts'
import { begunAnswer } from '../../engine/inputs/chat/chatTokens.ts'
import type { ModelText } from '../../engine/models/modelText.ts'
import type { Network } from '../../engine/models/network.ts'
import type { SampleSettings } from '../../shared/recipe/recipe.ts'
import { messagesOf } from './answer.ts'

export interface Question {
  readonly example: number
  /** Up to the last question. */
  readonly turns: readonly Turn[]
  /** That question. */
  readonly words: string
  readonly truth: string
}

/** @param turns that end in an answer. */
export function questionOf(turns: readonly Turn[], example: number): Question {
  const last = turns.findLastIndex(({ speaker }) => speaker === 'assistant')
  const before = turns.slice(0, last)
  const words = before.findLast(({ speaker }) => speaker === 'user')?.text ?? ''
  return { example, turns: before, words, truth: turns[last]?.text ?? '' }
}

export interface Asked {
  readonly template: ChatTemplate
  readonly text: ModelText
  readonly settings: SampleSettings
  readonly seed: number
  readonly signal: AbortSignal
  /** Hundreds of questions take minutes. */
  readonly onProgress: (done: number, total: number) => void
}

/** Tokens that an answer may have beyond the true one: an answer that goes on is wrong already. */
const beyond = 16

/** Always the likeliest token. */
export async function answersTo(
  network: Network,
  questions: readonly Question[],
  { template, text, ...asked }: Asked,
): Promise<readonly string[]> {
  const { tokenizer } = text
  const begun = questions.map(({ turns, truth }) => ({
    ...begunAnswer(template, tokenizer, messagesOf(turns)),
    tokens: Math.min(tokenizer.encode(truth, { special: false }).length + beyond, mostTokens),
  }))
  const answers = await continueMany(network, text, begun, asked)
  return answers.map((answer) => withoutThought(answer).trim())
}

/** An answer to look at, by the recipe's own settings of a sample. */
export async function sampleOf(
  network: Network,
  { turns }: Question,
  { template, text, settings, seed, signal }: Asked,
): Promise<string> {
  signal.throwIfAborted()
  const { text: answer } = await continueText(network, text, {
    ...{ begun: begunAnswer(template, text.tokenizer, messagesOf(turns)), seed },
    settings: { ...settings, prompt: '' },
    stopped: () => signal.aborted,
    onText: () => {},
  })
  signal.throwIfAborted()
  return withoutThought(answer).trim()
}

/** What some models write before they answer, empty where they were tuned on answers alone. */
export function withoutThought(answer: string): string {
  return answer.replace(/^\s*<think>[\s\S]*?<\/think>/, '')
}

/** However long the true answer is. */
const mostTokens = 200
