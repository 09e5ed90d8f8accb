/**
 * Threads that share a job. A job is cut into pieces, and the work counter says how many are left (its lower 16 bits)
 * and which job they belong to (its upper 16 bits). A thread that lowers the counter by one does that piece; because the
 * job's number is part of the value that is compared, no piece is done twice, and none of a job that is over. A thread
 * that has not started yet, or sleeps too long, is not waited for: only pieces that a thread took are.
 */
import { run } from './run'

/*
 * Bytes of the control block: 0 the work counter, 64 the pieces done, 128 on: kernel, arguments, chunks, chunks of a
 * piece, scratch, bytes of scratch for each thread; 192 the pieces that helpers took. A thread may rely on what is from
 * 128 to 191 only while it holds a piece.
 */

/** How often an idle thread reads the counter before it sleeps, some 200 µs: a step's kernels follow each other closely. */
const patience: i32 = 80_000

/** A helper's whole life. Thread 0 is the caller, which is no helper. */
export function help(control: usize, thread: i32): void {
  if (ASC_FEATURE_THREADS) {
    let idle = 0
    while (true) {
      const counter = atomic.load<i32>(control)
      if (counter & 0xffff) {
        takePiece(control, counter, thread)
        idle = 0
      } else if (++idle > patience) {
        atomic.wait<i32>(control, counter, -1)
        idle = 0
      }
    }
  }
}

/** The caller's part: takes pieces until there are none, then waits until those of the others are done. */
export function finish(control: usize, pieces: i32): void {
  if (ASC_FEATURE_THREADS) {
    while (true) {
      const counter = atomic.load<i32>(control)
      if ((counter & 0xffff) === 0) break
      takePiece(control, counter, 0)
    }
    let idle = 0
    while (true) {
      const done = atomic.load<i32>(control + 64)
      if (done === pieces) return
      if (++idle > patience) atomic.wait<i32>(control + 64, done, -1)
    }
  }
}

function takePiece(control: usize, counter: i32, thread: i32): void {
  if (atomic.cmpxchg<i32>(control, counter, counter - 1) !== counter) return
  const each = load<i32>(control, 140)
  const begin = ((counter & 0xffff) - 1) * each
  const end = min(begin + each, load<i32>(control, 136))
  const scratch = load<usize>(control, 144) + thread * load<usize>(control, 148)
  run(load<i32>(control, 128), load<usize>(control, 132), begin, end, scratch)
  atomic.add<i32>(control + 64, 1)
  if (thread === 0) return
  atomic.add<i32>(control + 192, 1)
  atomic.notify(control + 64, 1)
}
