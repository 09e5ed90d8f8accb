// The coach's verdict on a run, the same on every screen: what it is, why, and the one thing to do next.
import { CircleCheck, CircleDot, type LucideIcon, OctagonAlert, TriangleAlert } from 'lucide-react'
import type { Message } from '../../shared/messages/message.ts'
import { Button } from './Button.tsx'
import { useSay } from './useSay.ts'
import styles from './VerdictBox.module.css'

export interface VerdictBoxProps {
  readonly verdict: {
    readonly id: string
    readonly title: Message
    readonly words: Message
    readonly next: { readonly kind: string; readonly label: Message } | null
  }
  readonly tone: VerdictTone
  /** Does what comes next; absent where nothing can be done now. */
  readonly onNext?: (() => void) | undefined
}

export type VerdictTone = 'good' | 'calm' | 'mind' | 'wrong'

const icons: Record<VerdictTone, LucideIcon> = {
  good: CircleCheck,
  calm: CircleDot,
  mind: TriangleAlert,
  wrong: OctagonAlert,
}

export function VerdictBox({ verdict: { id, title, words, next }, tone, onNext }: VerdictBoxProps) {
  const { say } = useSay()
  const Icon = icons[tone]
  return (
    <div className={styles.verdict} data-verdict-id={id} data-tone={tone}>
      <Icon size={22} aria-hidden="true" />
      <div className={styles.words}>
        <h3>{say(title)}</h3>
        <p>{say(words)}</p>
        {next && !onNext && <p>{`Next: ${say(next.label)}.`}</p>}
        {next && onNext && (
          <div className={styles.next}>
            <Button data-action={`coach-${next.kind}`} onPress={onNext}>
              {say(next.label)}
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}
