/** An answer as cells of a table: what it says in a word, and every probability behind it. */
import type { Prediction } from '../../../shared/domain/answers.ts'

export interface AnswerCells {
  readonly answer: string
  readonly probability: number | null
  /** What is counted of it: classes, labels, types of what was marked. */
  readonly counted: readonly string[]
  /** By the names of `answerColumns`. */
  readonly cells: readonly string[]
}

type OfKind<Kind extends Prediction['kind']> = Extract<Prediction, { readonly kind: Kind }>
type Cells = {
  readonly [Kind in Prediction['kind']]: (prediction: OfKind<Kind>, labels: readonly string[]) => AnswerCells
}

const cellsOf: Cells = {
  classes: ({ classes }, labels) => {
    const [best] = classes
    const answer = best?.name ?? ''
    const probability = best?.probability ?? null
    return { answer, probability, counted: [answer], cells: [answer, ...probabilities(classes, labels)] }
  },
  labels: ({ labels: all }, labels) => {
    const holding = all.filter(({ probability, threshold }) => probability >= Math.fround(threshold))
    const counted = holding.map(({ name }) => name)
    const answer = counted.join('; ')
    return { answer, probability: null, counted, cells: [answer, ...probabilities(all, labels)] }
  },
  number: ({ value }) => ({ answer: String(value), probability: null, counted: [], cells: [String(value)] }),
  tags: ({ entities }) => {
    const answer = entities.map(({ label, text }) => `${label}: ${text}`).join('; ')
    const marked = entities.map(({ label, text, start, end, probability }) => ({
      label,
      text,
      start,
      end,
      probability,
    }))
    const cells = [answer, JSON.stringify(marked)]
    return { answer, probability: null, counted: entities.map(({ label }) => label), cells }
  },
}

type Columns = { readonly [Kind in Prediction['kind']]: (labels: readonly string[]) => readonly string[] }

const columnsOf: Columns = {
  classes: (labels) => ['answer', ...labels.map((name) => `p(${name})`)],
  labels: (labels) => ['answer', ...labels.map((name) => `p(${name})`)],
  number: () => ['answer'],
  tags: () => ['answer', 'entities'],
}

/** @param labels of the model, in its order: every row has them in the same. */
export function answerColumns(kind: Prediction['kind'], labels: readonly string[]): readonly string[] {
  return columnsOf[kind](labels)
}

export function answerCells(prediction: Prediction, labels: readonly string[]): AnswerCells {
  return (cellsOf[prediction.kind] as (prediction: Prediction, labels: readonly string[]) => AnswerCells)(
    prediction,
    labels,
  )
}

function probabilities(
  named: readonly { readonly name: string; readonly probability: number }[],
  labels: readonly string[],
): readonly string[] {
  const found = new Map(named.map(({ name, probability }) => [name, probability]))
  return labels.map((name) => String(found.get(name) ?? ''))
}
