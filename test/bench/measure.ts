/**
 * Measures one row of the bench: every contender is started in a worker of its own, its first losses are held to ours,
 * and then all take turns, A B A B, each warm; what counts is the median of its turns.
 */
import type { BackendId } from '../../src/shared/catalog/backends.ts'
import type { Counts, Memory, Remote } from './contenders/contender.ts'
import type { Link } from './link.ts'
import type { ContenderId } from './page/workers.ts'
import type { Job } from './work/job.ts'

/** A worker of the page, or PyTorch. */
export type EntrantId = ContenderId | 'native'

export interface Entrant {
  /** As the table names it. */
  readonly name: string
  readonly id: EntrantId
  /** Where it is given something else than the row's job. */
  readonly job?: Partial<Job>
}

export interface Row {
  readonly label: string
  readonly job: Job
  /** Ours first: its losses are what others are held to. */
  readonly entrants: readonly Entrant[]
  /** Steps of a turn; absent: as many as take the time of a turn. */
  readonly turnSteps?: number
}

export interface Setting {
  readonly backend: BackendId
  readonly threads: number
  readonly turns: number
  /** That a turn should take at least, in milliseconds. */
  readonly turnMs: number
  /** Starts a contender; null where this machine has none of the kind. */
  readonly link: (id: EntrantId) => Promise<Link | null>
  /** Hears what is under way. */
  readonly tell: (what: string) => void
}

export interface Measured {
  readonly name: string
  readonly contender: EntrantId
  /** What it computes on, in words. */
  readonly device: string
  readonly parameters: number
  readonly trained: number
  /** Median over the turns. */
  readonly stepMs: number
  readonly turnsMs: readonly number[]
  readonly examplesPerSecond: number
  readonly firstStepMs: number
  /** Of as many steps as there are batches: whatever is prepared or kept is made then. */
  readonly firstEpochMs: number
  readonly nextEpochMs: number
  readonly firstLosses: readonly number[]
  readonly memory: Memory
  /** Of the GPU, a step. */
  readonly counts: Counts
  readonly remark: string
}

export interface Refused {
  readonly name: string
  readonly contender: EntrantId
  readonly cannot: string
}

export interface RowResult {
  readonly label: string
  readonly job: Job
  readonly entrants: readonly (Measured | Refused)[]
}

/**
 * Relative, over the first steps. Orders of summation differ between libraries, and Adam's first steps turn on the sign
 * of gradients that are nearly zero.
 */
const lossTolerance = 2e-3
/** Networks that are only alike begin at the same entropy. */
const alikeTolerance = 0.05
const checkedSteps = 3
const mostSteps = 400

export async function measureRow(row: Row, setting: Setting): Promise<RowResult> {
  const started: (Started | Refused)[] = []
  try {
    for (const entrant of row.entrants) {
      const link = await setting.link(entrant.id)
      setting.tell(`${row.label}: first steps of ${entrant.name}`)
      if (link) started.push(await start(link, row, entrant, setting))
    }
    const checked = holdToFirst(started)
    const turns = await takeTurns(row, checked.filter(isStarted), setting)
    const entrants: (Measured | Refused)[] = []
    for (const each of checked)
      entrants.push(isStarted(each) ? await summary(row, each, turns.get(each) ?? [], setting) : each)
    return { label: row.label, job: row.job, entrants }
  } finally {
    for (const each of started) if (isStarted(each)) await each.link.stop()
  }
}

interface Started {
  readonly entrant: Entrant
  readonly link: Link
  readonly device: string
  readonly built: Awaited<ReturnType<Remote['prepare']>>
  readonly firstStepMs: number
  /** Of as many steps as there are batches, the first one with all that it prepares. */
  firstEpochMs: number
  readonly losses: readonly number[]
}

export function isStarted<T extends object>(each: T): each is Exclude<T, Refused> {
  return !('cannot' in each)
}

async function start(link: Link, row: Row, entrant: Entrant, setting: Setting): Promise<Started | Refused> {
  const { name, id } = entrant
  try {
    const device = await link.call('open', setting.backend, setting.threads)
    const built = await link.call('prepare', { ...row.job, ...entrant.job })
    const first = await link.call('run', 1)
    const next = await link.call('run', checkedSteps - 1)
    return {
      entrant,
      link,
      device,
      built,
      firstStepMs: first.ms,
      firstEpochMs: first.ms + next.ms,
      losses: [...first.losses, ...next.losses],
    }
  } catch (error) {
    await link.stop()
    return { name, contender: id, cannot: reasonOf(error) }
  }
}

