/**
 * The table of exports, from the page to the originals: writes every case, has each Python given read them, onnxruntime
 * run the graphs, then transformers.js in Node, and writes what came of it to `exports.md`. It fails where one reading
 * fails.
 *
 *     npm run conformance -- PYTHON [PYTHON …] --onnx PYTHON
 *
 * The first are those of venvs with requirements-exports.txt and requirements-exports5.txt, the last of one with
 * requirements-onnx.txt.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { groupBy } from '../../src/engine/data/groupBy.ts'
import { javascriptReadings, type Row } from './javascriptReadings.ts'
import { main as makeExports } from './makeExports.ts'
import { main as makeOnnx } from './makeOnnx.ts'

interface Outcome {
  readonly versions: string
  readonly rows: readonly Row[]
}

export async function main(given: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: given,
    allowPositionals: true,
    options: { onnx: { type: 'string' } },
  })
  if (positionals.length === 0 || !values.onnx)
    throw new Error('Expected the path of at least one Python, and --onnx with another, each in a venv of its own.')
  const folder = await mkdtemp(join(tmpdir(), 'exports-'))
  const [exported, graphs] = [join(folder, 'exports'), join(folder, 'onnx')]
  try {
    const outcomes: Outcome[] = []
    await makeExports([exported])
    for (const [index, python] of positionals.entries())
      outcomes.push(await asked(python, ['check_exports.py', exported], join(folder, `${index}.json`)))
    await makeOnnx([graphs])
    outcomes.push(await asked(values.onnx, ['check_onnx.py', graphs], join(folder, 'onnx.json')))
    outcomes.push(await javascriptReadings([]))
    await writeFile('test/reference/exports.md', tableOf(outcomes))
    const failed = outcomes.flatMap(({ rows }) => rows.filter((row) => row.failed))
    console.log(`${failed.length} readings failed; the table is test/reference/exports.md`)
    return failed.length > 0 ? 1 : 0
  } finally {
    await rm(folder, { recursive: true })
  }
}

function asked(python: string, [script = '', folder = '']: readonly string[], json: string): Promise<Outcome> {
  const program = [`test/reference/${script}`, folder, '--json', json]
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
  const keyOf = (row: Row) => `${row.case} ${row.target} ${row.reader}`
  const told = outcomes.map(({ rows }) => new Map(rows.map((row) => [keyOf(row), row])))
  // Each reading once, those of one case side by side.
  const all = new Map(outcomes.flatMap(({ rows }) => rows.map((row) => [keyOf(row), row] as const)))
  const cases = groupBy([...all.values()], (row) => row.case)
  const lines = [...cases.values()].flat().map((row) => {
    const [network, task, method] = row.case.split('--')
    const cells = told.map((rows) => rows.get(keyOf(row))?.text.replaceAll('|', '\\|').replaceAll('\n', ' ') ?? '')
    return `| ${[network, task, method, row.target, row.reader, ...cells].join(' | ')} |`
  })
  return [
    '# Exports, and what the originals make of them',
    '',
    'Written by `npm run conformance`; README.md beside it says what is compared. A number is the largest difference to',
    'the page’s answers. What llama.cpp makes of GGUF stands in gguf.md, which `check_gguf.py` writes.',
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
