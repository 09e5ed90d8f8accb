import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useState } from 'react'
import { inSentence } from '../../../shared/messages/inSentence.ts'
import type { ShownExample } from '../../../shared/wire/evaluationCalls.ts'
import { analysing } from '../../store/analysing.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { ExampleQuote } from '../../ui/ExampleQuote.tsx'
import { formatPercent } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import styles from './ExampleGallery.module.css'
import type { JudgedExample } from './judged.ts'

const selectAnalysis = ({ analysis }: StudioState) => analysis

export interface ExampleGalleryProps {
  readonly judged: readonly JudgedExample[]
  readonly classes: readonly string[]
  /** What the list is of. */
  readonly label: string
  /** With the row of the answers. */
  readonly onOpen: (row: number) => void
}

const pageSize = 12

/** Examples by the dozen, each with its answer; only those of the page in sight are fetched. */
export function ExampleGallery({ judged, classes, label, onOpen }: ExampleGalleryProps) {
  const [page, setPage] = useState(0)
  const { examples, error, begun } = useStudio(selectAnalysis)
  const shown = judged.slice(page * pageSize, (page + 1) * pageSize)
  const wanted = shown.map(({ example }) => example).join(' ')
  useEffect(() => {
    void analysing.show(wanted.split(' ').map(Number))
  }, [wanted])
  const quoted = shown.some(({ example }) => examples.get(example)?.thumbnail === null)
  const pages = Math.ceil(judged.length / pageSize)
  return (
    <>
      {error && begun === null && <ErrorNotice error={error} onDismiss={actions.dismiss.analysis} />}
      <ul className={quoted ? styles.quotes : styles.pictures} aria-label={label}>
        {shown.map((each) => (
          <Item
            key={each.row}
            judged={each}
            shown={examples.get(each.example)}
            classes={classes}
            onOpen={() => onOpen(each.row)}
          />
        ))}
      </ul>
      {pages > 1 && (
        <nav className={styles.pages} aria-label={`Pages of ${inSentence(label)}`}>
          <IconButton
            label="Earlier"
            icon={ChevronLeft}
            data-action="earlier-examples"
            isDisabled={page === 0}
            onPress={() => setPage(page - 1)}
          />
          <span aria-live="polite">
            {page * pageSize + 1} – {Math.min(judged.length, (page + 1) * pageSize)} of {judged.length}
          </span>
          <IconButton
            label="Later"
            icon={ChevronRight}
            data-action="later-examples"
            isDisabled={page + 1 >= pages}
            onPress={() => setPage(page + 1)}
          />
        </nav>
      )}
    </>
  )
}

interface ItemProps {
  readonly judged: JudgedExample
  readonly shown: ShownExample | undefined
  readonly classes: readonly string[]
  readonly onOpen: () => void
}

function Item({ judged, shown, classes, onOpen }: ItemProps) {
  const { truth, predicted, probability, example } = judged
  const right = truth === predicted
  const marks = { 'data-example': example, ...(!right && { 'data-mistake': shown?.path ?? '' }) }
  const verdict = (
    <p className={styles.verdict}>
      <span className={styles.answer}>
        <bdi>{nameOf(classes, predicted)}</bdi> <span>{formatPercent(probability)}</span>
      </span>
      <span className={styles.truth}>
        {right ? (
          'correct'
        ) : (
          <>
            correct answer: <bdi>{nameOf(classes, truth)}</bdi>
          </>
        )}
      </span>
    </p>
  )
  if (shown && shown.thumbnail === null)
    return (
      <li className={styles.quote} title={shown.path} {...marks}>
        <ExampleQuote shown={shown} lines={6} />
        {verdict}
        <Button variant="quiet" data-action="open-example" onPress={onOpen}>
          Details
        </Button>
      </li>
    )
  const words = right ? `A picture of ${nameOf(classes, truth)}` : mistakeWords(classes, judged)
  return (
    <li className={styles.picture} title={shown?.path} {...marks}>
      <button
        type="button"
        className={styles.press}
        aria-label={words}
        data-action="open-example"
        disabled={!shown}
        onClick={onOpen}
      >
        {shown?.thumbnail ? <BlobImage blob={shown.thumbnail} alt={words} /> : <span className={styles.waiting} />}
      </button>
      {verdict}
    </li>
  )
}

function mistakeWords(classes: readonly string[], { truth, predicted }: JudgedExample): string {
  return `A picture of ${nameOf(classes, truth)}, answered ${nameOf(classes, predicted)}`
}

export function nameOf(classes: readonly string[], index: number): string {
  return classes[index] ?? `class ${index + 1}`
}
