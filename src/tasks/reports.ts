/** What reports and model cards say of each task. */
import { classReport } from './classification/report.ts'
import { conversationReport } from './conversation/report.ts'
import type { TaskId } from './ids.ts'
import { labelReport } from './multi-label/report.ts'
import { numberReport } from './regression/report.ts'
import type { TaskReport } from './taskReport.ts'
import { textGenerationReport } from './text-generation/report.ts'
import { tokenClassificationReport } from './token-classification/report.ts'

const reports = {
  'image-classification': classReport('pictures'),
  'text-classification': classReport('texts'),
  'text-generation': textGenerationReport,
  'image-regression': numberReport('pictures'),
  'text-regression': numberReport('texts'),
  'token-classification': tokenClassificationReport,
  'image-multi-label': labelReport('pictures'),
  'text-multi-label': labelReport('texts'),
  'text-pair-classification': classReport('pairs of texts'),
  'text-pair-regression': numberReport('pairs of texts'),
  conversation: conversationReport,
} satisfies Record<TaskId, TaskReport>

export function taskReport(id: TaskId): TaskReport {
  return reports[id]
}
