import styles from './TextQuote.module.css'

export interface TextQuoteProps {
  readonly text: string
  /** Lines shown before the rest is cut; absent shows all. */
  readonly lines?: number
}

/** Somebody's words, in whatever script and direction, that never leak into those around them. */
export function TextQuote({ text, lines }: TextQuoteProps) {
  const style = lines === undefined ? undefined : { WebkitLineClamp: lines }
  return (
    <blockquote dir="auto" className={styles.quote} data-clamped={lines !== undefined || undefined} style={style}>
      {text}
    </blockquote>
  )
}
