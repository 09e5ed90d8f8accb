/** The list of examples with what chooses among them above it, and what can be done to those that are selected. */
import { Redo2, Undo2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { ExampleTable } from '../../../shared/domain/cleaning.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { SelectField } from '../../ui/Field.tsx'
import { countOf, formatCount } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { classOfKey } from './classKeys.ts'
import styles from './clean.module.css'
import { ExampleFilters } from './ExampleFilters.tsx'
import { ExampleGrid } from './ExampleGrid.tsx'
import { type DeskState, exampleDesk } from './exampleDesk.ts'
import { classCounts, type ExampleEdits, editCounts, restored, withLabel } from './exampleEdits.ts'
import { LookFirst } from './LookFirst.tsx'
import { listedAmong, listedExamples } from './listedExamples.ts'
import { shownFilter } from './shownFilter.ts'

export interface ExampleBenchProps {
  readonly desk: DeskState & { readonly table: ExampleTable; readonly edits: ExampleEdits }
  readonly words: ExampleWords
  /** Nothing may be changed now. */
  readonly locked: boolean
}

export function ExampleBench({ desk, words, locked }: ExampleBenchProps) {
  const { table, edits, looks, outliers, doubts } = desk
  const filter = useStore(shownFilter)
  const [marked, setMarked] = useState<ReadonlySet<number>>(new Set())
  const listed = useMemo(
    () => listedExamples(table, edits, filter, { looks, outliers, doubts }),
    [table, edits, filter, looks, outliers, doubts],
  )
  const classes = classCounts(edits)
  const examples = listed?.examples ?? []
  const selected = useMemo(() => listedAmong(marked, listed ?? { examples: [] }), [marked, listed])
  const label = (of: ReadonlySet<number>, name: string | null) => {
    if (locked || of.size === 0) return
    const many = countOf(of.size, words.one, words.many)
    const what = name === null ? `${many} left out.` : `${many} moved to “${name}”.`
    exampleDesk.change((now) => withLabel(now, of, name, what))
  }
  const putBack = (of: ReadonlySet<number>) => {
    if (!locked)
      exampleDesk.change((now) => restored(now, of, `${countOf(of.size, words.one, words.many)} put back as read.`))
  }
  /** What a key does to these; true where it meant something. */
  const press = (key: string, of: ReadonlySet<number>): boolean => {
    if (key === 'Delete' || key === 'Backspace') {
      label(of, null)
      return true
    }
    const name = table.sorted ? classes[classOfKey(key)]?.name : undefined
    if (name !== undefined) label(of, name)
    return name !== undefined
  }
  return (
    <div className={styles.bench} data-ready={`examples ${examples.length}`}>
      {desk.error && <ErrorNotice error={desk.error} onDismiss={() => exampleDesk.dismiss()} />}
      <ExampleFilters table={table} classes={classes} filter={filter} words={words} doubted={doubts !== null} />
      <SelectionTools
        {...{ selected, classes, locked, words, edits }}
        sorted={table.sorted}
        saved={desk.saved}
        onLabel={(name) => label(selected, name)}
        onPutBack={() => putBack(selected)}
      />
      {listed ? (
        <ExampleGrid
          table={table}
          edits={edits}
          listed={listed}
          words={words}
          selected={selected}
          onSelect={setMarked}
          onPress={press}
        />
      ) : (
        <LookFirst show={filter.show} words={words} />
      )}
    </div>
  )
}

interface SelectionToolsProps {
  readonly selected: ReadonlySet<number>
  readonly classes: readonly { readonly name: string }[]
  readonly edits: ExampleEdits
  readonly sorted: boolean
  readonly saved: boolean
  readonly locked: boolean
  readonly words: ExampleWords
  readonly onLabel: (name: string | null) => void
  readonly onPutBack: () => void
}

function SelectionTools(props: SelectionToolsProps) {
  const { selected, classes, edits, sorted, saved, locked, words, onLabel, onPutBack } = props
  const none = locked || selected.size === 0
  const { relabelled, leftOut } = editCounts(edits)
  return (
    <div className={styles.tools}>
      <div className={styles.toolRow}>
        {sorted && (
          <SelectField
            label="Move to"
            name="move-examples"
            value=""
            disabled={none}
            options={[
              { value: '', label: 'Choose a class' },
              ...classes.map(({ name }) => ({ value: name, label: name })),
            ]}
            onChange={(name) => name !== '' && onLabel(name)}
          />
        )}
        <Button isDisabled={none} data-action="leave-out" onPress={() => onLabel(null)}>
          Leave out
        </Button>
        <Button isDisabled={none} data-action="put-back" onPress={onPutBack}>
          Put back as read
        </Button>
        <span className={styles.toolGap} />
        <Button
          icon={Undo2}
          isDisabled={locked || edits.past.length === 0}
          data-action="undo-examples"
          onPress={() => exampleDesk.undo()}
        >
          Undo
        </Button>
        <Button
          icon={Redo2}
          isDisabled={locked || edits.future.length === 0}
          data-action="redo-examples"
          onPress={() => exampleDesk.redo()}
        >
          Redo
        </Button>
      </div>
      <p role="status" className={styles.state} data-saved={saved} data-relabelled={relabelled} data-left-out={leftOut}>
        {selected.size > 0 ? `${formatCount(selected.size)} selected. ` : ''}
        {edits.past.at(-1)?.what ?? ''} {changedWords(relabelled, leftOut, words)}
      </p>
    </div>
  )
}

function changedWords(relabelled: number, gone: number, { one, many }: ExampleWords): string {
  if (relabelled + gone === 0) return 'Nothing is changed.'
  const parts = [
    ...(relabelled > 0 ? [`${countOf(relabelled, one, many)} with another class`] : []),
    ...(gone > 0 ? [`${countOf(gone, one, many)} left out`] : []),
  ]
  return `In all: ${parts.join(', ')}.`
}
