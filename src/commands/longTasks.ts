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
  /** Microseconds: when it began. */
  readonly ts: number
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

export interface Tasks {
  /** Tasks of the page's main thread that took some milliseconds, but the yardstick's, the longest first. */
  readonly tasks: readonly Task[]
  /**
   * How many times slower than the processor by which the tests' limits were found the main thread computed, at least 1:
   * threads share a core, and neighbours its caches. 0 where no yardstick was laid, or found.
   */
  readonly slower: number
}

/** Records while `work` runs. */
export async function mainThreadTasks(page: Page, work: () => Promise<void>): Promise<Tasks> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value as unknown as TraceEvent[]) if (isTold(event)) events.push(event)
  })
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: ['toplevel', 'blink.user_timing', '__metadata'], excludedCategories: ['*'] },
    transferMode: 'ReportEvents',
  })
  await work()
  await endTrace(session)
  return readTrace(events)
}

/** Of the many tasks of a minute most take microseconds. */
function isTold({ name, dur = 0 }: TraceEvent): boolean {
  return name !== taskName || dur >= 2000
}

const taskName = 'ThreadControllerImpl::RunTask'

async function endTrace(session: CDPSession): Promise<void> {
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.end')
  await complete
  await session.detach()
}

/** Only the renderer's main thread is named CrRendererMain; tasks are its outermost events. */
function readTrace(events: readonly TraceEvent[]): Tasks {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const ofMain = events.filter(({ pid, tid }) => mains.some((main) => main.pid === pid && main.tid === tid))
  const outermost = ofMain.filter(({ ph, name }) => ph === 'X' && name === taskName)
  const marks = ofMain.filter(({ name }) => name === turnMark)
  const holds = (task: TraceEvent, { pid, tid, ts }: TraceEvent) =>
    task.pid === pid && task.tid === tid && task.ts <= ts && ts <= task.ts + (task.dur ?? 0)
  const turns = outermost.filter((task) => marks.some((mark) => holds(task, mark)))
  return {
    tasks: outermost
      .filter((task) => !turns.includes(task))
      .map(lengthsOf)
      .sort((a, b) => b.wall - a.wall),
    slower: turns.length > 0 ? Math.max(1, median(turns.map((turn) => lengthsOf(turn).own)) / turnMs) : 0,
  }
}

function lengthsOf({ dur = 0, tdur = dur }: TraceEvent): Task {
  return { wall: dur / 1000, own: tdur / 1000 }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

/** Milliseconds that a turn takes on the processor by which the tests' limits were found, with nothing beside it. */
const turnMs = 12

const turnMark = 'yardstick'

/** Lets the page compute the same for some turns, after some in which that is compiled. */
export async function layYardstick(page: Page): Promise<void> {
  await page.evaluate(yardstick, turnMark)
}

/** In the page; each turn is a task of its own. */
async function yardstick(mark: string): Promise<void> {
  for (let turn = -10; turn < 15; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    const words: Record<string, number> = {}
    for (let at = 0; at < 40_000; at++) words[`word ${at % 997}`] = (words[`word ${at % 991}`] ?? 0) + at
    if (turn >= 0) performance.mark(mark)
  }
}
