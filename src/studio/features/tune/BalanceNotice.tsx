import type { DatasetSummary } from '../../../shared/domain/data.ts'
import { balanceNotices } from '../../../shared/metrics/classBalance.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { Fields } from '../../store/outlook.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useSay } from '../../ui/useSay.ts'

export interface BalanceNoticeProps {
  readonly data: Pick<DatasetSummary, 'task' | 'classes'>
  readonly fields: Fields
}

/** What a person should know of the classes before a start; nothing where they are about even. */
export function BalanceNotice({ data: { task, classes }, fields }: BalanceNoticeProps) {
  const { say } = useSay()
  const notices = balanceNotices({ classes, example: taskCard(task).example, fields }).map(say)
  if (notices.length === 0) return null
  return (
    <div data-balance>
      <Notice variant="warning">
        {notices.map((notice) => (
          <p key={notice}>{notice}</p>
        ))}
      </Notice>
    </div>
  )
}
