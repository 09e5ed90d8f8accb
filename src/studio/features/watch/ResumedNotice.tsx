import type { StudioState } from '../../store/state.ts'
import { useStudio } from '../../store/studio.ts'
import { Notice } from '../../ui/Notice.tsx'

const selectResumed = ({ run }: StudioState) =>
  run.status === 'preparing' || run.status === 'training'
    ? run.log.notices.findLast(({ kind }) => kind === 'resumed')
    : undefined

/** That a run goes on from where it was saved, and from where. */
export function ResumedNotice() {
  const notice = useStudio(selectResumed)
  if (!notice) return null
  return (
    <Notice>
      <p data-resumed={notice.step}>{notice.text}</p>
    </Notice>
  )
}
