/** A row of the table that `npm run cases` prints, in Markdown. */
import type { BroughtData, ShownReading, StudioRefusal } from '../studioPage.ts'

export type CaseOutcome = (BroughtData & ShownReading) | StudioRefusal

export const casesHeader = `| case | task | examples | answers | columns | left out | told |
| --- | --- | --- | --- | --- | --- | --- |`

export function caseRow(name: string, outcome: CaseOutcome): string {
  return `| ${cellsOf(name, outcome).map(escaped).join(' | ')} |`
}

function cellsOf(name: string, outcome: CaseOutcome): readonly string[] {
  if ('code' in outcome)
    return [name, 'refused', '', '', '', '', `${outcome.code}: ${outcome.message} ${outcome.advice}`]
  const { task, examples, answers, columns, leftOut, told, asked } = outcome
  const questions = asked.map(
    ({ ask, answers: offered }) => `${ask} (${offered.map(({ settings }) => settings).join(', ')})`,
  )
  const roles = Object.entries(columns).map(([role, column]) => `${role}: ${column}`)
  return [
    name,
    task,
    String(examples),
    answers.join(', '),
    roles.join(', '),
    leftOut,
    [...told, ...questions].join(' '),
  ]
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim()
}
