/**
 * `npm run bench`: measures the studio's engine beside its peers, in a real Chromium, and prints tables with ratios.
 * Options: --case N (may be repeated), --row TEXT (rows that are called so), --backend wasm|webgpu|cpu, --threads N,
 * --quick, --patience SECONDS (that a contender may take to answer), --python PATH, --json FILE, --assert (exit code 1
 * where a promised ratio is missed).
 */
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import { launchChromium } from '../../src/commands/chromium.ts'
import { serveStudio } from '../../src/commands/serve.ts'
import type { BackendId } from '../../src/shared/catalog/backends.ts'
import type { PartAsked } from './cases/case.ts'
import { cases } from './cases/cases.ts'
import { type Finding, findingLine, isKept } from './cases/finding.ts'
import { nativeRaceTitle, runNativeRace } from './cases/nativeRace.ts'
import { runScaling, scalingTitle } from './cases/scaling.ts'
import { type Link, linkToPython, linkToWorker } from './link.ts'
import { type EntrantId, measureRow, type RowResult, type Setting } from './measure.ts'
import { findingsOf } from './promises.ts'
import { rowTable } from './table.ts'

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly browser: string
  readonly date: string
  readonly backend: BackendId
  readonly threads: number
}

interface CaseResult {
  readonly case: number
  readonly title: string
  readonly rows: readonly RowResult[]
  readonly findings: readonly Finding[]
}

export interface BenchResult {
  readonly machine: Machine
  readonly cases: readonly CaseResult[]
}

const backends: readonly BackendId[] = ['wasm', 'webgpu', 'cpu']
const here = fileURLToPath(new URL('.', import.meta.url))

export async function main(options: string[]): Promise<number> {
  const asked = readOptions(options)
  const folder = await mkdtemp(join(tmpdir(), 'thaw-bench-'))
  try {
    await build({ configFile: join(here, 'vite.config.ts'), logLevel: 'error', build: { outDir: folder } })
    const result = await withPage(folder, asked, (page, machine) => runCases(page, machine, asked))
    if (asked.json) await writeFile(asked.json, `${JSON.stringify(result, null, 2)}\n`)
    return asked.assert && !result.cases.every(({ findings }) => findings.every(isKept)) ? 1 : 0
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Asked {
  readonly numbers: readonly number[]
  readonly backend: BackendId
  readonly threads: number
  /** Seconds. */
  readonly patience: number
  readonly row: string
  readonly quick: boolean
  readonly json: string | undefined
  readonly python: string
  readonly assert: boolean
}

function readOptions(args: string[]): Asked {
  const { values } = parseArgs({
    args,
    options: {
      case: { type: 'string', multiple: true },
      backend: { type: 'string', default: 'wasm' },
      threads: { type: 'string', default: String(Math.min(8, availableParallelism())) },
      patience: { type: 'string', default: '600' },
      row: { type: 'string', default: '' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      assert: { type: 'boolean', default: false },
      python: { type: 'string', default: 'python3' },
    },
  })
  const known = [...Object.keys(cases), ...Object.keys(studies)].map(Number)
  const numbers = values.case?.map(Number) ?? known
  const unknown = numbers.find((number) => !known.includes(number))
  if (unknown !== undefined) throw new Error(`Expected --case to be one of ${known.join(', ')}, received ${unknown}.`)
  const backend = backends.find((each) => each === values.backend)
  if (!backend) throw new Error(`Expected --backend to be one of ${backends.join(', ')}, received "${values.backend}".`)
  return {
    numbers,
    backend,
    threads: countOf('threads', values.threads),
    patience: countOf('patience', values.patience),
    row: values.row,
    quick: values.quick,
    json: values.json,
    python: values.python,
    assert: values.assert,
  }
}

function countOf(name: string, value: string): number {
  const count = Number(value)
  if (Number.isInteger(count) && count >= 1) return count
  throw new Error(`Expected --${name} to be a whole number from 1 up, received "${value}".`)
}

async function withPage<T>(
  folder: string,
  { backend, threads }: Asked,
  use: (page: Page, machine: Machine) => Promise<T>,
): Promise<T> {
  const served = await serveStudio({ folder })
  const browser = await launchChromium({ webgpu: backend === 'webgpu' })
  try {
    const page = await browser.newPage()
    await page.goto(served.url)
    if (!(await page.evaluate(() => crossOriginIsolated))) throw new Error('internal: the page is not isolated')
    const machine: Machine = {
      processor: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      browser: `Chromium ${browser.version()}`,
      date: new Date().toISOString().slice(0, 10),
      backend,
      threads,
    }
    return await use(page, machine)
  } finally {
    await browser.close()
    await served.close()
  }
}

/** On a terminal, one line that is written over; nothing clears it. */
function tell(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what && `  ${what} …`}\r`)
}

function hasTorch(python: string): boolean {
  const { status } = spawnSync(python, ['-c', 'import torch, transformers, peft, numpy'], { stdio: 'ignore' })
  if (status !== 0) console.log(`${python} has no torch, transformers and peft: nothing is compared with PyTorch.`)
  return status === 0
}

async function runCases(
  page: Page,
  machine: Machine,
  { numbers, row: wanted, quick, patience, python }: Asked,
): Promise<BenchResult> {
  const { processor, cores, browser, date, backend, threads } = machine
  console.log(`${processor}, ${cores} cores; ${browser}; ${backend}; ${date}`)
  let native: boolean | null = null
  const link = async (id: EntrantId): Promise<Link | null> => {
    if (id !== 'native') return linkToWorker(page, id, { threads, patience })
    native ??= hasTorch(python)
    return native ? linkToPython(python) : null
  }
  const setting: Setting = { backend, threads, turns: quick ? 3 : 5, turnMs: quick ? 150 : 400, link, tell }
  const results: CaseResult[] = []
  for (const number of numbers) {
    const study = studies[number]
    console.log(`\nCase ${number}: ${study?.title ?? cases[number]?.title}`)
    const rows = study ? [] : await measureRows(number, { backend, quick, wanted, setting })
    const findings = study ? await study.run(setting, { quick, wanted }) : findingsOf(rows, backend)
    for (const finding of findings) console.log(findingLine(finding))
    results.push({ case: number, title: study?.title ?? cases[number]?.title ?? '', rows, findings })
  }
  return { machine, cases: results }
}

/** Cases that are more than rows of contenders. */
const studies: Readonly<
  Record<number, { title: string; run(setting: Setting, asked: PartAsked): Promise<Finding[]> }>
> = {
  5: { title: nativeRaceTitle, run: runNativeRace },
  6: { title: scalingTitle, run: runScaling },
}

interface Measuring {
  readonly backend: BackendId
  readonly quick: boolean
  /** Part of a row's label. */
  readonly wanted: string
  readonly setting: Setting
}

async function measureRows(number: number, { backend, quick, wanted, setting }: Measuring): Promise<RowResult[]> {
  const done: RowResult[] = []
  for (const row of cases[number]?.rows({ backend, quick }) ?? []) {
    if (!row.label.includes(wanted)) continue
    const result = await measureRow(row, setting)
    tell('')
    console.log(rowTable(result, backend))
    done.push(result)
  }
  return done
}
