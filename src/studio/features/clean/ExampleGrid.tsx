/**
 * A list of pictures in a grid, or of texts in rows, of which only those in sight are drawn. One stop of the Tab key:
 * arrows move, Shift and arrows select, Space marks, a class's key or Delete changes what is selected, or the one that
 * is at hand.
 */

import { type KeyboardEvent, type MouseEvent, useLayoutEffect, useRef, useState } from 'react'
import type { ExampleTable } from '../../../shared/domain/cleaning.ts'
import type { ExampleWords } from '../../store/taskWords.ts'
import { touchOnly } from '../../ui/touchOnly.ts'
import styles from './clean.module.css'
import { dragExamples } from './draggedExamples.ts'
import { ExampleCell } from './ExampleCell.tsx'
import { exampleDesk } from './exampleDesk.ts'
import type { ExampleEdits } from './exampleEdits.ts'
import { type GridSize, gridSize, movedTo, placesInSight } from './gridPlaces.ts'
import type { Listed } from './listedExamples.ts'
import { useShown } from './useShown.ts'

export interface ExampleGridProps {
  readonly table: ExampleTable
  readonly edits: ExampleEdits
  readonly listed: Listed
  readonly words: ExampleWords
  readonly selected: ReadonlySet<number>
  readonly onSelect: (selected: ReadonlySet<number>) => void
  /** A key that may change examples; true where it did. */
  readonly onPress: (key: string, of: ReadonlySet<number>) => boolean
}

export function ExampleGrid({ table, edits, listed, words, selected, onSelect, onPress }: ExampleGridProps) {
  const { examples, notes } = listed
  const box = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 600, width: 800 })
  const [at, setAt] = useState(0)
  const [anchor, setAnchor] = useState(0)
  const size = gridSize(table.pictures, view.width)
  const active = Math.min(at, Math.max(0, examples.length - 1))
  const inSight = placesInSight(size, view, examples.length)
  const shown = useShown(inSight.map((place) => examples[place] ?? 0))
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return undefined
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [])
  const goTo = (place: number) => {
    setAt(place)
    bringInSight(box.current, size, place)
  }
  const range = (from: number, to: number) => new Set(examples.slice(Math.min(from, to), Math.max(from, to) + 1))
  const press = (event: KeyboardEvent) => {
    const { key, shiftKey } = event
    const command = event.ctrlKey || event.metaKey
    const to = movedTo(key, active, size, examples.length, view.height)
    if (to !== null && !event.altKey) {
      goTo(to)
      if (shiftKey) onSelect(range(anchor, to))
      else {
        setAnchor(to)
        if (!command && selected.size > 0) onSelect(new Set())
      }
    } else if (command && key.toLowerCase() === 'a') onSelect(new Set(examples))
    else if (command && key.toLowerCase() === 'z') {
      if (shiftKey) exampleDesk.redo()
      else exampleDesk.undo()
    } else if (command && key.toLowerCase() === 'y') exampleDesk.redo()
    else if (command || event.altKey) return
    else if (key === ' ') toggle(active)
    else if (key === 'Escape') onSelect(new Set())
    else if (!change(key)) return
    event.preventDefault()
  }
  const toggle = (place: number) => {
    const example = examples[place]
    if (example === undefined) return
    const next = new Set(selected)
    if (!next.delete(example)) next.add(example)
    onSelect(next)
    setAnchor(place)
  }
  /** Of one alone the next comes at hand, so that a list is gone through key by key. */
  const change = (key: string): boolean => {
    const one = examples[active]
    if (one === undefined) return false
    if (selected.size > 0) return onPress(key, selected)
    if (!onPress(key, new Set([one]))) return false
    const next = Math.min(active + 1, examples.length - 1)
    goTo(next)
    setAnchor(next)
    return true
  }
  const click = (event: MouseEvent, place: number) => {
    setAt(place)
    if (event.shiftKey) onSelect(range(anchor, place))
    else if (event.ctrlKey || event.metaKey || selected.size > 0) toggle(place)
    else {
      setAnchor(place)
      toggle(place)
    }
  }
  const rows = Math.ceil(examples.length / size.columns)
  return (
    <>
      <div
        ref={box}
        role="listbox"
        aria-multiselectable
        aria-label={`Your ${words.many}`}
        aria-describedby="example-keys"
        aria-activedescendant={examples.length > 0 ? `example-${examples[active]}` : undefined}
        tabIndex={0}
        className={styles.grid}
        data-pictures={table.pictures || undefined}
        data-listed={examples.length}
        onKeyDown={press}
      >
        <div role="presentation" className={styles.sheet} style={{ height: rows * size.rowHeight }}>
          {inSight.map((place) => {
            const example = examples[place] ?? 0
            return (
              <ExampleCell
                key={example}
                {...{ example, place, edits, words, table }}
                of={examples.length}
                shown={shown.get(example) ?? null}
                note={notes.get(example) ?? null}
                selected={selected.has(example)}
                active={place === active}
                style={size.styleAt(place)}
                onClick={(event) => click(event, place)}
                onDragStart={(event) => dragExamples(event, selected.has(example) ? selected : new Set([example]))}
              />
            )
          })}
        </div>
        {examples.length === 0 && <p className={styles.none}>None.</p>}
      </div>
      <p id="example-keys" className={styles.hint}>
        {touchOnly ? (
          'Tap an example to select it.'
        ) : (
          <>
            Arrow keys move, Space selects, Shift with an arrow key selects several.
            {table.sorted && ' The key of a class moves to it.'} Delete leaves out, Ctrl+Z undoes.
          </>
        )}
      </p>
    </>
  )
}

function bringInSight(element: HTMLElement | null, { columns, rowHeight }: GridSize, place: number): void {
  if (!element) return
  const top = Math.floor(place / columns) * rowHeight
  if (top < element.scrollTop) element.scrollTop = top
  else if (top + rowHeight > element.scrollTop + element.clientHeight)
    element.scrollTop = top + rowHeight - element.clientHeight
}
