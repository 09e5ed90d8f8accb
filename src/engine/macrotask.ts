/** Lets messages in where that was last done at least so long ago. */
export function breathing(everyMs: number): () => Promise<void> {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < everyMs) return
    await macrotask()
    last = performance.now()
  }
}

/** Lets messages in: resolves after the event loop has turned once. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
