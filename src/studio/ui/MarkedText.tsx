import type { CSSProperties, ReactNode } from 'react'
import styles from './MarkedText.module.css'

/** A stretch of a text that is something: a name, a place. */
export interface Mark {
  /** UTF-16 units, the end exclusive. */
  readonly start: number
  readonly end: number
  readonly label: string
  /** How it stands against the truth; absent where nothing is compared. */
  readonly mistake?: 'missed' | 'wrong'
}

export interface MarkedTextProps {
  readonly text: string
  /** In the order of the text; none overlap. */
  readonly marks: readonly Mark[]
  /** All labels there are: each keeps its colour. */
  readonly labels: readonly string[]
}

/** A text with its marks, each of which says in words what it is. */
export function MarkedText({ text, marks, labels }: MarkedTextProps) {
  const parts: ReactNode[] = []
  let at = 0
  for (const { start, end, label, mistake } of marks) {
    parts.push(text.slice(at, start))
    parts.push(<Marked key={start} {...{ label, labels, ...(mistake && { mistake }) }} text={text.slice(start, end)} />)
    at = end
  }
  parts.push(text.slice(at))
  return (
    <p dir="auto" className={styles.text} data-marked-text>
      {parts}
    </p>
  )
}

export interface MarkedWordsProps extends Pick<MarkedTextProps, 'labels'> {
  readonly words: readonly string[]
  /** Their borders are places of words. */
  readonly marks: readonly Mark[]
}

/** What stands close to the word before it. */
const closing = /^[.,;:!?%)\]}’”»]+$/

/** Words with spaces between them, and what is marked among them. */
export function MarkedWords({ words, marks, labels }: MarkedWordsProps) {
  const starts: number[] = []
  let text = ''
  for (const word of words) {
    if (text !== '' && !closing.test(word)) text += ' '
    starts.push(text.length)
    text += word
  }
  // A text that is shown in part ends before some of its marks.
  const shown = marks.filter(({ end }) => end <= words.length)
  return (
    <MarkedText
      text={text}
      labels={labels}
      marks={shown.map(({ start, end, ...mark }) => ({
        ...mark,
        ...{ start: starts[start] ?? 0, end: (starts[end - 1] ?? 0) + (words[end - 1] ?? '').length },
      }))}
    />
  )
}

export interface MarkListProps extends Pick<MarkedTextProps, 'labels'> {
  readonly marks: readonly { readonly label: string; readonly text: string }[]
}

/** The marks alone, one after another, where there is no room for the text around them. */
export function MarkList({ marks, labels }: MarkListProps) {
  return marks.map(({ label, text }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the marks of one text never change their order
    <span key={index} className={styles.alone}>
      <Marked label={label} labels={labels} text={text} />{' '}
    </span>
  ))
}

interface MarkedProps extends Pick<MarkedTextProps, 'labels'>, Pick<Mark, 'label' | 'mistake'> {
  readonly text: string
}

function Marked({ label, labels, mistake, text }: MarkedProps) {
  const colour = { '--mark': `var(--series-${(Math.max(0, labels.indexOf(label)) % series) + 1})` } as CSSProperties
  return (
    <mark className={styles.mark} style={colour} data-mark={label} data-look={mistake}>
      {text}
      <span className={styles.label}>
        {' '}
        {label}
        {mistake && `, ${mistake}`}
      </span>
    </mark>
  )
}

const series = 7
