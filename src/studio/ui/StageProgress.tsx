import type { Message } from '../../shared/messages/message.ts'
import { Progress, type ProgressProps } from './Progress.tsx'
import { useSay } from './useSay.ts'

export interface StageProgressProps {
  /** What the engine last told of the work; null before it does. */
  readonly progress: (Pick<ProgressProps, 'done' | 'total' | 'unit' | 'since'> & { readonly stage: Message }) | null
  /** What is under way until then. */
  readonly waiting?: string
  readonly onCancel?: () => void
}

/** How far work of the engine is, in its own words. */
export function StageProgress({ progress, waiting = 'Getting ready', onCancel }: StageProgressProps) {
  const { say } = useSay()
  const { done = 0, total = 0, unit = 'steps', since } = progress ?? {}
  return (
    <Progress label={progress ? say(progress.stage) : waiting} {...{ done, total, unit, since }} onCancel={onCancel} />
  )
}
