/**
 * A template may go round for ever, or as good as: by ranges, by loops within loops over its turns, by macros that call
 * themselves. So each round of a loop and each call of a macro counts itself first, and there are only so many of them.
 */
import { ThawError } from '../../../shared/messages/errors.ts'
import { isRecord } from '../../isRecord.ts'

/** The function that counts one. No template can name it, for its sign. */
export const roundName = '@round'

/** In all of one rendering; published templates make a few for each turn. */
export function mostRounds(messages: number): number {
  return 10_000 + 100 * messages
}

/** @throws ThawError `model-unsupported` with the round that is one too many. */
export function roundCounter(most: number): (rounds: number) => void {
  let left = most
  return (rounds) => {
    left -= rounds
    if (!(left >= 0)) throw new ThawError('model-unsupported', 'templateLoops', { rounds: most })
  }
}

/** Changes a parsed template in place. */
export function withRounds(node: unknown): void {
  if (Array.isArray(node)) for (const each of node) withRounds(each)
  if (!isRecord(node)) return
  Object.values(node).forEach(withRounds)
  if ((node.type !== 'For' && node.type !== 'Macro') || !Array.isArray(node.body)) return
  node.body.unshift({ type: 'CallExpression', callee: { type: 'Identifier', value: roundName }, args: [] })
}
