/** What becomes of a model as GGUF, and what cannot: asked before anything is written. */
import type { ExportOptions } from '../../../shared/domain/exports.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { openTemplate } from '../../inputs/chat/chatTemplate.ts'
import { begunAnswer } from '../../inputs/chat/chatTokens.ts'
import { namedTokens } from '../../inputs/chat/namedTokens.ts'
import type { GgufKeys, LlamaCppFacts } from '../../models/llamaCpp.ts'
import type { ModelText } from '../../models/modelText.ts'
import { exportRefused } from '../exportRefused.ts'
import { chatSource } from '../weights/textFiles.ts'
import { aboutKeys } from './aboutKeys.ts'
import type { GgufType } from './ggufFile.ts'
import { type GoTemplate, goTemplate } from './goTemplate.ts'
import { hasLoraFile } from './loraFile.ts'
import { tokenizerKeys } from './tokenizerKeys.ts'

/** Files of the whole model, the smallest last. */
const ggufForms = {
  f16: { file: 'model-f16.gguf', type: 'F16', fileType: 1 },
  q8_0: { file: 'model-q8_0.gguf', type: 'Q8_0', fileType: 7 },
} as const satisfies Record<string, GgufForm>

export interface GgufForm {
  readonly file: string
  readonly type: GgufType
  /** As llama.cpp numbers files whose tables are of this type. */
  readonly fileType: number
}

export interface GgufPlan {
  readonly facts: LlamaCppFacts
  /** Of every file. */
  readonly about: GgufKeys
  readonly tokenizer: GgufKeys
  readonly forms: readonly GgufForm[]
  /** What Ollama writes conversations by; null for a model that continues texts. */
  readonly template: GoTemplate | null
  /** Texts of marks that end an answer. */
  readonly stops: readonly string[]
  /** Whether what was learned goes along as a file of its own. */
  readonly lora: boolean
}

/** @throws ThawError `export-refused`, with what to take instead. */
export async function ggufPlan(tuned: TunedModel, { numbers }: ExportOptions): Promise<GgufPlan> {
  const { model, task, adapter, text } = tuned
  const { llamaCpp: facts, input, nextToken } = model.trunk
  const { headed, words } = taskCard(task)
  if (headed || !nextToken || input.kind !== 'text')
    throw new ThawError('export-refused', 'ggufTask', { can: words.can })
  if (!facts) throw new ThawError('export-refused', 'ggufFamily', { why: notice('llamaCppLacksFamily') })
  if (facts.refusal) throw new ThawError('export-refused', 'ggufFamily', { why: facts.refusal })
  if (adapter && !adapter.attachment.merge) throw exportRefused('gguf')
  if (!text) throw new Error('internal: a text model without its tokeniser')
  const { source, template, turnEnd } = await chatOf(tuned, text)
  const tokenizer = tokenizerKeys(text, { rows: input.vocabulary, template: source, turnEnd })
  const marks = [turnEnd, text.tokenizer.endId].filter((id) => id !== null)
  return {
    ...{ facts, tokenizer, template },
    about: aboutKeys(tuned, facts),
    forms: numbers === 'both' ? Object.values(ggufForms) : [numbers === 'f16' ? ggufForms.f16 : ggufForms.q8_0],
    stops: [...new Set(marks)].map((id) => text.tokenizer.decode([id], { special: true })),
    lora: hasLoraFile(tuned),
  }
}

async function chatOf(tuned: TunedModel, text: ModelText) {
  const written = chatSource(text, tuned)
  if (!written || taskCard(tuned.task).input !== 'turns')
    return { source: written?.source ?? null, template: null, turnEnd: null }
  const { tokenizer } = text
  const opened = await openTemplate(written, namedTokens(tokenizer))
  const { endId } = begunAnswer(opened, tokenizer, [{ role: 'user', content: 'a' }])
  const end = tokenizer.endId === null ? '' : tokenizer.decode([tokenizer.endId], { special: true })
  return { source: written.source, template: goTemplate(opened, end), turnEnd: endId }
}
