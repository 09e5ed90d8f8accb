/**
 * Held-back parts that cannot test anything, since all of their answers are one: competitions publish a test set without
 * its labels and write −1, 0 or a word in their place.
 */
import type { SkippedFile, SplitName } from '../../shared/domain/data.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { displayText } from './displayText.ts'
import type { LabelledExample } from './labelled.ts'
import { limits } from './limits.ts'
import type { NamedTarget } from './target.ts'

interface Answered {
  readonly examples: readonly LabelledExample[]
  readonly skipped: readonly SkippedFile[]
  readonly warnings: readonly Message[]
}

/** So many equal answers that also occur in training are no chance; an answer that training lacks is none at once. */
const notByChance = 10

/** Without the examples of such parts. @param noun What one example is called, and several. */
export function withoutUnansweredSplits(
  examples: readonly LabelledExample[],
  noun: readonly [string, string],
): Answered {
  const trained = new Set(examples.flatMap((one) => (isHeldBack(one) ? [] : [answerOf(one.target)])))
  const none = { examples, skipped: [], warnings: [] }
  if (trained.size < 2) return none
  const parts = (['validation', 'test'] as const).flatMap((part) => {
    const held = examples.filter(({ split }) => split === part)
    const [answer, ...others] = new Set(held.map(({ target }) => answerOf(target)))
    if (answer === undefined || answer === null || others.length > 0) return []
    return !trained.has(answer) || held.length >= notByChance ? [{ part, held, answer }] : []
  })
  if (parts.length === 0) return none
  const left = new Set<SplitName | null>(parts.map(({ part }) => part))
  return {
    examples: examples.filter(({ split }) => !left.has(split)),
    skipped: parts.flatMap(({ part, held }) => listed(part, held)),
    warnings: parts.map(({ part, held, answer }) =>
      notice('splitAnsweredAlike', { part, examples: held.length, noun, answer: shown(answer) }),
    ),
  }
}

function isHeldBack({ split }: LabelledExample): boolean {
  return split === 'validation' || split === 'test'
}

/** Equal for equal answers; null for a text that is continued, which has none. */
function answerOf(target: NamedTarget): string | null {
  switch (target.kind) {
    case 'class':
      return target.name
    case 'labels':
      return target.names.toSorted().join(', ')
    case 'number':
      return String(target.value)
    case 'tags':
      return [...new Set(target.names)].sort().join(' ')
    case 'text':
      return null
    default:
      return target satisfies never
  }
}

function listed(part: 'validation' | 'test', held: readonly LabelledExample[]): SkippedFile[] {
  const reason = notice('splitHasNoAnswers', { part })
  const first = held.slice(0, limits.listedRows).map(({ path }) => ({ path, reason }))
  const more = held.length - first.length
  if (more === 0) return first
  return [...first, { path: part, reason: notice('moreRowsLeftOut', { rows: more }), count: more }]
}

function shown(answer: string): string {
  return displayText(answer, limits.labelLength)
}
