/**
 * Conversations in one cell, as OpenAI (`role`, `content`) and ShareGPT (`from`, `value`) write their turns. The last
 * answer of the assistant is what is learned; all that was said before it is given, a line for each turn.
 */
import type { ChatTurn, Speaker } from '../../../shared/domain/answers.ts'
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { nameWords } from '../columns/roleNames.ts'

export type Turn = ChatTurn

export interface Exchange {
  readonly prompt: string
  readonly answer: string
  /** Turns of tools, which say nothing to a model that has none. */
  readonly tools: number
  /** Turns after the last answer. */
  readonly after: number
}

const speakers: ReadonlyMap<string, Speaker> = new Map(
  (
    [
      ['system', 'system developer'],
      ['user', 'user human prompter customer client question instruction input speaker1'],
      ['assistant', 'assistant gpt bot chatgpt model ai chatbot bing bard agent answer response output speaker2'],
      ['tool', 'tool function function_call function_response observation ipython'],
    ] as const
  ).flatMap(([speaker, names]) => names.split(' ').map((name) => [name, speaker] as const)),
)

/** Who a name stands for; null where it is none of these. */
export function speakerOf(name: string): Speaker | null {
  return speakers.get(name.trim().toLowerCase()) ?? null
}

/** What examples and test cases of a task are called as well: speakers only in columns of conversations. */
const fieldNames = new Set(['input', 'output', 'instruction', 'response'])
const conversationNames = new Set(
  'dialog dialogue dialogs dialogues conversation conversations chat chats turns messages history'.split(' '),
)

/** Null where the cell, of a column of that name, is no list of turns. */
export function turnsIn(cell: string, column: string): readonly Turn[] | null {
  const text = cell.trim()
  if (!text.startsWith('[') || !text.includes('{')) return null
  const list = parsed(text)
  if (!Array.isArray(list) || list.length === 0) return null
  const isTalk = nameWords(column).some((word) => conversationNames.has(word))
  const turns = list.map((value) => turnsOf(value, isTalk))
  return turns.every((turn) => turn !== null) ? withSystemAnswers(turns.flat()) : null
}

/** Where nobody else answers, "SYSTEM" is who does, as in dialogues with a booking system. */
function withSystemAnswers(turns: readonly Turn[]): readonly Turn[] {
  const asked = turns.findIndex(({ speaker }) => speaker === 'user')
  const answers = turns.some(({ speaker }) => speaker === 'assistant')
  if (answers || asked < 0 || !turns.slice(asked).some(({ speaker }) => speaker === 'system')) return turns
  return turns.map((turn) => (turn.speaker === 'system' ? { ...turn, speaker: 'assistant' } : turn))
}

/** The first name in a list of turns that is no speaker's; null where all are known, or where the cell is no such list. */
export function unknownSpeaker(cell: string): string | null {
  const list = parsed(cell.trim())
  if (!Array.isArray(list)) return null
  for (const value of list) {
    if (!isFields(value)) return null
    const said = saidBy(value)
    if (typeof said === 'string' && !speakers.has(said.trim().toLowerCase())) return said
  }
  return null
}

/** A cell of what was said before: turns, or pairs of a question and its answer; null for any other text. */
export function historyIn(cell: string, column: string): readonly Turn[] | null {
  const list = /^\s*\[/.test(cell) ? parsed(cell) : null
  if (!Array.isArray(list)) return null
  if (list.length === 0) return []
  const pairs = list.map((pair: unknown) => (Array.isArray(pair) && pair.every(isText) ? pair : null))
  if (!pairs.every((pair) => pair !== null)) return turnsIn(cell, column)
  return pairs.flatMap(([question = '', answer = '']): Turn[] => [
    { speaker: 'user', text: question },
    { speaker: 'assistant', text: answer },
  ])
}

/** What is given and what is learned of a conversation, or why nothing is. */
export function exchangeOf(turns: readonly Turn[]): Exchange | Message {
  const spoken = turns.filter(({ speaker, text }) => speaker !== 'tool' && text.trim() !== '')
  const last = spoken.findLastIndex(({ speaker }) => speaker === 'assistant')
  const answer = spoken[last]
  if (!answer) return notice('conversationWithoutAnswer')
  if (last === 0) return notice('conversationWithoutQuestion')
  return {
    prompt: `${linesOf(spoken.slice(0, last))}Assistant: `,
    answer: answer.text.trim(),
    tools: turns.filter(({ speaker }) => speaker === 'tool').length,
    after: spoken.length - 1 - last,
  }
}

const titles: Readonly<Record<Speaker, string>> = {
  system: 'System',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
}

/** A line for each turn, with who says it. */
export function linesOf(turns: readonly Turn[]): string {
  return turns.map(({ speaker, text }) => `${titles[speaker]}: ${text.trim()}\n`).join('')
}

/** One turn that names its speaker, or several under the speakers' names: `{"human": …, "assistant": …}`. */
function turnsOf(value: unknown, isTalk: boolean): readonly Turn[] | null {
  if (!isFields(value)) return null
  const said = saidBy(value)
  if (typeof said !== 'string') return underSpeakers(value, isTalk)
  const speaker = speakers.get(said.trim().toLowerCase())
  const text = contentText(
    value.content ?? value.value ?? value.text ?? value.utterance ?? value.message ?? value.parts ?? null,
  )
  return !speaker || text === null ? null : [{ speaker, text }]
}

/** Whoever a turn is by, as programs name the field. */
function saidBy(value: Readonly<Record<string, unknown>>): unknown {
  return value.role ?? value.from ?? value.speaker ?? value.sender ?? value.author
}

function underSpeakers(value: Readonly<Record<string, unknown>>, isTalk: boolean): readonly Turn[] | null {
  const turns = Object.entries(value).map(([name, text]): Turn | null => {
    const known = name.trim().toLowerCase()
    const speaker = isTalk || !fieldNames.has(known) ? speakers.get(known) : undefined
    return speaker && isText(text) ? { speaker, text } : null
  })
  return turns.length > 0 && turns.every((turn) => turn !== null) ? turns : null
}

/** A text, or the texts among the parts of a turn; a turn that only calls a tool says nothing. */
function contentText(content: unknown): string | null {
  if (content === null) return ''
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return null
  const parts = content.map((part: unknown) => (isFields(part) && typeof part.text === 'string' ? part.text : ''))
  return parts.filter((part) => part !== '').join('\n')
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
