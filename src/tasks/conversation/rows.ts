/** Conversations as rows of ids, one each, with what counts of them. One that is too long loses whole turns at its end. */
import type { Turn } from '../../engine/data/answers/conversations.ts'
import type { Example } from '../../engine/data/dataset.ts'
import type { ChatTemplate } from '../../engine/inputs/chat/chatTemplate.ts'
import { chatTokens } from '../../engine/inputs/chat/chatTokens.ts'
import type { TextTokenizer } from '../../engine/inputs/tokenizer.ts'
import type { TokenRow } from '../../engine/inputs/tokenStore.ts'
import { macrotask } from '../../engine/macrotask.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import { messagesOf } from './answer.ts'

export interface ConversationRow extends TokenRow {
  /** As they are trained on: whole, or without the last ones. */
  readonly turns: readonly Turn[]
  /** UTF-8 bytes of the answers that count. */
  readonly bytes: number
}

export interface ConversationRows {
  /** By example; null for one that is left out. */
  readonly rows: readonly (ConversationRow | null)[]
  readonly warnings: readonly Message[]
  /** What the template has against those that it leaves out; null where it takes all. */
  readonly refusal: ThawError | null
}

interface RowOptions {
  readonly template: ChatTemplate
  readonly tokenizer: TextTokenizer
  /** Ids that the network is fed with at once. */
  readonly most: number
  readonly loss: Recipe['chat']['loss']
  readonly onProgress: (done: number, total: number) => void
  readonly signal: AbortSignal
}

export async function conversationRows(examples: readonly Example[], options: RowOptions): Promise<ConversationRows> {
  const rows: (ConversationRow | null)[] = []
  const account = { cut: 0, turns: 0, long: 0, refused: 0, unanswered: 0, detail: '' }
  let last = performance.now()
  for (const [at, example] of examples.entries()) {
    rows.push(rowOf(turnsOf(example), options, account))
    if (performance.now() - last < 50) continue
    options.onProgress(at + 1, examples.length)
    await macrotask()
    options.signal.throwIfAborted()
    last = performance.now()
  }
  return { rows, warnings: warningsOf(account, options), refusal: refusalOf(account) }
}

export function turnsOf({ content }: Pick<Example, 'content'>): readonly Turn[] {
  if (content.kind === 'turns') return content.turns
  throw new Error(`internal: expected a conversation, received "${content.kind}"`)
}

interface Account {
  cut: number
  turns: number
  long: number
  refused: number
  /** Of whose answers the template writes nothing. */
  unanswered: number
  /** Why the template refused the first. */
  detail: string
}

function rowOf(turns: readonly Turn[], options: RowOptions, account: Account): ConversationRow | null {
  try {
    const kept = fitting(turns, options)
    if (kept === 0) account.long++
    if (kept === 0) return null
    account.cut += Number(kept < turns.length)
    account.turns += turns.length - kept
    const row = madeRow(turns.slice(0, kept), options)
    if (row.weights?.includes(1)) return row
    account.unanswered++
    return null
  } catch (error) {
    // What a template says of one conversation is no reason to leave the others.
    if (!(error instanceof ThawError) || error.said.key !== 'templateRefuses') throw error
    account.refused++
    account.detail ||= String(error.said.parameters.detail)
    return null
  }
}

/** How many turns, up to an answer, are within what is read at once; the more turns, the more tokens. */
function fitting(turns: readonly Turn[], options: RowOptions): number {
  const ends = turns.flatMap(({ speaker }, at) => (speaker === 'assistant' ? [at + 1] : []))
  let [from, to] = [0, ends.length] // the first `from` answers fit
  let at = to
  while (from < to) {
    if (fits(turns.slice(0, ends[at - 1]), options)) from = at
    else to = at - 1
    at = Math.ceil((from + to) / 2)
  }
  return from === 0 ? 0 : (ends[from - 1] ?? 0)
}

/** The last id of a row is only ever predicted. */
function fits(turns: readonly Turn[], { template, tokenizer, most }: RowOptions): boolean {
  const text = template.render(messagesOf(turns))
  return tokenizer.encode(text, { special: false, enough: most + 2 }).length <= most + 1
}

function madeRow(turns: readonly Turn[], { template, tokenizer, loss }: RowOptions): ConversationRow {
  const { ids, answered } = chatTokens(template, tokenizer, messagesOf(turns))
  const all = loss === 'all'
  const weights = Float32Array.from(ids, (_, at) => (at > 0 && (all || answered[at] === 1) ? 1 : 0))
  const counted = turns.filter(({ speaker }) => all || speaker === 'assistant')
  const bytes = counted.reduce((sum, { text }) => sum + new TextEncoder().encode(text).length, 0)
  return { ids, weights, turns, bytes }
}

function refusalOf({ refused, unanswered, detail }: Account): ThawError | null {
  if (refused > 0) return new ThawError('data-unsupported', 'templateRefuses', { detail })
  return unanswered > 0 ? new ThawError('model-unsupported', 'templateUnanswered') : null
}

function warningsOf(
  { cut, turns, long, refused, unanswered, detail }: Account,
  { template, most }: RowOptions,
): Message[] {
  return [
    ...(template.kind === 'plain' ? [notice('plainTemplateTaken')] : []),
    ...(cut > 0 ? [notice('conversationsShortened', { cut, turns, tokens: most })] : []),
    ...(long > 0 ? [notice('conversationsTooLong', { left: long, tokens: most })] : []),
    ...(refused > 0 ? [notice('conversationsRefused', { left: refused, detail })] : []),
    ...(unanswered > 0 ? [notice('conversationsUnanswered', { left: unanswered })] : []),
  ]
}
