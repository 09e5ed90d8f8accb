/** A sentence with what is marked in it, and beside what is true. */
import { type EntitySpan, entitySpans } from '../../shared/metrics/entitySpans.ts'
import type { TagSet } from '../../shared/metrics/tagSet.ts'
import styles from '../../studio/features/evaluate/evaluate.module.css'
import { type Mark, MarkedWords } from '../../studio/ui/MarkedText.tsx'

/** @param tags by name */
export function spansIn(tags: readonly string[], set: TagSet): readonly EntitySpan[] {
  return entitySpans(
    tags.map((tag) => set.names.indexOf(tag)),
    set,
    'strict',
  )
}

interface SentenceProps {
  readonly words: readonly string[]
  readonly marks: readonly (EntitySpan & Pick<Mark, 'mistake'>)[]
  readonly set: TagSet
}

export function Sentence({ words, marks, set }: SentenceProps) {
  return (
    <MarkedWords
      words={words}
      labels={set.types}
      marks={marks.map(({ type, ...mark }) => ({ ...mark, label: set.types[type] ?? '' }))}
    />
  )
}

export interface JudgedTags {
  readonly truth: SentenceProps['marks']
  readonly found: SentenceProps['marks']
  /** Entities that were missed, and marks that are none. */
  readonly mistakes: number
}

/** Entities that are true and that are answered, each as a test would count it. */
export function judgedTags(
  tags: { readonly truth: readonly number[]; readonly predicted: readonly number[] },
  set: TagSet,
): JudgedTags {
  const truth = entitySpans(tags.truth, set, 'strict')
  const found = entitySpans(tags.predicted, set, 'strict')
  const among = (all: readonly EntitySpan[], one: EntitySpan) =>
    all.some(({ type, start, end }) => type === one.type && start === one.start && end === one.end)
  const missed = truth.map((span) => (among(found, span) ? span : { ...span, mistake: 'missed' as const }))
  const wrong = found.map((span) => (among(truth, span) ? span : { ...span, mistake: 'wrong' as const }))
  const mistakes = [...missed, ...wrong].filter((span) => 'mistake' in span).length
  return { truth: missed, found: wrong, mistakes }
}

interface JudgedSentenceProps {
  readonly words: readonly string[]
  readonly set: TagSet
  readonly judged: JudgedTags
}

export function JudgedSentence({ words, set, judged: { truth, found, mistakes } }: JudgedSentenceProps) {
  if (mistakes === 0) return <Sentence words={words} marks={truth} set={set} />
  return (
    <>
      <p className={styles.note}>True</p>
      <Sentence words={words} marks={truth} set={set} />
      <p className={styles.note}>Found</p>
      <Sentence words={words} marks={found} set={set} />
    </>
  )
}
