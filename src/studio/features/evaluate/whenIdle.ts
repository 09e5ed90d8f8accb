/** Calls `slice` in idle moments until it says that it is done; answers with what calls it off. */
export function whenIdle(slice: () => boolean): () => void {
  let over = false
  const turn = () => {
    if (!over && !slice()) next(turn)
  }
  next(turn)
  return () => {
    over = true
  }
}

/** Safari has no idle callback; a timer leaves the page its turns as well. */
function next(turn: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(turn, { timeout: 250 })
  else setTimeout(turn, 4)
}
