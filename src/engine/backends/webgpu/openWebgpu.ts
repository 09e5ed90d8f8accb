/**
 * tfjs's WebGPU backend on a device of our own: with all the adapter's limits (a default binding of 128 MiB is too small
 * for GPT-2's embedding), work submitted once a step, and memory that is used again within a step.
 */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { calibrate } from './calibrate.ts'
import { completeWebgpu } from './completeWebgpu.ts'
import { askedFeatures, provenFeatures } from './features.ts'
import { internals } from './program.ts'
import { tune } from './tuning.ts'

/** Registers the backend with tfjs, in place of tfjs's own; a second call leaves one whose device lives as it is. */
export async function openWebgpu(adapter: GPUAdapter): Promise<void> {
  completeWebgpu()
  tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', mostDispatches)
  if (registered && !registered.lost) return
  const device = await adapter.requestDevice({
    requiredFeatures: features.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]])),
  })
  const state = { lost: false }
  void device.lost.then(() => {
    state.lost = true
  })
  const backend = new StepBackend(device, adapter.info)
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu')
  tf.registerBackend('webgpu', () => backend, priority)
  registered = state
  tune(backend, { ...(await calibrate(backend)), ...(await provenFeatures(backend)) })
}

let registered: { readonly lost: boolean } | null = null

/** tfjs submits every 15 dispatches. A step has a few hundred and ends with `submitWork`; what never ends submits here. */
const mostDispatches = 2048

/** As tfjs registers its own. */
const priority = 3

const features: readonly GPUFeatureName[] = ['timestamp-query', 'bgra8unorm-storage', ...askedFeatures]

const limits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const

/**
 * tfjs keeps the memory of a disposed tensor until the commands that use it are submitted, so that a step submitted at
 * once would need the sum of all its intermediate values. That is only needed for what the host writes: commands of
 * one encoder run in order, so that a later one may have the buffer at once. tfjs fills a buffer that is used again by
 * a copy in the encoder too.
 *
 * WebGPU throws nothing where a buffer cannot be had or bound: the commands are dropped, and zeros are read. So sizes are
 * held to the device's limits beforehand, in words that training takes for a want of memory (train/outOfMemory), and
 * a fault that the device reports meets whoever reads next.
 */
class StepBackend extends WebGPUBackend {
  #fault: string | null = null

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    super(device, info)
    device.addEventListener('uncapturederror', ({ error }) => {
      const kind = error instanceof GPUOutOfMemoryError ? 'Out of memory on the graphics device: ' : ''
      this.#fault ??= `${kind}${error.message}`
    })
  }

  override disposeData(dataId: object, force = false): boolean {
    const { tensorMap, commandQueueOwnedIds } = internals(this)
    const inBuffer = tensorMap.has(dataId) && tensorMap.get(dataId).resource instanceof GPUBuffer
    if (inBuffer && (force || this.refCount(dataId) <= 1)) commandQueueOwnedIds.delete(dataId)
    return super.disposeData(dataId, force)
  }

  override uploadToGPU(dataId: object): void {
    const { resource, shape } = internals(this).tensorMap.get(dataId)
    // Values of all types that the engine has take four bytes here.
    const bytes = resource ? 0 : 4 * tf.util.sizeFromShape([...shape])
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize)
    if (bytes > most) throw new Error(`A buffer size of ${bytes} bytes exceeds the ${most} that this adapter binds.`)
    super.uploadToGPU(dataId)
  }

  override async read(dataId: object): Promise<tf.backend_util.BackendValues> {
    const values = await super.read(dataId)
    const fault = this.#fault
    this.#fault = null
    if (fault !== null) throw new Error(fault)
    return values
  }
}
