/**
 * Counts what any contender asks of the GPU and of WebAssembly, by wrapping the platform's own methods. Import it first,
 * before any library: the worker's name says how many threads all libraries are to see.
 */
import type { Counts, Memory } from './contender.ts'

const counts = { dispatches: 0, submits: 0, bufferBytes: 0, boundBytes: 0, readBacks: 0 }
let [gpuBytes, gpuPeak] = [0, 0]
let queue: GPUQueue | null = null
const heaps = new Set<WebAssembly.Memory>()

export function countsNow(): Counts {
  return { ...counts }
}

export function countsSince(before: Counts): Counts {
  return {
    dispatches: counts.dispatches - before.dispatches,
    submits: counts.submits - before.submits,
    bufferBytes: counts.bufferBytes - before.bufferBytes,
    boundBytes: counts.boundBytes - before.boundBytes,
    readBacks: counts.readBacks - before.readBacks,
  }
}

export function memoryNow(): Omit<Memory, 'tensorBytes'> {
  const wasmBytes = [...heaps].reduce((sum, heap) => sum + heap.buffer.byteLength, 0)
  return { wasmBytes, gpuPeakBytes: gpuPeak }
}

/** Resolves when the GPU has done all that was submitted. */
export async function settled(): Promise<void> {
  await queue?.onSubmittedWorkDone()
}

limitThreads(Number(self.name) || 1)
if ('gpu' in navigator) watchGpu()
watchHeaps()

/** tfjs, jax-js and the studio all take as many threads as the machine has cores. */
function limitThreads(threads: number): void {
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: threads })
}

function watchGpu(): void {
  const pass = GPUComputePassEncoder.prototype
  const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = pass
  const bound = watchBindings()
  pass.dispatchWorkgroups = function (...values) {
    counts.dispatches++
    counts.boundBytes += bound(this)
    return dispatchWorkgroups.apply(this, values)
  }
  pass.dispatchWorkgroupsIndirect = function (...values) {
    counts.dispatches++
    counts.boundBytes += bound(this)
    return dispatchWorkgroupsIndirect.apply(this, values)
  }
  const { submit } = GPUQueue.prototype
  GPUQueue.prototype.submit = function (...values) {
    counts.submits++
    queue = this
    return submit.apply(this, values)
  }
  watchBuffers()
}

/** Answers with the bytes of storage that a pass has bound, in its first group; all contenders have no other. */
function watchBindings(): (pass: GPUComputePassEncoder) => number {
  const bytes = new WeakMap<GPUBindGroup, number>()
  const current = new WeakMap<GPUComputePassEncoder, number>()
  const { createBindGroup } = GPUDevice.prototype
  GPUDevice.prototype.createBindGroup = function (descriptor) {
    const group = createBindGroup.call(this, descriptor)
    bytes.set(
      group,
      [...descriptor.entries].reduce((sum, { resource }) => sum + storageBytes(resource), 0),
    )
    return group
  }
  const { setBindGroup } = GPUComputePassEncoder.prototype as { setBindGroup(...given: unknown[]): undefined }
  GPUComputePassEncoder.prototype.setBindGroup = function (this: GPUComputePassEncoder, ...given: unknown[]) {
    if (given[0] === 0) current.set(this, bytes.get(given[1] as GPUBindGroup) ?? 0)
    return setBindGroup.apply(this, given)
  }
  return (pass) => current.get(pass) ?? 0
}

function storageBytes(resource: GPUBindingResource): number {
  const [buffer, size] = 'buffer' in resource ? [resource.buffer, resource.size] : [resource, undefined]
  if (!(buffer instanceof GPUBuffer) || !(buffer.usage & GPUBufferUsage.STORAGE)) return 0
  return size ?? buffer.size
}

function watchBuffers(): void {
  const sizes = new WeakMap<GPUBuffer, number>()
  const { createBuffer } = GPUDevice.prototype
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor)
    counts.bufferBytes += descriptor.size
    sizes.set(buffer, descriptor.size)
    gpuBytes += descriptor.size
    gpuPeak = Math.max(gpuPeak, gpuBytes)
    return buffer
  }
  const { mapAsync, destroy } = GPUBuffer.prototype
  GPUBuffer.prototype.mapAsync = function (...values) {
    if (values[0] === GPUMapMode.READ) counts.readBacks++
    return mapAsync.apply(this, values)
  }
  GPUBuffer.prototype.destroy = function () {
    gpuBytes -= sizes.get(this) ?? 0
    sizes.delete(this)
    return destroy.call(this)
  }
}

/** Heaps that are made, and those that modules export. */
function watchHeaps(): void {
  const { Memory: Original } = WebAssembly
  WebAssembly.Memory = new Proxy(Original, {
    construct(target, values, newTarget) {
      const heap = Reflect.construct(target, values, newTarget) as WebAssembly.Memory
      heaps.add(heap)
      return heap
    },
  })
  const { Instance } = WebAssembly
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, values, newTarget) {
      const instance = Reflect.construct(target, values, newTarget) as WebAssembly.Instance
      addExported(instance)
      return instance
    },
  })
  const { instantiate, instantiateStreaming } = WebAssembly
  const seen = async (result: Promise<unknown>) => {
    const made = (await result) as WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource
    addExported('instance' in made ? made.instance : made)
    return made
  }
  Object.assign(WebAssembly, {
    instantiate: (...values: Parameters<typeof instantiate>) => seen(instantiate.apply(WebAssembly, values)),
    instantiateStreaming: (...values: Parameters<typeof instantiateStreaming>) =>
      seen(instantiateStreaming.apply(WebAssembly, values)),
  })
}

function addExported({ exports }: WebAssembly.Instance): void {
  for (const value of Object.values(exports)) if (value instanceof WebAssembly.Memory) heaps.add(value)
}
