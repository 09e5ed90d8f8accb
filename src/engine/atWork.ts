/**
 * A step of a large network computes for minutes without a turn of the event loop, so that no timer of the engine's goes
 * off, and whoever waits would take it for lost. What runs through a network says from within that it is at work.
 */

/** Milliseconds between two words. */
const everyMs = 1000

let tell: () => void = () => {}
let toldAt = 0

/** Who hears of it: the one listener of this engine. */
export function hearAtWork(listener: () => void): void {
  tell = listener
}

/** Cheap enough for every operation. */
export function atWork(): void {
  const now = performance.now()
  if (now - toldAt < everyMs) return
  toldAt = now
  tell()
}
