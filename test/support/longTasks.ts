/**
 * Main-thread tasks that a person would feel. Read from a trace, which counts every task of the page's main thread;
 * the page's own PerformanceObserver rounds and leaves some out.
 */
import type { CDPSession, Page } from 'playwright-core'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds from begin to end, and those of them that the thread had a processor. */
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** Milliseconds. `wall` also counts the time for which other processes held the processor; `own` does not. */
export interface Task {
  readonly wall: number
  readonly own: number
}

/** Records while `work` runs; answers with every task of the page's main thread, the longest first. */
export async function mainThreadTasks(page: Page, work: () => Promise<void>): Promise<Task[]> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: ['toplevel', '__metadata'], excludedCategories: ['*'] },
    transferMode: 'ReportEvents',
  })
  await work()
  await endTrace(session)
  return tasksOf(events)
}

async function endTrace(session: CDPSession): Promise<void> {
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.end')
  await complete
  await session.detach()
}

/** Only the renderer's main thread is named CrRendererMain; tasks are its outermost events. */
function tasksOf(events: readonly TraceEvent[]): Task[] {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const isMain = ({ pid, tid }: TraceEvent) => mains.some((main) => main.pid === pid && main.tid === tid)
  return events
    .filter((event) => event.ph === 'X' && event.name === 'ThreadControllerImpl::RunTask' && isMain(event))
    .map(({ dur = 0, tdur = dur }) => ({ wall: dur / 1000, own: tdur / 1000 }))
    .sort((a, b) => b.wall - a.wall)
}

/** Milliseconds that `yardstick` takes on the processor by which the tests' limits were found, with nothing beside it. */
const yardstickMs = 12

/**
 * How many times slower than that processor the page's main thread computes at the moment, at least 1: two threads of one
 * core share what it can do, and a machine may be shared with others.
 */
export async function slowness(page: Page): Promise<number> {
  const took = await page.evaluate(yardstick)
  return Math.max(1, took / yardstickMs)
}

/** Median of some turns, after some in which it is compiled. In the page. */
async function yardstick(): Promise<number> {
  const times: number[] = []
  for (let turn = -10; turn < 15; turn++) {
    const start = performance.now()
    const words: Record<string, number> = {}
    for (let at = 0; at < 40_000; at++) words[`word ${at % 997}`] = (words[`word ${at % 991}`] ?? 0) + at
    if (turn >= 0) times.push(performance.now() - start)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return times.sort((a, b) => a - b)[times.length >> 1] as number
}
