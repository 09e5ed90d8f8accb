import { useState } from 'react'
import type { ClassificationTest } from '../../../shared/protocol.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { HeatTable } from '../../ui/charts/HeatTable.tsx'
import { countOf } from '../../ui/format.ts'
import { type Cell, cellWords, mistakesOf, mistakesTitle } from './confusionCells.ts'
import styles from './evaluate.module.css'
import { Mistakes } from './Mistakes.tsx'

export interface ConfusionProps {
  readonly test: ClassificationTest
  readonly classes: readonly string[]
  readonly example: ExampleWords
}

/** Which classes are taken for which, and the examples of whichever cell is chosen. */
export function Confusion({ test, classes, example }: ConfusionProps) {
  const [chosen, setChosen] = useState<Cell | null>(null)
  const shown = mistakesOf(test.mistakes, chosen)
  const choose = (row: number, column: number) =>
    setChosen((before) => (before?.row === row && before.column === column ? null : { row, column }))
  return (
    <>
      <Card title="What is taken for what" note={`Press a cell to see its ${example.many}`}>
        <HeatTable
          caption="Confusion matrix: rows are the true classes, columns the answers"
          rowTitle="It is a …"
          columnTitle="… and the model says"
          labels={classes}
          values={test.confusion}
          describe={(row, column, value) =>
            cellWords(classes, { row, column }, countOf(value, example.one, example.many))
          }
          chosen={chosen}
          onChoose={choose}
        />
      </Card>
      <Card
        title={mistakesTitle(classes, chosen, shown.length)}
        {...(chosen && {
          note: (
            <Button look="quiet" onPress={() => setChosen(null)}>
              Show all mistakes
            </Button>
          ),
        })}
      >
        <div aria-live="polite">
          {shown.length > 0 ? (
            <Mistakes key={chosen ? `${chosen.row} ${chosen.column}` : 'all'} mistakes={shown} classes={classes} />
          ) : (
            <p className={styles.quiet}>{nothingWords(chosen, example)}</p>
          )}
        </div>
      </Card>
    </>
  )
}

function nothingWords(chosen: Cell | null, { one, many }: ExampleWords): string {
  if (!chosen) return `Not one. Every test ${one} was named rightly.`
  return chosen.row === chosen.column
    ? `These were named rightly. Only mistakes keep their ${many}.`
    : `Only the 48 surest mistakes are kept; these ${many} are not among them.`
}
