// The figures that answers are judged by, as they are written down.
import type { AnswerScores, ConversationTest } from '../../../tasks/conversation/card.ts'
import { formatPercent } from '../../ui/format.ts'

interface AnswerFigure {
  readonly key: string
  readonly label: string
  readonly before: string
  readonly after: string
  readonly validation: string
}

const figures: readonly (readonly [
  key: Exclude<keyof AnswerScores, 'n'>,
  label: string,
  text: (of: number) => string,
])[] = [
  ['exactMatch', 'Word for word', formatPercent],
  ['contains', 'With the true answer within', formatPercent],
  ['f1', 'F1 of the words', (f1) => f1.toFixed(3)],
  ['json', 'That are JSON', formatPercent],
]

/** JSON is told of where any answer is such. */
export function answerFigures({ test, before, validation }: ConversationTest['answers']): readonly AnswerFigure[] {
  return figures
    .filter(([key]) => key !== 'json' || [test, before, validation].some(({ json }) => json > 0))
    .map(([key, label, text]) => ({
      ...{ key, label, before: text(before[key]), after: text(test[key]), validation: text(validation[key]) },
    }))
}
