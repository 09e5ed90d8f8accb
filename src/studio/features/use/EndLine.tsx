import type { Written } from '../../store/state.ts'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import styles from './use.module.css'
import { endWords } from './writingWords.ts'

export interface EndLineProps {
  readonly text: string
  readonly end: Written['end']
  readonly going: boolean
}

/** How the writing ended. Whoever listens hears what was written as well, once it is whole and not piece by piece. */
export function EndLine({ text, end, going }: EndLineProps) {
  return (
    <p className={styles.small} role="status">
      {end && <VisuallyHidden>{`${text.trim()} `}</VisuallyHidden>}
      {end ? endWords(end) : going ? 'Writing …' : 'It was cut short.'}
    </p>
  )
}
