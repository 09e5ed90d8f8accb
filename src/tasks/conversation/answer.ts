/** A conversation goes on with the next answer, which is no answer among several; here is known how it is asked for. */
import type { TunedModel } from '../../engine/inference/tunedModel.ts'
import {
  type ChatMessage,
  type ChatTemplate,
  openTemplate,
  plainSource,
} from '../../engine/inputs/chat/chatTemplate.ts'
import { type BegunAnswer, begunAnswer } from '../../engine/inputs/chat/chatTokens.ts'
import { namedTokens } from '../../engine/inputs/chat/namedTokens.ts'
import { publishedTemplate } from '../../engine/inputs/chat/publishedTemplate.ts'
import type { ModelText } from '../../engine/models/modelText.ts'
import type { ChatTurn } from '../../shared/domain/answers.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'

/** @throws ThawError `model-unsupported` where the model's own is wanted and there is none. */
export async function templateOf({ tokenizer }: ModelText, wanted: Recipe['chat']['template']): Promise<ChatTemplate> {
  const published = wanted === 'plain' ? null : publishedTemplate(tokenizer.files.config)
  if (published === null && wanted === 'own') throw new ThawError('model-unsupported', 'templateMissing')
  const written =
    published === null ? { kind: 'plain', source: plainSource(tokenizer) } : { kind: 'own', source: published }
  return openTemplate(written as Pick<ChatTemplate, 'kind' | 'source'>, namedTokens(tokenizer))
}

/** What a tuned model keeps beside its weights: whether it was trained by the plain template. */
export function templateConstants({ kind }: ChatTemplate): NonNullable<TunedModel['constants']> {
  return { plainTemplate: [Number(kind === 'plain')] }
}

/** What the next answer follows on. */
export async function chatPrompt({ text, constants }: TunedModel, turns: readonly ChatTurn[]): Promise<BegunAnswer> {
  if (!text) throw new Error('internal: a conversation with a model that looks at pictures')
  const template = await templateOf(text, constants?.plainTemplate?.[0] === 1 ? 'plain' : 'auto')
  return begunAnswer(template, text.tokenizer, messagesOf(turns))
}

export function messagesOf(turns: readonly ChatTurn[]): readonly ChatMessage[] {
  return turns.map(({ speaker, text }) => ({ role: speaker, content: text }))
}
