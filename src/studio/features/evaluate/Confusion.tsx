import { useState } from 'react'
import type { Evaluation } from '../../../shared/protocol.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { HeatTable } from '../../ui/charts/HeatTable.tsx'
import { type Cell, cellWords, mistakesOf, mistakesTitle } from './confusionCells.ts'
import styles from './evaluate.module.css'
import { Mistakes } from './Mistakes.tsx'

/** Which classes are taken for which, and the pictures of whichever cell is chosen. */
export function Confusion({ test, classes }: { test: Evaluation; classes: readonly string[] }) {
  const [chosen, setChosen] = useState<Cell | null>(null)
  const shown = mistakesOf(test.mistakes, chosen)
  const choose = (row: number, column: number) =>
    setChosen((before) => (before?.row === row && before.column === column ? null : { row, column }))
  return (
    <>
      <Card title="What is taken for what" note="Press a cell to see its pictures">
        <HeatTable
          caption="Confusion matrix: rows are the true classes, columns the answers"
          rowTitle="It is a …"
          columnTitle="… and the model says"
          labels={classes}
          values={test.confusion}
          describe={(row, column, value) => cellWords(classes, { row, column }, value)}
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
            <p className={styles.quiet}>{nothingWords(chosen)}</p>
          )}
        </div>
      </Card>
    </>
  )
}

function nothingWords(chosen: Cell | null): string {
  if (!chosen) return 'Not one. Every test picture was named rightly.'
  return chosen.row === chosen.column
    ? 'These were named rightly. Only mistakes keep their pictures.'
    : 'Pictures are kept of the 48 surest mistakes; these are not among them.'
}
