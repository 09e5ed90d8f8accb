/** Counts what WebGPU is asked to do, for the bench and the tests; nothing is wrapped while nobody counts. */

export interface Counts {
  readonly dispatches: number
  readonly submits: number
  /** Of new buffers; those that tfjs uses again cost nothing. */
  readonly bytesAllocated: number
  /** Buffers mapped for reading. */
  readonly readBacks: number
  /** Buffers written from the host, uniforms above all. */
  readonly writes: number
}

/** All devices of this thread, from now until `stop`; `read` gives the counts since the last `read`. */
export function countWork(): { read(): Counts; stop(): void } {
  let counts = none()
  const restore = [
    spy(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => counts.dispatches++),
    spy(GPUQueue.prototype, 'submit', () => counts.submits++),
    spy(GPUQueue.prototype, 'writeBuffer', () => counts.writes++),
    spy(GPUDevice.prototype, 'createBuffer', ([descriptor]) => {
      counts.bytesAllocated += (descriptor as GPUBufferDescriptor).size
    }),
    spy(GPUBuffer.prototype, 'mapAsync', ([mode]) => {
      if (mode === GPUMapMode.READ) counts.readBacks++
    }),
  ]
  return {
    read() {
      const now = counts
      counts = none()
      return now
    },
    stop() {
      for (const undo of restore) undo()
    },
  }
}

function none() {
  return { dispatches: 0, submits: 0, bytesAllocated: 0, readBacks: 0, writes: 0 }
}

/** Calls `see` with the arguments of each call of the method; the function returned ends it. */
function spy(owner: object, name: string, see: (given: readonly unknown[]) => void): () => void {
  const methods = owner as Record<string, (...given: unknown[]) => unknown>
  const original = methods[name]
  if (!original) throw new Error(`internal: nothing to count by the name ${name}`)
  methods[name] = function (this: unknown, ...given: unknown[]) {
    see(given)
    return original.apply(this, given)
  }
  return () => {
    methods[name] = original
  }
}
