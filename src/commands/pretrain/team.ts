/**
 * Several threads that train one network: each computes the gradients of its part of a batch, and all add up the sums in
 * the same order, so that every one of them makes the same step and none has to be told its outcome.
 */
import { isMainThread, Worker, workerData } from 'node:worker_threads'

export interface Team {
  /** From 0 on; 0 is the one that keeps the files. */
  readonly rank: number
  readonly size: number
  /** Replaces each value by its sum over the team. */
  add(values: Float32Array): void
}

interface Membership {
  readonly rank: number
  readonly size: number
  readonly buffer: SharedArrayBuffer
}

/** Bytes before the members' values: who has arrived, how often all have, whether one has ended. */
const head = 12
/** A machine that is busy with other things may keep a member waiting for long; one that died never comes. */
const patienceMs = 30 * 60_000

/**
 * In the first thread, starts the others, which run the same command; in one of those, takes its place.
 * @param command as it was given, after the name of the file that runs it
 * @param values numbers that `add` is given
 */
export function joinTeam(size: number, values: number, command: readonly string[]): Team {
  if (!isMainThread) {
    const membership = workerData as Membership
    process.once('exit', () => leave(membership.buffer))
    return memberOf(membership, values)
  }
  if (size === 1) return { rank: 0, size, add: () => {} }
  const buffer = new SharedArrayBuffer(head + 4 * values * size)
  for (let rank = 1; rank < size; rank++) {
    const membership: Membership = { rank, size, buffer }
    const worker = new Worker(process.argv[1] as string, { argv: [...command], workerData: membership })
    worker.unref()
  }
  return memberOf({ rank: 0, size, buffer }, values)
}

/** Wakes those who wait for a member that will not come. */
function leave(buffer: SharedArrayBuffer): void {
  const state = new Int32Array(buffer, 0, 3)
  Atomics.store(state, 2, 1)
  Atomics.notify(state, 1)
}

function memberOf({ rank, size, buffer }: Membership, values: number): Team {
  const state = new Int32Array(buffer, 0, 3)
  const slots = Array.from({ length: size }, (_, at) => new Float32Array(buffer, head + 4 * values * at, values))
  const meet = () => {
    const round = Atomics.load(state, 1)
    if (Atomics.add(state, 0, 1) === size - 1) {
      Atomics.store(state, 0, 0)
      Atomics.add(state, 1, 1)
      Atomics.notify(state, 1)
      return
    }
    while (Atomics.load(state, 1) === round) {
      if (Atomics.load(state, 2) === 1) throw new Error(`One of the ${size} threads has ended; its error stands above.`)
      if (Atomics.wait(state, 1, round, patienceMs) === 'timed-out')
        throw new Error(
          `One of the ${size} threads has not come for ${patienceMs / 60_000} minutes: go on with --resume.`,
        )
    }
  }
  return {
    rank,
    size,
    add(own) {
      if (own.length !== values) throw new Error(`internal: ${own.length} values to add, ${values} expected`)
      ;(slots[rank] as Float32Array).set(own)
      meet()
      own.set(slots[0] as Float32Array)
      for (const slot of slots.slice(1))
        for (let at = 0; at < values; at++) own[at] = (own[at] as number) + (slot[at] as number)
      meet()
    },
  }
}
