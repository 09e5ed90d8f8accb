import { type DragEvent, type MouseEvent, memo } from 'react'
import { dataParts, type ExampleTable } from '../../../shared/domain/cleaning.ts'
import type { ShownExample } from '../../../shared/wire/evaluationCalls.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import styles from './clean.module.css'
import { type ExampleEdits, leftOut } from './exampleEdits.ts'

export interface ExampleCellProps {
  readonly example: number
  readonly place: number
  /** How many are listed. */
  readonly of: number
  readonly table: ExampleTable
  readonly edits: ExampleEdits
  readonly words: ExampleWords
  /** Null until it is fetched. */
  readonly shown: ShownExample | null
  readonly note: string | null
  readonly selected: boolean
  readonly active: boolean
  readonly style: React.CSSProperties
  readonly onClick: (event: MouseEvent) => void
  readonly onDragStart: (event: DragEvent) => void
}

const partWords = { train: 'training', validation: 'validation', test: 'test' } as const

/** One example of the list: what it shows or says, its class, and what became of it. */
export function ExampleCell(props: ExampleCellProps) {
  const { example, place, of, table, edits, words, shown, note, selected, active, style, onClick, onDragStart } = props
  const state = edits.now[example] ?? 0
  const was = edits.was[example] ?? 0
  const name = table.sorted ? (edits.names[state === leftOut ? was : state] ?? '') : ''
  const part = dataParts[table.part[example] ?? 3]
  const standing = standingOf({ state, was, before: edits.names[was] ?? '', note })
  const described = [shown?.path ?? `${words.one} ${place + 1}`, name, standing, part && partWords[part]]
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus, and its keys do all that a click does
    <div
      role="option"
      id={`example-${example}`}
      tabIndex={-1}
      aria-selected={selected}
      aria-posinset={place + 1}
      aria-setsize={of}
      aria-label={described.filter(Boolean).join(', ')}
      className={styles.cell}
      style={style}
      draggable
      data-example={example}
      data-label={state === leftOut ? '' : name}
      data-active={active || undefined}
      data-out={state === leftOut || undefined}
      onClick={onClick}
      onDragStart={onDragStart}
    >
      {table.pictures ? <Picture shown={shown} /> : <span className={styles.text}>{shown?.text ?? '…'}</span>}
      <span className={styles.caption}>
        <bdi className={styles.className}>{name || (part && partWords[part])}</bdi>
        <span className={styles.standing}>{standing || shown?.path.split('/').at(-1)}</span>
      </span>
    </div>
  )
}

function standingOf({ state, was, before, note }: { state: number; was: number; before: string; note: string | null }) {
  if (state === leftOut) return 'left out'
  return [...(state === was ? [] : [`was ${before}`]), ...(note === null ? [] : [note])].join(', ')
}

const Picture = memo(function Picture({ shown }: { readonly shown: ShownExample | null }) {
  if (shown?.thumbnail) return <BlobImage blob={shown.thumbnail} alt="" className={styles.picture} />
  return <span className={styles.picture}>{shown?.fault ? 'cannot be shown' : ''}</span>
})
