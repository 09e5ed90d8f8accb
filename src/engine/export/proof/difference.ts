/** How far two answers to the same question lie apart. */
import type { Prediction } from '../../../shared/domain/answers.ts'
import type { ProofMeasure } from '../../../shared/domain/exports.ts'
import type { NextTokens } from '../exporter.ts'

type Answer = Prediction | NextTokens
type OfKind<Kind extends Answer['kind']> = Extract<Answer, { readonly kind: Kind }>

/** An answer that is another one altogether: no probability is as far away. */
export const otherAnswer = 1

const differences: { readonly [Kind in Answer['kind']]: (one: OfKind<Kind>, other: OfKind<Kind>) => number } = {
  classes: ({ classes }, other) => apart(classes, other.classes),
  labels: ({ labels }, other) => apart(labels, other.labels),
  number: ({ value }, other) => Math.abs(value - other.value) / Math.max(1, Math.abs(value)),
  tags: ({ entities }, other) => {
    const placed = (all: typeof entities) => all.map(({ label, start, end }) => `${start} ${end} ${label}`).join('\n')
    if (placed(entities) !== placed(other.entities)) return otherAnswer
    return largest(entities.map(({ probability }, at) => probability - (other.entities[at]?.probability ?? 0)))
  },
  next: ({ probabilities, followed }, other) => {
    if (String(followed) !== String(other.followed)) return otherAnswer
    if (probabilities.length !== other.probabilities.length) return otherAnswer
    return probabilities.reduce((most, each, at) => Math.max(most, Math.abs(each - (other.probabilities[at] ?? 0))), 0)
  },
}

const measures: { readonly [Kind in Answer['kind']]: ProofMeasure } = {
  classes: 'probability',
  labels: 'probability',
  number: 'number',
  tags: 'probability',
  next: 'probability',
}

export function measureOf({ kind }: Answer): ProofMeasure {
  return measures[kind]
}

/** 0 where they are the same to the last bit. What is not a number differs from everything. */
export function difference(one: Answer, other: Answer): number {
  if (one.kind !== other.kind) return otherAnswer
  const found = (differences[one.kind] as (one: Answer, other: Answer) => number)(one, other)
  return Number.isNaN(found) ? Number.POSITIVE_INFINITY : found
}

type Named = readonly { readonly name: string; readonly probability: number }[]

/** By name: the order follows from the probabilities, and two that are alike may change places. */
function apart(one: Named, other: Named): number {
  const found = new Map(other.map(({ name, probability }) => [name, probability]))
  if (found.size !== one.length) return otherAnswer
  return largest(one.map(({ name, probability }) => probability - (found.get(name) ?? Number.NaN)))
}

function largest(differences: readonly number[]): number {
  return differences.reduce((most, each) => Math.max(most, Math.abs(each)), 0)
}
