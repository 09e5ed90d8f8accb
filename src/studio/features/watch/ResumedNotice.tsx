import type { StudioState } from '../../store/state.ts'
import { useStudio } from '../../store/studio.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useSay } from '../../ui/useSay.ts'

const selectResumed = ({ run }: StudioState) =>
  run.status === 'preparing' || run.status === 'training'
    ? run.log.notices.findLast(({ kind }) => kind === 'resumed')
    : undefined

/** That a run goes on from where it was saved, and from where. */
export function ResumedNotice() {
  const notice = useStudio(selectResumed)
  const { say } = useSay()
  if (!notice) return null
  return (
    <Notice>
      <p data-resumed={notice.step}>{say(notice.message)}</p>
    </Notice>
  )
}
