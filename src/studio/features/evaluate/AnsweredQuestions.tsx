// How many questions of the test are answered as the data answer them, and the answers one by one.
import { useState } from 'react'
import type { ConversationTest } from '../../../tasks/conversation/card.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { countOf, formatPercent } from '../../ui/format.ts'
import answersStyles from './AnsweredQuestions.module.css'
import { answerFigures } from './answerFigures.ts'
import own from './Continuation.module.css'
import styles from './evaluate.module.css'

const atFirst = 5

export function AnsweredQuestions({ test: { answers } }: { readonly test: ConversationTest }) {
  const [all, setAll] = useState(false)
  const { test, before, interval, asked } = answers
  const shown = all ? asked : asked.slice(0, atFirst)
  return (
    <Card>
      <div className={styles.score}>
        <p className={styles.number} data-exact-match={test.exactMatch}>
          {formatPercent(test.exactMatch)}
        </p>
        <p className={styles.sentence}>
          <strong>Answered word for word.</strong> These are {countOf(test.n, 'question', 'questions')} of the test.
          Before fine-tuning it was {formatPercent(before.exactMatch)}. With other questions of the same kind it would
          lie between {formatPercent(interval[0])} and {formatPercent(interval[1])}, 19 times out of 20.
        </p>
      </div>
      <table className={own.compared}>
        <thead>
          <tr>
            <th scope="col">Answers</th>
            <th scope="col">Before fine-tuning</th>
            <th scope="col">This model</th>
            <th scope="col">On validation</th>
          </tr>
        </thead>
        <tbody>
          {answerFigures(answers).map(({ key, label, before: was, after, validation }) => (
            <tr key={key} data-figure={key}>
              <th scope="row">{label}</th>
              <td>{was}</td>
              <td>{after}</td>
              <td>{validation}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table className={`${own.compared} ${answersStyles.answers}`}>
        <thead>
          <tr>
            <th scope="col">The true answer</th>
            <th scope="col">Before fine-tuning</th>
            <th scope="col">This model</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ example, truth, before: was, after }) => (
            <tr key={example}>
              <th scope="row" dir="auto">
                {truth}
              </th>
              <td dir="auto">{was}</td>
              <td dir="auto">{after}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!all && asked.length > atFirst && (
        <Button data-action="all-answers" onPress={() => setAll(true)}>
          Show all {asked.length} answers
        </Button>
      )}
    </Card>
  )
}
