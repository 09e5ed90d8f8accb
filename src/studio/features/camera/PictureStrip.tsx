/** The pictures of a class, the newest first. One stop of the Tab key; arrows move, Space selects, Delete deletes. */
import { X } from 'lucide-react'
import { type KeyboardEvent, memo, useLayoutEffect, useRef, useState } from 'react'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/format.ts'
import type { Picture, PictureClass } from './board.ts'
import styles from './camera.module.css'
import { dragPictures } from './draggedPictures.ts'

/** More are drawn where they are asked for. */
const shownAtOnce = 24
const ways: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

export interface PictureStripProps {
  readonly of: PictureClass
  readonly selected: ReadonlySet<string>
  readonly onSelect: (selected: ReadonlySet<string>) => void
  readonly onDelete: (ids: ReadonlySet<string>) => void
}

export function PictureStrip({ of, selected, onSelect, onDelete }: PictureStripProps) {
  const [all, setAll] = useState(false)
  const [stop, setStop] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const refocus = useRef(false)
  const newest = of.pictures.toReversed()
  const shown = all ? newest : newest.slice(0, shownAtOnce)
  const at = Math.min(stop, shown.length - 1)
  useLayoutEffect(() => {
    if (!refocus.current) return
    refocus.current = false
    inputsIn(list.current)[at]?.focus()
  })
  if (shown.length === 0) return null
  const concerned = (id: string): ReadonlySet<string> => (selected.has(id) ? selected : new Set([id]))
  const toggle = (id: string) => {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    onSelect(next)
  }
  const press = (event: KeyboardEvent, id: string) => {
    const way = ways[event.key]
    if (way !== undefined) {
      event.preventDefault()
      inputsIn(list.current)[(at + way + shown.length) % shown.length]?.focus()
    }
    if (event.key !== 'Delete' && event.key !== 'Backspace') return
    event.preventDefault()
    refocus.current = true
    onDelete(concerned(id))
  }
  return (
    <>
      <ul
        ref={list}
        className={styles.strip}
        aria-label={`Pictures of ${of.name}`}
        data-strip
        data-all={all || undefined}
      >
        {shown.map((picture, place) => (
          <li
            key={picture.id}
            className={styles.thumb}
            draggable
            onDragStart={(event) => dragPictures(event, concerned(picture.id))}
          >
            <label>
              <input
                type="checkbox"
                data-picture={picture.id}
                checked={selected.has(picture.id)}
                tabIndex={place === at ? 0 : -1}
                aria-label={`Picture ${of.pictures.length - place} of ${of.name}`}
                onChange={() => toggle(picture.id)}
                onFocus={() => setStop(place)}
                onKeyDown={(event) => press(event, picture.id)}
              />
              <Thumb picture={picture} />
            </label>
            <button
              type="button"
              className={styles.cross}
              tabIndex={-1}
              data-action="delete-picture"
              aria-label={`Delete picture ${of.pictures.length - place} of ${of.name}`}
              onClick={() => onDelete(new Set([picture.id]))}
            >
              <X size={14} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      {newest.length > shown.length && (
        <Button variant="quiet" data-action="all-pictures" onPress={() => setAll(true)}>
          Show all {formatCount(newest.length)}
        </Button>
      )}
    </>
  )
}

const Thumb = memo(function Thumb({ picture }: { readonly picture: Picture }) {
  return <BlobImage blob={picture.blob} alt="" className={styles.small} />
})

function inputsIn(list: HTMLElement | null): readonly HTMLInputElement[] {
  return [...(list?.querySelectorAll<HTMLInputElement>('input[data-picture]') ?? [])]
}
