/** The columns of the table as data: what stands in a cell, and what it is sorted by. */
import { runTitle } from '../../store/runTitle.ts'
import { formatBytes, formatSeconds } from '../../ui/format.ts'
import type { RunRow } from './runRows.ts'
import { isTestClosed, scoreText, standingNames, testText, verdictText, whenText } from './runWords.ts'

export interface RunColumn {
  readonly id: string
  readonly label: string
  readonly kind: 'words' | 'number'
  readonly text: (run: RunRow) => string
  /** Null sorts last, whichever way. */
  readonly order: (run: RunRow) => number | string | null
}

export const nameColumn: RunColumn = {
  id: 'name',
  label: 'Run',
  kind: 'words',
  text: ({ recipe }) => runTitle(recipe),
  order: ({ recipe }) => runTitle(recipe),
}

const testColumns: readonly RunColumn[] = [
  {
    id: 'score',
    label: 'Best score',
    kind: 'number',
    text: (run) => scoreText(run, run.validationScore),
    order: ({ validationScore }) => validationScore,
  },
  {
    id: 'test',
    label: 'Test',
    kind: 'number',
    text: testText,
    order: (run) => (isTestClosed(run) ? null : run.testScore),
  },
]

export const usualColumns: readonly RunColumn[] = [
  words('model', 'Model', ({ modelTitle }) => modelTitle),
  words('data', 'Data', ({ recipe }) => recipe.data.name),
  {
    id: 'when',
    label: 'When',
    kind: 'number',
    text: ({ startedAt }) => whenText(startedAt),
    order: ({ startedAt }) => startedAt,
  },
  words('status', 'Status', ({ standing }) => standingNames[standing]),
  {
    id: 'epochs',
    label: 'Epochs',
    kind: 'number',
    text: ({ epochs, recipe }) => (epochs < recipe.epochs ? `${epochs} of ${recipe.epochs}` : String(epochs)),
    order: ({ epochs }) => epochs,
  },
  ...testColumns,
  words('verdict', 'Coach', verdictText),
  {
    id: 'time',
    label: 'Time',
    kind: 'number',
    text: ({ seconds }) => (seconds === null ? '–' : formatSeconds(seconds)),
    order: ({ seconds }) => seconds,
  },
  { id: 'size', label: 'Size', kind: 'number', text: ({ bytes }) => formatBytes(bytes), order: ({ bytes }) => bytes },
  words('tags', 'Tags', ({ tags }) => tags.join(', ')),
]

/** What stands behind the settings in which runs differ. */
export const outcomeColumns: readonly RunColumn[] = [
  words('status', 'Status', ({ standing }) => standingNames[standing]),
  ...testColumns,
]

function words(id: string, label: string, text: (run: RunRow) => string): RunColumn {
  return { id, label, kind: 'words', text, order: (run) => text(run) || null }
}
