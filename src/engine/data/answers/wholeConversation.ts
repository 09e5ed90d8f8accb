/**
 * A conversation from its first question to its last answer, in turns that alternate, as models are asked. What does
 * not fit into that is left out or joined, and counted.
 */
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { limits } from '../limits.ts'
import type { Turn } from './conversations.ts'

/** What was changed of a conversation, in turns. */
export interface TurnCounts {
  /** Of tools, which say nothing to a model that has none. */
  readonly tools: number
  readonly empty: number
  /** Answers before any question. */
  readonly before: number
  /** Turns after the last answer. */
  readonly after: number
  /** Turns that went on where the same speaker had spoken. */
  readonly joined: number
}

export interface Conversation {
  readonly turns: readonly Turn[]
  readonly changed: TurnCounts
}

/** Why nothing is learned of it, where that is so. */
export function conversationOf(turns: readonly Turn[]): Conversation | Message {
  const long = turns.findIndex(({ text }) => text.length > limits.textLength)
  if (long >= 0) return notice('turnTooLong', { turn: long + 1, most: limits.textLength })
  const heard = turns.filter(({ speaker }) => speaker !== 'tool')
  const spoken = heard.filter(({ text }) => text.trim() !== '')
  const last = spoken.findLastIndex(({ speaker }) => speaker === 'assistant')
  if (last < 0) return notice('conversationWithoutAnswer')
  const asked = spoken.findIndex(({ speaker }) => speaker === 'user')
  if (asked < 0 || asked > last) return notice('conversationWithoutQuestion')
  const used = spoken.slice(0, last + 1).filter(({ speaker }, at) => at > asked || speaker !== 'assistant')
  const joined = inTurns(used)
  return {
    turns: joined,
    changed: {
      tools: turns.length - heard.length,
      empty: heard.length - spoken.length,
      before: last + 1 - used.length,
      after: spoken.length - 1 - last,
      joined: used.length - joined.length,
    },
  }
}

/** What one says in several turns without an answer is one turn, a paragraph each. */
export function inTurns(turns: readonly Turn[]): readonly Turn[] {
  const joined: Turn[] = []
  for (const turn of turns) {
    const before = joined.at(-1)
    if (before?.speaker !== turn.speaker) joined.push(turn)
    else joined.splice(-1, 1, { speaker: turn.speaker, text: `${before.text.trimEnd()}\n\n${turn.text.trimStart()}` })
  }
  return joined
}

export interface TurnAccount {
  add(changed: TurnCounts): void
  notices(): readonly Message[]
}

export function turnAccount(): TurnAccount {
  const sum = { tools: 0, toolsIn: 0, empty: 0, before: 0, after: 0, joined: 0 }
  return {
    add({ tools, empty, before, after, joined }) {
      sum.tools += tools
      sum.toolsIn += Number(tools > 0)
      sum.empty += empty
      sum.before += before
      sum.after += after
      sum.joined += joined
    },
    notices: () => [
      ...(sum.tools > 0 ? [notice('toolTurnsLeftOut', { turns: sum.tools, conversations: sum.toolsIn })] : []),
      ...(sum.empty > 0 ? [notice('emptyTurnsLeftOut', { turns: sum.empty })] : []),
      ...(sum.before > 0 ? [notice('answersBeforeLeftOut', { turns: sum.before })] : []),
      ...(sum.after > 0 ? [notice('laterTurnsLeftOut', { turns: sum.after })] : []),
      ...(sum.joined > 0 ? [notice('turnsJoined', { turns: sum.joined })] : []),
    ],
  }
}
