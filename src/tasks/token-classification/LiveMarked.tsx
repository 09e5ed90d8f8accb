/** A few validation sentences while a run goes on: what is marked in them beside what is true. */
import { useMemo } from 'react'
import { type TagSet, tagSetOf } from '../../shared/metrics/tagSet.ts'
import styles from '../../studio/features/watch/LiveExamples.module.css'
import { LiveExamples, LiveItem, LiveMarks, type LiveRowProps } from '../../studio/features/watch/LiveExamples.tsx'
import type { LiveAnswer, LiveMark } from '../../studio/features/watch/liveRows.ts'
import { countOf } from '../../studio/ui/format.ts'
import { JudgedSentence, judgedTags } from './Sentence.tsx'

export function LiveMarked() {
  return <LiveExamples kind="tags" Row={Row} />
}

function Row({ row, shown, names }: LiveRowProps<'tags'>) {
  const set = useMemo(() => tagSetOf(names), [names])
  const last = row.answers.at(-1)
  if (!last) return null
  // Without the data there are no names to tell entities by.
  if (names.length === 0)
    return (
      <LiveItem example={row.example} shown={undefined}>
        <p className={styles.truth}>The sentences of this run are not loaded.</p>
      </LiveItem>
    )
  const marks = row.answers.map((each) => tagsMark(each, set))
  const now = tagsMark(last, set)
  return (
    <LiveItem example={row.example} shown={undefined} right={now.right}>
      {shown?.words ? (
        <JudgedSentence words={shown.words} set={set} judged={judgedTags(last.told, set)} />
      ) : (
        <p className={styles.truth}>…</p>
      )}
      <p className={styles.truth}>{now.answer}</p>
      <LiveMarks marks={marks} />
    </LiveItem>
  )
}

/** Right where each entity is found, and nothing else is marked. */
export function tagsMark({ epoch, told }: LiveAnswer<'tags'>, set: TagSet): LiveMark {
  const { truth, found, mistakes } = judgedTags(told, set)
  const missed = truth.filter((span) => 'mistake' in span).length
  const wrong = found.filter((span) => 'mistake' in span).length
  return { epoch, answer: foundWords(truth.length, missed, wrong), right: mistakes === 0, colour: 1 }
}

/** "2 of 3 entities found, 1 wrong mark" */
function foundWords(all: number, missed: number, wrong: number): string {
  const found = all === 0 ? 'Nothing to mark' : `${all - missed} of ${countOf(all, 'entity', 'entities')} found`
  return wrong > 0 ? `${found}, ${countOf(wrong, 'wrong mark', 'wrong marks')}` : found
}
