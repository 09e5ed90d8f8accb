/**
 * Precision, recall and F1 of entities, each right only where type, first and last word are: seqeval's, by type and on
 * average. Types count that occur in the truth or among the answers. A zero denominator gives 0.
 */
import type { ClassMetrics } from '../domain/evaluation.ts'
import type { Statistic } from './bootstrapInterval.ts'
import { type EntityReading, entitySpans } from './entitySpans.ts'
import { type AverageScores, type LabelCount, macroScores, microScores, scoresOfCount } from './labelScores.ts'
import type { TagSet } from './tagSet.ts'

/** What a network answered on sentences whose tags are known: tags by word, as indices of the set's names. */
export interface TagAnswers {
  readonly truth: readonly ArrayLike<number>[]
  readonly predicted: readonly ArrayLike<number>[]
  readonly set: TagSet
}

/** [sentences][types]: the rows of a resample are sentences, since the words of one depend on each other. */
export function entityCounts({ truth, predicted, set }: TagAnswers, reading: EntityReading): LabelCount[][] {
  return truth.map((tags, sentence) => {
    const own = entitySpans(tags, set, reading)
    const keyOf = ({ type, start, end }: { type: number; start: number; end: number }) => `${type} ${start} ${end}`
    const known = new Set(own.map(keyOf))
    const answered = entitySpans(predicted[sentence] ?? [], set, reading)
    return set.types.map((_, type) => {
      const claimed = answered.filter((span) => span.type === type)
      const truePositives = claimed.filter((span) => known.has(keyOf(span))).length
      const support = own.filter((span) => span.type === type).length
      return {
        truePositives,
        falsePositives: claimed.length - truePositives,
        falseNegatives: support - truePositives,
      }
    })
  })
}

export interface EntityScores {
  readonly micro: AverageScores
  readonly macro: AverageScores
  /** By the number of true entities of each type. */
  readonly weighted: AverageScores
  /** Of each type of the tag set, one that occurs nowhere among them. */
  readonly byType: readonly ClassMetrics[]
}

export function entityScores(counts: readonly (readonly LabelCount[])[], { types }: TagSet): EntityScores {
  const byType = sumOver(counts, types.length)
  const present = byType.filter(occurs)
  return {
    micro: microScores(present),
    macro: macroScores(present),
    weighted: weightedScores(present),
    byType: byType.map((count, type) => ({ name: types[type] ?? '', ...scoresOfCount(count) })),
  }
}

/** For a bootstrap interval over sentences. */
export function entityF1Over(counts: readonly (readonly LabelCount[])[], types: number): Statistic {
  return (rows) =>
    microScores(
      sumOver(
        Array.from(rows, (row) => counts[row] ?? []),
        types,
      ),
    ).f1
}

/** Share of the words whose tag is right; of no words 0. */
export function tagAccuracy({ truth, predicted }: TagAnswers): number {
  let [right, words] = [0, 0]
  truth.forEach((tags, sentence) => {
    words += tags.length
    for (let word = 0; word < tags.length; word++) right += Number(tags[word] === predicted[sentence]?.[word])
  })
  return words > 0 ? right / words : 0
}

/** counts[true][predicted] over all words, in the order of the set's names. */
export function tagConfusion({ truth, predicted, set }: TagAnswers): number[][] {
  const counts = set.names.map(() => new Array<number>(set.names.length).fill(0))
  truth.forEach((tags, sentence) => {
    for (let word = 0; word < tags.length; word++) {
      const line = counts[tags[word] as number] as number[]
      const column = predicted[sentence]?.[word] as number
      line[column] = (line[column] as number) + 1
    }
  })
  return counts
}

function sumOver(counts: readonly (readonly LabelCount[])[], types: number): LabelCount[] {
  return Array.from({ length: types }, (_, type) => {
    const sum = { truePositives: 0, falsePositives: 0, falseNegatives: 0 }
    for (const sentence of counts) {
      sum.truePositives += sentence[type]?.truePositives ?? 0
      sum.falsePositives += sentence[type]?.falsePositives ?? 0
      sum.falseNegatives += sentence[type]?.falseNegatives ?? 0
    }
    return sum
  })
}

function occurs({ truePositives, falsePositives, falseNegatives }: LabelCount): boolean {
  return truePositives + falsePositives + falseNegatives > 0
}

function weightedScores(counts: readonly LabelCount[]): AverageScores {
  const byType = counts.map(scoresOfCount)
  const support = byType.reduce((sum, type) => sum + type.support, 0)
  const over = (part: keyof AverageScores) =>
    support > 0 ? byType.reduce((sum, type) => sum + type.support * type[part], 0) / support : 0
  return { precision: over('precision'), recall: over('recall'), f1: over('f1') }
}
