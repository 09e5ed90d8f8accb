// What a run reads as in the table.
import { say } from '../../../shared/messages/say.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { RunStanding } from '../../store/runStanding.ts'
import { runTitle } from '../../store/runTitle.ts'
import type { RunRow } from './runRows.ts'

export const standingNames: Record<RunStanding, string> = {
  training: 'Training now',
  elsewhere: 'In another tab',
  interrupted: 'Interrupted',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
}

/** "Thaw vision, Head only, seed 1": for buttons that stand in many rows. */
export function runName({ modelTitle, recipe }: Pick<RunRow, 'modelTitle' | 'recipe'>): string {
  return `${modelTitle}, ${runTitle(recipe)}`
}

/** Runs of a comparison are ranked by validation: their tests stay closed, but for the winner's. */
export function testText(run: Pick<RunRow, 'task' | 'testScore' | 'comparison' | 'testViews'>): string {
  return isTestClosed(run) ? 'closed' : scoreText(run, run.testScore)
}

export function isTestClosed({
  comparison,
  testViews,
  testScore,
}: Pick<RunRow, 'comparison' | 'testViews' | 'testScore'>) {
  return comparison !== null && testViews === 0 && testScore !== null
}

/** "+0.013": how far a run's score lies from the baseline's; null where they cannot be compared. */
export function gapText(
  run: Pick<RunRow, 'id' | 'task' | 'validationScore'>,
  baseline: Pick<RunRow, 'id' | 'task' | 'validationScore'> | null,
): string | null {
  if (!baseline || baseline.id === run.id || baseline.task !== run.task) return null
  if (run.validationScore === null || baseline.validationScore === null) return null
  const gap = run.validationScore - baseline.validationScore
  return `${gap < 0 ? '−' : '+'}${taskCard(run.task).score.format(Math.abs(gap))}`
}

/** The figure by which runs of the task are told apart. */
export function scoreText({ task }: Pick<RunRow, 'task'>, score: number | null): string {
  return score === null ? '–' : taskCard(task).score.format(score)
}

/** The coach's verdict in a few words; empty while the run may go on. */
export function verdictText({ verdict }: Pick<RunRow, 'verdict'>): string {
  return verdict ? say(verdict.title) : ''
}

/** "24 Nov, 14:02" */
export function whenText(milliseconds: number): string {
  const date = new Date(milliseconds)
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
  return `${day}, ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
}

/** What was typed, as tags: parted by commas, each once, in order. */
export function tagsOf(text: string): readonly string[] {
  const all = text.split(',').map((tag) => tag.trim().slice(0, 40))
  return [...new Set(all.filter((tag) => tag !== ''))].slice(0, 20)
}
