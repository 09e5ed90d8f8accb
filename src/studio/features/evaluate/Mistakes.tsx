import { useState } from 'react'
import type { Mistake } from '../../../shared/protocol.ts'
import { Button } from '../../ui/Button.tsx'
import { BlobPicture } from '../../ui/charts/BlobPicture.tsx'
import { TextQuote } from '../../ui/TextQuote.tsx'
import styles from './evaluate.module.css'

/** As many as fill two rows; the rest are asked for. */
const shownAtFirst = 10

/** The examples answered wrongly, surest first: the model was most convinced of what stands at the front. */
export function Mistakes({ mistakes, classes }: { mistakes: readonly Mistake[]; classes: readonly string[] }) {
  const [all, setAll] = useState(false)
  const shown = all ? mistakes : mistakes.slice(0, shownAtFirst)
  const quoted = shown.some(({ thumbnail }) => thumbnail === null)
  return (
    <>
      <ul className={quoted ? styles.quotes : styles.mistakes} aria-label="Mistakes, surest first">
        {shown.map((mistake) =>
          mistake.thumbnail ? (
            <MistakenPicture key={mistake.path} picture={mistake.thumbnail} mistake={mistake} classes={classes} />
          ) : (
            <MistakenText key={mistake.path} mistake={mistake} classes={classes} />
          ),
        )}
      </ul>
      {shown.length < mistakes.length && (
        <div className={styles.rest}>
          <Button data-action="all-mistakes" onPress={() => setAll(true)}>
            Show all {mistakes.length}
          </Button>
        </div>
      )}
    </>
  )
}

interface MistakenProps {
  readonly mistake: Mistake
  readonly classes: readonly string[]
}

function MistakenPicture({ mistake, classes, picture }: MistakenProps & { readonly picture: Blob }) {
  const truth = name(classes, mistake.truth)
  const predicted = name(classes, mistake.predicted)
  return (
    <li className={styles.mistake} data-mistake={mistake.path} title={mistake.path}>
      <BlobPicture blob={picture} alt={`A picture of ${truth}, taken for ${predicted}`} />
      <p className={styles.answer}>
        <bdi>{predicted}</bdi> <span>{mistake.probability.toFixed(2)}</span>
      </p>
      <p className={styles.truth}>
        really <bdi>{truth}</bdi>
      </p>
    </li>
  )
}

function MistakenText({ mistake, classes }: MistakenProps) {
  return (
    <li className={styles.quoteItem} data-mistake={mistake.path} title={mistake.path}>
      <TextQuote text={mistake.text} lines={6} />
      <p className={styles.verdict}>
        Taken for <bdi>{name(classes, mistake.predicted)}</bdi> <span>{mistake.probability.toFixed(2)}</span>, really{' '}
        <bdi>{name(classes, mistake.truth)}</bdi>
      </p>
    </li>
  )
}

function name(classes: readonly string[], index: number): string {
  return classes[index] ?? `class ${index + 1}`
}
