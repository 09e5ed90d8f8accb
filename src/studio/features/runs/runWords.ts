// What a run reads as in the table.
import { methodCard } from '../../../methods/cards.ts'
import { say } from '../../../shared/messages/say.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { RunStanding } from '../../store/runStanding.ts'
import type { RunRow } from './runRows.ts'

export const standingNames: Record<RunStanding, string> = {
  training: 'Training now',
  elsewhere: 'In another tab',
  interrupted: 'Interrupted',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
}

/** "Thaw vision, Head only": for buttons that stand in many rows. */
export function runName({ modelTitle, recipe }: Pick<RunRow, 'modelTitle' | 'recipe'>): string {
  return `${modelTitle}, ${methodCard(recipe.method.id).title}`
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