/** A contender whose losses are others is not timed: it does other work. */
function holdToFirst(started: readonly (Started | Refused)[]): (Started | Refused)[] {
  const truth = started.find(isStarted)
  return started.map((each) => {
    if (!isStarted(each) || !truth) return each
    const tolerance = each.built.differs ? alikeTolerance : lossTolerance
    const compared = each.built.differs ? 1 : checkedSteps
    const off = Math.max(...truth.losses.slice(0, compared).map((loss, at) => relative(each.losses[at], loss)))
    if (off <= tolerance) return each
    const cannot = `losses differ by ${off.toExponential(1)}: ${digits(each.losses)} beside ${digits(truth.losses)}`
    return { name: each.entrant.name, contender: each.entrant.id, cannot }
  })
}

function relative(value: number | undefined, truth: number): number {
  return value === undefined || !Number.isFinite(value) ? Number.POSITIVE_INFINITY : Math.abs(value - truth) / truth
}

function digits(losses: readonly number[]): string {
  return losses.map((loss) => loss.toPrecision(5)).join(', ')
}

/** Milliseconds a step, turn by turn. */
async function takeTurns(
  { job, turnSteps }: Row,
  contenders: readonly Started[],
  { turns, turnMs, tell }: Setting,
): Promise<ReadonlyMap<Started, number[]>> {
  const taken = new Map<Started, number[]>(contenders.map((each) => [each, []]))
  const steps = new Map<Started, number>()
  for (const each of contenders) {
    tell(`first epoch of ${each.entrant.name}`)
    // Whatever is kept has been computed once all batches were met.
    const rest = await each.link.call('run', Math.max(1, job.batches - checkedSteps))
    each.firstEpochMs += rest.ms
    const warm = await each.link.call('run', 1)
    steps.set(each, turnSteps ?? Math.min(mostSteps, Math.max(1, Math.ceil(turnMs / warm.ms))))
  }
  for (let turn = 0; turn < turns; turn++)
    for (const each of contenders) {
      tell(`turn ${turn + 1} of ${turns}: ${each.entrant.name}`)
      const { ms, steps: made } = await each.link.call('run', steps.get(each) ?? 1)
      taken.get(each)?.push(ms / made)
    }
  return taken
}

/** Steps over which a GPU's work is counted: losses are read back once in several. */
const countedSteps = 20
/** Who is slower is counted over a single step, of which it reads back the loss. */
const slowMs = 3000

async function countsOf({ link }: Started, stepMs: number, { backend }: Setting): Promise<Counts> {
  const none = { dispatches: 0, submits: 0, bufferBytes: 0, boundBytes: 0, readBacks: 0 }
  if (backend !== 'webgpu') return none
  const { counts, steps } = await link.call('run', stepMs > slowMs ? 1 : countedSteps)
  const { dispatches, submits, bufferBytes, boundBytes, readBacks } = counts
  return {
    dispatches: dispatches / steps,
    submits: submits / steps,
    bufferBytes: bufferBytes / steps,
    boundBytes: boundBytes / steps,
    readBacks: readBacks / steps,
  }
}

async function summary(
  { job }: Row,
  started: Started,
  turnsMs: readonly number[],
  setting: Setting,
): Promise<Measured> {
  const { entrant, link, device, built, firstStepMs, firstEpochMs, losses } = started
  const stepMs = median(turnsMs)
  return {
    name: entrant.name,
    contender: entrant.id,
    device,
    parameters: built.parameters,
    trained: built.trained,
    stepMs,
    turnsMs,
    examplesPerSecond: (1000 * job.batch) / stepMs,
    firstStepMs,
    firstEpochMs,
    nextEpochMs: stepMs * job.batches,
    firstLosses: losses,
    memory: await link.call('memory'),
    counts: await countsOf(started, stepMs, setting),
    remark: built.differs ?? '',
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return (text.replace(/^page\.evaluate: /, '').split('\n')[0] ?? '').slice(0, 200)
}
