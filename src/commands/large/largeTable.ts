/** The table that `npm run large` prints. */
import type { Cancelled, Opened, Watched } from './measureLarge.ts'

export interface LargeRow {
  readonly name: string
  /** Null of a folder. */
  readonly bytes: number | null
  readonly opened: Opened
  /** What will go wrong in training, found once the data stand. */
  readonly checked: Watched
  /** "Look through", until its first examples show. */
  readonly listed: Watched
  /** One example given another class there, until the engine has it. */
  readonly edited: Watched
  /** Milliseconds of the page's longest task meanwhile. */
  readonly editTask: number
  /** Readings that were cancelled under way. */
  readonly cancelled: readonly Cancelled[]
}

const columns: Readonly<Record<string, (row: LargeRow) => string>> = {
  '': ({ name, bytes }) => (bytes === null ? name : `${name}, ${(bytes / 1e9).toFixed(2)} GB`),
  Examples: ({ opened }) => opened.examples.toLocaleString('en'),
  'Opened, s': ({ opened }) => opened.seconds.toFixed(1),
  'Page, MiB': ({ opened }) => opened.peak.page.toFixed(0),
  'All of Chromium, MiB': ({ opened }) => opened.peak.all.toFixed(0),
  'Cancelled within, ms': ({ cancelled }) => most(cancelled.flatMap(({ latency }) => latency ?? [])),
  'Checked, s': ({ checked }) => checked.seconds.toFixed(1),
  'Look through, s': ({ listed }) => listed.seconds.toFixed(1),
  'One edit, s': ({ edited }) => edited.seconds.toFixed(1),
  'Peak meanwhile, MiB': ({ checked, listed, edited }) => most([checked, listed, edited].map(({ peak }) => peak.all)),
  'Longest task, ms': ({ cancelled, editTask }) => most([...cancelled.map(({ longest }) => longest), editTask]),
}

export function largeTable(rows: readonly LargeRow[]): string {
  const heads = Object.keys(columns)
  const cells = rows.map((row) => Object.values(columns).map((cell) => cell(row)))
  return [heads, heads.map((_, at) => (at === 0 ? '---' : '---:')), ...cells]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n')
}

function most(values: readonly number[]): string {
  return values.length === 0 ? '–' : Math.max(...values).toFixed(0)
}
