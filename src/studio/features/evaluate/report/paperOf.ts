// Gathers what a report or a model card is written from, and writes it as a file.
import { formats } from '../../../../shared/catalog/formats.ts'
import { coach } from '../../../../shared/coach/coach.ts'
import { coachedResult } from '../../../../shared/coach/coachedRun.ts'
import { modelCardText } from '../../../../shared/report/modelCard.ts'
import { modelCardName } from '../../../../shared/report/modelCardName.ts'
import { paperFacts } from '../../../store/runCard.ts'
import type { PaperSource, TaskPanels } from '../../../store/taskPanels.ts'
import { reportHtml } from './reportHtml.ts'

export interface Paper {
  readonly name: string
  readonly blob: Blob
}

/**
 * Waits for whatever interval is not known yet.
 * @param told what the run's task says of its test
 */
export async function paperOf(
  kind: 'report' | 'card',
  source: PaperSource,
  told: TaskPanels['evaluate']['paper'],
): Promise<Paper> {
  const { result, log } = source
  const facts = await paperFacts(source, told)
  if (kind === 'card')
    return { name: modelCardName, blob: new Blob([modelCardText(facts)], { type: formats.markdown.mediaType }) }
  const verdict = log && coach(coachedResult(log, result))
  const report = reportHtml({ ...facts, testViews: source.analysis().testViews, verdict, writtenAt: new Date() })
  return { name: 'thaw-report.html', blob: new Blob([report], { type: 'text/html' }) }
}
