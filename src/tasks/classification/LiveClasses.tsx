/** A few validation examples while a run goes on, and the class that each is taken for. */

import {
  LiveExamples,
  LiveItem,
  LiveMarks,
  type LiveRowProps,
  LiveVerdict,
} from '../../studio/features/watch/LiveExamples.tsx'
import type { LiveAnswer, LiveMark } from '../../studio/features/watch/liveRows.ts'
import { formatPercent } from '../../studio/ui/format.ts'

export function LiveClasses() {
  return <LiveExamples kind="class" Row={Row} />
}

function Row({ row, shown, names }: LiveRowProps<'class'>) {
  const marks = row.answers.map((each) => classMark(each, names))
  const [now, last] = [marks.at(-1), row.answers.at(-1)]
  if (!now || !last) return null
  return (
    <LiveItem example={row.example} shown={shown} right={now.right}>
      <LiveVerdict mark={now} truth={nameOf(last.told.truth, names)} />
      <LiveMarks marks={marks} />
    </LiveItem>
  )
}

/** The class is the colour. */
export function classMark({ epoch, told }: LiveAnswer<'class'>, names: readonly string[]): LiveMark {
  const probability = Math.max(...told.probabilities)
  const answer = told.probabilities.indexOf(probability)
  return {
    ...{ epoch, answer: nameOf(answer, names), detail: formatPercent(probability) },
    ...{ right: answer === told.truth, colour: 1 + (answer % colours) },
  }
}

const colours = 7

function nameOf(label: number, names: readonly string[]): string {
  return names[label] ?? `class ${label + 1}`
}
