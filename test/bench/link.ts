/** How a contender is talked to: in a worker of the page, or in a process of Python. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Page } from 'playwright-core'
import type { Remote } from './contenders/contender.ts'
import type { BenchPage } from './page/page.ts'
import type { ContenderId } from './page/workers.ts'
import { writeWork } from './work/writeWork.ts'

export interface Link {
  call<Name extends keyof Remote>(name: Name, ...values: Parameters<Remote[Name]>): Answer<Name>
  stop(): Promise<void>
}

type Answer<Name extends keyof Remote> = Promise<Awaited<ReturnType<Remote[Name]>>>

declare const bench: BenchPage

export interface Terms {
  readonly threads: number
  /** Seconds that one call to a contender may take. */
  readonly patience: number
}

export async function linkToWorker(page: Page, id: ContenderId, { threads, patience }: Terms): Promise<Link> {
  const worker = await page.evaluate(([which, count]) => bench.start(which, count), [id, threads] as const)
  return {
    async call(name, ...values) {
      const asked = { worker, name, values, patience }
      const answer = page.evaluate(async (given) => {
        const late = new Promise<never>((_, reject) => {
          const message = `no answer to "${given.name}" within ${given.patience} s`
          setTimeout(() => reject(new Error(message)), given.patience * 1000)
        })
        return Promise.race([bench.call(given.worker, given.name, given.values as never), late])
      }, asked)
      return (await answer) as never
    },
    stop: () => page.evaluate((which) => bench.stop(which), worker),
  }
}

export async function linkToPython(python: string): Promise<Link> {
  const script = join(import.meta.dirname, 'native.py')
  const process = spawn(python, [script], { stdio: ['pipe', 'pipe', 'pipe'] })
  const folder = await mkdtemp(join(tmpdir(), 'thaw-bench-native-'))
  const ask = answering(process)
  return {
    async call(name, ...values) {
      if (name !== 'prepare') return (await ask(name, values)) as never
      const [job] = values as Parameters<Remote['prepare']>
      await writeWork(job, folder)
      return (await ask(name, [{ ...job, folder }])) as never
    },
    async stop() {
      process.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** One line out, one line back. */
function answering(process: ChildProcess): (name: string, values: readonly unknown[]) => Promise<unknown> {
  const { stdin, stdout, stderr } = process
  if (!stdin || !stdout || !stderr) throw new Error('internal: Python was started without pipes')
  let [said, waiting] = ['', [] as { resolve: (line: string) => void; reject: (error: Error) => void }[]]
  stderr.on('data', (text) => {
    said = (said + text).slice(-2000)
  })
  const fail = (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error)
  }
  process.on('error', fail)
  process.on('exit', (code) => fail(new Error(`Python ended (${code}). ${said.trim().split('\n').at(-1) ?? ''}`)))
  createInterface(stdout).on('line', (line) => waiting.shift()?.resolve(line))
  stdin.on('error', fail)
  return async (name, values) => {
    const line = await new Promise<string>((resolve, reject) => {
      waiting = [...waiting, { resolve, reject }]
      stdin.write(`${JSON.stringify({ name, values })}\n`)
    })
    const { result, error } = JSON.parse(line) as { result?: unknown; error?: string }
    if (error !== undefined) throw new Error(error)
    return result
  }
}
