/**
 * The table of exports, from the page to the originals: writes every case, has each Python given read them, and writes
 * what came of it to `exports.md`. It fails where one reading fails.
 *
 *     npm run conformance -- PYTHON [PYTHON …]     (those of venvs with requirements-exports.txt, requirements-exports5.txt)
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main as makeExports } from './makeExports.ts'

interface Outcome {
  readonly versions: string
  readonly rows: readonly Row[]
}

interface Row {
  readonly case: string
  readonly target: string
  readonly reader: string
  readonly text: string
  readonly failed: boolean
}

export async function main(pythons: string[]): Promise<number> {
  if (pythons.length === 0) throw new Error('Expected the path of at least one Python, in a venv of its own.')
  const folder = await mkdtemp(join(tmpdir(), 'exports-'))
  try {
    await makeExports([folder])
    const outcomes: Outcome[] = []
    for (const [index, python] of pythons.entries())
      outcomes.push(await asked(python, folder, join(folder, `${index}.json`)))
    await writeFile('test/reference/exports.md', tableOf(outcomes))
    const failed = outcomes.flatMap(({ rows }) => rows.filter((row) => row.failed))
    console.log(`${failed.length} readings failed; the table is test/reference/exports.md`)
    return failed.length > 0 ? 1 : 0
  } finally {
    await rm(folder, { recursive: true })
  }
}

function asked(python: string, folder: string, json: string): Promise<Outcome> {
  const program = ['test/reference/check_exports.py', folder, '--json', json]
  const env = { ...process.env, HF_HUB_OFFLINE: '1' }
  return new Promise((resolve, reject) => {
    execFile(python, program, { env, maxBuffer: 2 ** 28 }, (error, stdout) => {
      console.log(stdout.trim().split('\n').at(-1))
      // A failed reading ends the program with an error, too, and is in the file all the same.
      readFile(json, 'utf8').then(
        (text) => resolve(JSON.parse(text) as Outcome),
        () => reject(error),
      )
    })
  })
}

function tableOf(outcomes: readonly Outcome[]): string {
  const [first] = outcomes
  const keyOf = (row: Row) => `${row.case} ${row.target} ${row.reader}`
  const told = outcomes.map(({ rows }) => new Map(rows.map((row) => [keyOf(row), row])))
  const lines = (first?.rows ?? []).map((row) => {
    const [network, task, method] = row.case.split('--')
    const cells = told.map((rows) => rows.get(keyOf(row))?.text.replaceAll('|', '\\|').replaceAll('\n', ' ') ?? '')
    return `| ${[network, task, method, row.target, row.reader, ...cells].join(' | ')} |`
  })
  return [
    '# Exports, and what the originals make of them',
    '',
    'Written by `npm run conformance`; README.md beside it says what is compared. A number is the largest difference to',
    'the page’s answers.',
    '',
    ...outcomes.map(({ versions, rows }, index) => {
      return `${index + 1}. ${versions}: ${rows.length} readings, ${rows.filter(({ failed }) => failed).length} failed`
    }),
    '',
    `| network | task | method | target | reader | ${outcomes.map((_, index) => index + 1).join(' | ')} |`,
    `| --- | --- | --- | --- | --- |${' --- |'.repeat(outcomes.length)}`,
    ...lines,
    '',
  ].join('\n')
}
