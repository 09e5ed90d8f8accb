/** What has been measured, kept in a file after each row. */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'

export interface Row {
  readonly data: string
  readonly fingerprint: string
  readonly model: string
  readonly revision: string
  /** Examples of a class to train on; 0 for all. */
  readonly labels: number
  readonly seed: number
  /** A method, or the classifier that it is held against. */
  readonly learner: string
  /** Of the test. */
  readonly accuracy: number
  readonly tested: number
  /** Which epoch was kept, of how many that ran; absent of the classifier. */
  readonly epochs?: readonly [best: number, ran: number]
  /** Where the classifier's C was the best. */
  readonly c?: number
}

export type RowKey = Pick<Row, 'fingerprint' | 'model' | 'revision' | 'labels' | 'seed' | 'learner'>

export interface Rows {
  has(key: RowKey): boolean
  add(row: Row): Promise<void>
  all(): readonly Row[]
}

export async function openRows(path: string): Promise<Rows> {
  const rows = existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as Row[]) : []
  const nameOf = ({ fingerprint, model, revision, labels, seed, learner }: RowKey) =>
    JSON.stringify([fingerprint, model, revision, labels, seed, learner])
  const names = new Set(rows.map(nameOf))
  return {
    has: (key) => names.has(nameOf(key)),
    all: () => rows,
    async add(row) {
      rows.push(row)
      names.add(nameOf(row))
      await writeFile(path, `${JSON.stringify(rows, null, 1)}\n`)
    },
  }
}
