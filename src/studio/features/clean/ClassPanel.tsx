/** The classes with how many examples each has: what is dropped on one moves there, and one can be added, renamed, merged or left out. */
import { Plus } from 'lucide-react'
import { type DragEvent, useState } from 'react'
import { useStore } from 'zustand'
import type { ExampleTable } from '../../../shared/domain/cleaning.ts'
import { actions } from '../../store/studio.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { SelectField, TextField } from '../../ui/Field.tsx'
import { countOf, formatCount } from '../../ui/format.ts'
import { CleanDownloads } from './CleanDownloads.tsx'
import { keyOfClass } from './classKeys.ts'
import styles from './clean.module.css'
import { droppedExamples, isTakable } from './draggedExamples.ts'
import { exampleDesk } from './exampleDesk.ts'
import {
  type ClassCount,
  classCounts,
  type ExampleEdits,
  withClass,
  withLabel,
  withoutClass,
  withRenamed,
} from './exampleEdits.ts'
import { shownFilter } from './shownFilter.ts'

export interface ClassPanelProps {
  readonly table: ExampleTable
  readonly edits: ExampleEdits
  readonly words: ExampleWords
  readonly locked: boolean
}

/** More are found by their name in the list of classes above. */
const mostRows = 60
const longestName = 80

export function ClassPanel({ table, edits, words, locked }: ClassPanelProps) {
  const classes = classCounts(edits)
  const { ofClass } = useStore(shownFilter)
  const most = Math.max(1, ...classes.map(({ count }) => count))
  const chosen = classes.find(({ name }) => name === ofClass) ?? null
  return (
    <>
      {table.sorted && (
        <Card title="Classes">
          <ul className={styles.classes}>
            {classes.slice(0, mostRows).map((each, place) => (
              <ClassRow key={each.name} {...{ of: each, place, most, words, locked }} chosen={each.name === ofClass} />
            ))}
          </ul>
          {classes.length > mostRows && (
            <p className={styles.hint}>and {formatCount(classes.length - mostRows)} more</p>
          )}
          <AddClass classes={classes} locked={locked} />
        </Card>
      )}
      {chosen && <ClassTools key={chosen.name} of={chosen} classes={classes} words={words} locked={locked} />}
      <CleanDownloads pictures={table.pictures} />
      <Button variant="primary" wide data-action="to-data" onPress={() => actions.goTo('data')}>
        Back to Data
      </Button>
    </>
  )
}

interface ClassRowProps {
  readonly of: ClassCount
  readonly place: number
  readonly most: number
  readonly words: ExampleWords
  readonly locked: boolean
  readonly chosen: boolean
}

function ClassRow({ of: { name, count }, place, most, words, locked, chosen }: ClassRowProps) {
  const [over, setOver] = useState(false)
  const key = keyOfClass(place)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const examples = droppedExamples(event)
    const what = `${countOf(examples.length, words.one, words.many)} moved to “${name}”.`
    if (!locked) exampleDesk.change((edits) => withLabel(edits, examples, name, what))
  }
  return (
    <li
      className={styles.classRow}
      data-class={name}
      data-count={count}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!isTakable(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <button
        type="button"
        className={styles.classButton}
        aria-pressed={chosen}
        onClick={() => shownFilter.setState({ ofClass: chosen ? null : name })}
      >
        <bdi className={styles.className}>{name}</bdi>
        {key && <kbd className={styles.key}>{key}</kbd>}
        <span className={styles.count}>{formatCount(count)}</span>
      </button>
      <span className={styles.bar} aria-hidden="true">
        <span style={{ inlineSize: `${(100 * count) / most}%` }} />
      </span>
    </li>
  )
}

/** Why there can be no class of that name, in words; null where there can. */
function nameFault(name: string, classes: readonly ClassCount[]): string | null {
  const tidy = tidyName(name)
  if (tidy === '') return 'A class needs a name.'
  if (tidy.length > longestName) return `A name has ${longestName} letters at most.`
  return classes.some((each) => each.name === tidy) ? `There is a class “${tidy}” already.` : null
}

function tidyName(name: string): string {
  return name.normalize('NFC').trim().replaceAll(/\s+/g, ' ')
}

function AddClass({ classes, locked }: { readonly classes: readonly ClassCount[]; readonly locked: boolean }) {
  const [name, setName] = useState('')
  const add = () => {
    exampleDesk.change((edits) => withClass(edits, tidyName(name)))
    setName('')
  }
  return (
    <form
      className={styles.nameForm}
      onSubmit={(event) => {
        event.preventDefault()
        if (nameFault(name, classes) === null) add()
      }}
    >
      <TextField
        label="New class"
        name="new-class"
        value={name}
        disabled={locked}
        onText={(text) => {
          setName(text)
          return text === '' ? null : nameFault(text, classes)
        }}
      />
      <Button
        type="submit"
        icon={Plus}
        isDisabled={locked || nameFault(name, classes) !== null}
        data-action="add-class"
      >
        Add
      </Button>
    </form>
  )
}

interface ClassToolsProps {
  readonly of: ClassCount
  readonly classes: readonly ClassCount[]
  readonly words: ExampleWords
  readonly locked: boolean
}

/** What can be done to a class as a whole. */
function ClassTools({ of, classes, words, locked }: ClassToolsProps) {
  const [name, setName] = useState(of.name)
  const { setState: show } = shownFilter
  const others = classes.filter((each) => each.name !== of.name)
  const rename = (to: string, what: string) => {
    exampleDesk.change((edits) => withRenamed(edits, of.name, to, what))
    show({ ofClass: to })
  }
  return (
    <Card title={`“${of.name}”`}>
      <div className={styles.classTools}>
        <form
          className={styles.nameForm}
          onSubmit={(event) => {
            event.preventDefault()
            if (nameFault(name, others) === null)
              rename(tidyName(name), `“${of.name}” is called “${tidyName(name)}” now.`)
          }}
        >
          <TextField
            label="Name"
            name="class-name"
            value={name}
            disabled={locked}
            onText={(text) => {
              setName(text)
              return nameFault(text, others)
            }}
          />
          <Button
            type="submit"
            isDisabled={locked || tidyName(name) === of.name || nameFault(name, others) !== null}
            data-action="rename-class"
          >
            Rename
          </Button>
        </form>
        {others.length > 0 && (
          <SelectField
            label="Merge into"
            name="merge-class"
            value=""
            disabled={locked}
            options={[
              { value: '', label: 'Choose a class' },
              ...others.map((each) => ({ value: each.name, label: each.name })),
            ]}
            onChange={(into) => into !== '' && rename(into, `“${of.name}” merged into “${into}”.`)}
          />
        )}
        <Button
          isDisabled={locked}
          data-action="delete-class"
          onPress={() => {
            const what = `“${of.name}” and ${countOf(of.count, words.one, words.many)} left out.`
            exampleDesk.change((edits) => withoutClass(edits, of.name, what))
            show({ ofClass: null })
          }}
        >
          Leave out this class
        </Button>
      </div>
    </Card>
  )
}
