/**
 * Threads that share a job. Whoever takes a ticket does its chunks; a ticket holds the number of those left (16 bits)
 * and the number of the job (16 bits), so that none is taken twice or for a job that is over. A thread that is not
 * there yet, or sleeps too long, is not waited for: only tickets that were taken are.
 */
import { run } from './run'

/*
 * Bytes of the control block: 0 the ticket, 64 the tickets done, 128 on: kernel, arguments, chunks, chunks of a ticket,
 * scratch, bytes of scratch for each thread; 192 the tickets that helpers took. What is from 128 to 191 is true for
 * those who hold a ticket.
 */

/** How often an idle thread looks for a ticket before it sleeps, some 200 µs: a step's kernels follow each other closely. */
const patience: i32 = 80_000

/** A helper's whole life. Number 0 is the caller, who is no helper. */
export function serve(control: usize, thread: i32): void {
  if (ASC_FEATURE_THREADS) {
    let idle = 0
    while (true) {
      const ticket = atomic.load<i32>(control)
      if (ticket & 0xffff) {
        take(control, ticket, thread)
        idle = 0
      } else if (++idle > patience) {
        atomic.wait<i32>(control, ticket, -1)
        idle = 0
      }
    }
  }
}

/** The caller's part: takes tickets until there are none, then waits until those of the others are done. */
export function conduct(control: usize, tickets: i32): void {
  if (ASC_FEATURE_THREADS) {
    while (true) {
      const ticket = atomic.load<i32>(control)
      if ((ticket & 0xffff) === 0) break
      take(control, ticket, 0)
    }
    let idle = 0
    while (true) {
      const done = atomic.load<i32>(control + 64)
      if (done === tickets) return
      if (++idle > patience) atomic.wait<i32>(control + 64, done, -1)
    }
  }
}

function take(control: usize, ticket: i32, thread: i32): void {
  if (atomic.cmpxchg<i32>(control, ticket, ticket - 1) !== ticket) return
  const each = load<i32>(control, 140)
  const begin = ((ticket & 0xffff) - 1) * each
  const end = min(begin + each, load<i32>(control, 136))
  const scratch = load<usize>(control, 144) + thread * load<usize>(control, 148)
  run(load<i32>(control, 128), load<usize>(control, 132), begin, end, scratch)
  atomic.add<i32>(control + 64, 1)
  if (thread === 0) return
  atomic.add<i32>(control + 192, 1)
  atomic.notify(control + 64, 1)
}
