import type { ClassificationTest } from '../../../tasks/classification/card.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Card } from '../../ui/Card.tsx'
import { ClassMatrix } from '../../ui/charts/ClassMatrix.tsx'
import { countOf } from '../../ui/format.ts'
import { type Cell, cellWords } from './confusionCells.ts'

export interface ConfusionProps {
  readonly test: ClassificationTest
  readonly classes: readonly string[]
  readonly example: ExampleWords
  readonly chosen: Cell | null
  /** The same cell again lets it go. */
  readonly onChoose: (cell: Cell | null) => void
}

/** Which classes are taken for which; a cell opens its examples. */
export function Confusion({ test, classes, example, chosen, onChoose }: ConfusionProps) {
  const choose = (row: number, column: number) =>
    onChoose(chosen?.row === row && chosen.column === column ? null : { row, column })
  return (
    <Card title="Confusion matrix: what it mixes up" note={`Press a cell to see its ${example.many}`}>
      <ClassMatrix
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
  )
}
