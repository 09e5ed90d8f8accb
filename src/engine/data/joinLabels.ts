/**
 * Names of classes and labels that are written in several ways, in one file or across splits: "Positive" and "positive",
 * "1" and "1.0", one space or two. All examples are looked at together, so that every split is joined alike.
 */
import { few } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { byCodeUnit } from './byCodeUnit.ts'
import { displayText } from './displayText.ts'
import { groupBy } from './groupBy.ts'
import type { LabelledExample } from './labelled.ts'
import { limits } from './limits.ts'
import type { NamedTarget } from './target.ts'

interface Joined {
  readonly examples: readonly LabelledExample[]
  readonly warnings: readonly Message[]
}

/** @param noun What one example is called, and several. */
export function joinLabels(examples: readonly LabelledExample[], noun: readonly [string, string]): Joined {
  const counts = countedNames(examples)
  const groups = alikeNames(counts)
  if (groups.length === 0) return { examples, warnings: [] }
  const joins = groups.map((names) => ({ names: names.toSorted(byCodeUnit), chosen: chosenAmong(names, counts) }))
  joins.sort((a, b) => byCodeUnit(a.chosen, b.chosen))
  const chosenFor = new Map(joins.flatMap(({ names, chosen }) => names.map((name) => [name, chosen] as const)))
  const told = joins.slice(0, mostTold).map(({ names, chosen }) =>
    notice('labelsJoined', {
      name: shown(chosen),
      spellings: few(names.map(shown), 6),
      examples: names.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0),
      noun,
    }),
  )
  const rest = joins.length - told.length
  return {
    examples: examples.map((example) => ({ ...example, target: renamed(example.target, chosenFor) })),
    warnings: rest > 0 ? [...told, notice('moreLabelsJoined', { labels: rest })] : told,
  }
}

const mostTold = 3

/** Nothing is joined where the person wants it so, and what would be is told. */
export function spellingsApart(examples: readonly LabelledExample[]): Joined {
  const groups = alikeNames(countedNames(examples)).map((names) => names.toSorted(byCodeUnit))
  groups.sort((a, b) => byCodeUnit(a[0] ?? '', b[0] ?? ''))
  const told = groups.slice(0, mostTold).map((names) => notice('labelsApart', { spellings: few(names.map(shown), 6) }))
  return { examples, warnings: told }
}

function countedNames(examples: readonly LabelledExample[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { target } of examples) for (const name of joinable(target)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function alikeNames(counts: ReadonlyMap<string, number>): readonly string[][] {
  return [...groupBy(counts.keys(), spelling).values()].filter((names) => names.length > 1)
}

function joinable(target: NamedTarget): readonly string[] {
  if (target.kind === 'class') return [target.name]
  return target.kind === 'labels' ? target.names : []
}

/** Equal for names that differ in their spelling alone. "A" and "a" may be two letters to tell apart. */
function spelling(name: string): string {
  const plain = name.normalize('NFC').trim().replace(/\s+/g, ' ')
  const whole = /^\+?(-?\d+)(?:\.0+)?$/.exec(plain)
  if (whole?.[1] !== undefined) return whole[1]
  return plain.length > 1 ? plain.toLowerCase() : plain
}

/** A whole number without its point; else the most frequent spelling, or the one in small letters. */
function chosenAmong(names: readonly string[], counts: ReadonlyMap<string, number>): string {
  const count = (name: string) => counts.get(name) ?? 0
  const ranked = names.toSorted((a, b) => count(b) - count(a) || byCodeUnit(b, a))
  return ranked.find((name) => name === spelling(name) && /^-?\d+$/.test(name)) ?? ranked[0] ?? ''
}

function renamed(target: NamedTarget, chosenFor: ReadonlyMap<string, string>): NamedTarget {
  const to = (name: string) => chosenFor.get(name) ?? name
  if (target.kind === 'class') return { kind: 'class', name: to(target.name) }
  return target.kind === 'labels' ? { kind: 'labels', names: [...new Set(target.names.map(to))] } : target
}

function shown(name: string): string {
  return displayText(name, limits.labelLength)
}
