/**
 * Runs shaders of our own on tfjs's WebGPU backend: in its command encoder, on its buffers and in its cache of
 * pipelines, so that they stand in order between tfjs's and are prepared with them (prepareShaders). tfjs's own way
 * (`runWebGPUProgram`) has one output for each dispatch and writes a uniform buffer for each; here a dispatch has as
 * many outputs as it needs, and uniforms are kept by what is in them, so that a step like the last one writes none.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { type DataType, env, type TensorInfo, util } from '@tensorflow/tfjs-core'

export type Scalar = 'f32' | 'u32'
/** `vec4<f16>` reads pairs of int32 as they lie; only where the device has half precision. */
export type Element = 'f32' | 'i32' | 'vec4<f32>' | 'vec4<f16>'

export interface Program {
  /** Storage that is read, and storage that is written: names in the code; at most 8 together, the least of any device. */
  readonly inputs: Readonly<Record<string, Element>>
  readonly outputs: Readonly<Record<string, Element>>
  /** In the code `u.name`. */
  readonly uniforms: Readonly<Record<string, Scalar>>
  readonly workgroup: readonly [x: number, y: number]
  /** Whether the code sees `subgroup`, the number of invocations of its subgroup; the device must have subgroups. */
  readonly subgroups?: boolean
  /** Declarations before the entry point. */
  readonly declarations?: string
  /** The entry point's body; it sees `local`, `group` and `groups` (vec3<u32>) and `flat`, this invocation's number. */
  readonly body: string
}

export interface Work {
  /** In the program's order, as are the uniforms and the outputs: shapes of new float32 tensors, or tensors that are there. */
  readonly inputs: readonly TensorInfo[]
  readonly outputs: readonly (readonly number[] | TensorInfo)[]
  readonly uniforms: readonly number[]
  readonly groups: readonly [x: number, y: number, z: number]
}

/**
 * One dispatch. The key names the pipeline: all that the code depends on; sizes that change from batch to batch are
 * uniforms instead. The program is asked for only where its pipeline is not there yet.
 */
export function dispatch(backend: WebGPUBackend, key: string, program: () => Program, work: Work): TensorInfo[] {
  const inputs = work.inputs.map((info) => inFloats(backend, info))
  const outputs = dispatchTyped(backend, key, program, { ...work, inputs })
  for (const [at, info] of inputs.entries()) if (info !== work.inputs[at]) backend.disposeData(info.dataId)
  return outputs
}

/** tfjs casts integers to float32 in name only: the buffer stays one of integers, which our shaders would misread. */
function inFloats(backend: WebGPUBackend, info: TensorInfo): TensorInfo {
  const inName = info.dtype === 'float32' && internals(backend).tensorMap.get(info.dataId).dtype !== 'float32'
  if (!inName) return info
  const [floats] = dispatchTyped(backend, 'ToFloats', () => toFloats, {
    inputs: [info],
    outputs: [info.shape],
    uniforms: [],
    groups: spread(util.sizeFromShape(info.shape), toFloats.workgroup[0]),
  })
  return floats as TensorInfo
}

const toFloats: Program = {
  inputs: { whole: 'i32' },
  outputs: { real: 'f32' },
  uniforms: {},
  workgroup: [64, 1],
  body: 'if (flat < arrayLength(&real)) { real[flat] = f32(whole[flat]); }',
}

function dispatchTyped(backend: WebGPUBackend, key: string, program: () => Program, work: Work): TensorInfo[] {
  const inside = internals(backend)
  const outputs = work.outputs.map((output) =>
    'dataId' in output ? output : backend.makeTensorInfo([...output], 'float32'),
  )
  if ([...outputs, ...work.inputs].some((info) => util.sizeFromShape(info.shape) === 0)) return empty(inside, outputs)
  for (const info of [...work.inputs, ...outputs]) backend.uploadToGPU(info.dataId)
  const known = `thaw ${key}`
  let entry = inside.pipelineCache[known]
  if (!entry) {
    entry = compile(backend, key, program())
    inside.pipelineCache[known] = entry
  }
  if (compileOnly()) return outputs
  if (entry instanceof Promise) throw new Error(`internal: the shader ${key} is still being prepared`)
  const bindings = [...work.inputs, ...outputs].map((info) => inside.tensorMap.get(info.dataId).resource as GPUBuffer)
  const uniforms = work.uniforms.length ? [uniformBuffer(backend, programTypes(entry), work.uniforms)] : []
  const bindGroup = backend.device.createBindGroup({
    layout: entry.getBindGroupLayout(0),
    entries: [...bindings, ...uniforms].map((buffer, binding) => ({ binding, resource: { buffer } })),
  })
  for (const { dataId } of [...work.inputs, ...outputs]) inside.commandQueueOwnedIds.add(dataId)
  record(backend, entry, bindGroup, work.groups)
  return outputs
}

/** Groups of `size` invocations for `count` of them in all, along x and then y; the code sees its number as `flat`. */
export function spread(count: number, size: number): [number, number, number] {
  const groups = Math.max(1, Math.ceil(count / size))
  const rows = Math.ceil(groups / widest)
  return [Math.ceil(groups / rows), rows, 1]
}

/** The least that any device offers for a dimension of a dispatch is 65,535. */
const widest = 32768

export function compileOnly(): boolean {
  return env().getBool('WEBGPU_ENGINE_COMPILE_ONLY')
}

/** Sets a buffer of a tensor to zeros, in its place between dispatches; costs no dispatch. */
export function clear(backend: WebGPUBackend, info: TensorInfo): void {
  const inside = internals(backend)
  backend.uploadToGPU(info.dataId)
  if (compileOnly()) return
  backend.ensureCommandEncoderReady()
  backend.endComputePassEncoder()
  inside.commandEncoder?.clearBuffer(inside.tensorMap.get(info.dataId).resource as GPUBuffer)
}

/** What tfjs's backend keeps to itself and a dispatch needs. Held to tfjs 4.22 by the tests of every kernel. */
export interface Internals {
  readonly tensorMap: {
    has(dataId: object): boolean
    get(dataId: object): { resource?: unknown; values: unknown; dtype: DataType; shape: readonly number[] }
  }
  pipelineCache: Record<string, GPUComputePipeline | Promise<GPUComputePipeline>>
  commandEncoder: GPUCommandEncoder | null
  computePassEncoder: GPUComputePassEncoder | null
  commandQueueOwnedIds: WeakSet<object>
  dispatchCountInPass: number
  readonly uniformPendingDisposal: GPUBuffer[]
}

export function internals(backend: WebGPUBackend): Internals {
  return backend as unknown as Internals
}

function empty(inside: Internals, outputs: TensorInfo[]): TensorInfo[] {
  for (const { dataId, shape, dtype } of outputs)
    inside.tensorMap.get(dataId).values = util.getTypedArrayFromDType(dtype as 'float32', util.sizeFromShape(shape))
  return outputs
}

function record(backend: WebGPUBackend, pipeline: GPUComputePipeline, bindGroup: GPUBindGroup, groups: Work['groups']) {
  const inside = internals(backend)
  backend.ensureCommandEncoderReady()
  inside.computePassEncoder ??= (inside.commandEncoder as GPUCommandEncoder).beginComputePass()
  inside.computePassEncoder.setPipeline(pipeline)
  inside.computePassEncoder.setBindGroup(0, bindGroup)
  inside.computePassEncoder.dispatchWorkgroups(...groups)
  inside.dispatchCountInPass++
  if (inside.dispatchCountInPass < env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return
  backend.endComputePassEncoder()
  backend.submitQueue()
}

const typesOf = new WeakMap<GPUComputePipeline, readonly Scalar[]>()

function programTypes(pipeline: GPUComputePipeline): readonly Scalar[] {
  const types = typesOf.get(pipeline)
  if (!types) throw new Error('internal: a pipeline of unknown uniforms')
  return types
}

function compile(
  backend: WebGPUBackend,
  label: string,
  program: Program,
): GPUComputePipeline | Promise<GPUComputePipeline> {
  const { device } = backend
  const types = Object.values(program.uniforms)
  const descriptor: GPUComputePipelineDescriptor = {
    label,
    layout: device.createPipelineLayout({ bindGroupLayouts: [bindGroupLayout(device, program)] }),
    compute: { module: device.createShaderModule({ label, code: source(program) }), entryPoint: 'main' },
  }
  const kept = (pipeline: GPUComputePipeline) => {
    typesOf.set(pipeline, types)
    return pipeline
  }
  if (compileOnly()) return device.createComputePipelineAsync(descriptor).then(kept)
  return kept(device.createComputePipeline(descriptor))
}

function bindGroupLayout(device: GPUDevice, { inputs, outputs, uniforms }: Program): GPUBindGroupLayout {
  const types: GPUBufferBindingType[] = [
    ...Object.keys(inputs).map(() => 'read-only-storage' as const),
    ...Object.keys(outputs).map(() => 'storage' as const),
    ...(Object.keys(uniforms).length ? (['uniform'] as const) : []),
  ]
  const entries = types.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } }))
  return device.createBindGroupLayout({ entries })
}

function source({ inputs, outputs, uniforms, workgroup, subgroups, declarations = '', body }: Program): string {
  const stored = [
    ...Object.entries(inputs).map(([name, type]) => [name, type, 'read'] as const),
    ...Object.entries(outputs).map(([name, type]) => [name, type, 'read_write'] as const),
  ].map(([name, type, access], at) => `@group(0) @binding(${at}) var<storage, ${access}> ${name}: array<${type}>;`)
  const fields = Object.entries(uniforms).map(([name, type]) => `${name}: ${type},`)
  const [x, y] = workgroup
  const half = Object.values(inputs).includes('vec4<f16>')
  return `${half ? 'enable f16;' : ''}${subgroups ? 'enable subgroups;\nvar<private> subgroup: u32;' : ''}
${stored.join('\n')}
${fields.length ? `struct Uniforms { ${fields.join(' ')} }\n@group(0) @binding(${stored.length}) var<uniform> u: Uniforms;` : ''}
${declarations}
@compute @workgroup_size(${x}, ${y}) fn main(
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  ${subgroups ? '@builtin(subgroup_size) subgroupSize: u32,' : ''}
) {
  ${subgroups ? 'subgroup = subgroupSize;' : ''}
  let flat = (group.y * groups.x + group.x) * ${x * y}u + lane;
${body}
}`
}

/** Uniform buffers by their contents, the one unused longest first. */
const uniformBuffers = new WeakMap<WebGPUBackend, Map<string, GPUBuffer>>()

/** More than the dispatches of any step that fits in memory. */
const mostUniformBuffers = 4096

function uniformBuffer(backend: WebGPUBackend, types: readonly Scalar[], values: readonly number[]): GPUBuffer {
  const known = uniformBuffers.get(backend) ?? new Map<string, GPUBuffer>()
  uniformBuffers.set(backend, known)
  const name = `${types.join()} ${values.join()}`
  const found = known.get(name)
  const buffer = found ?? writeUniforms(backend, types, values)
  known.delete(name)
  known.set(name, buffer)
  if (known.size > mostUniformBuffers) letGoOldest(backend, known)
  return buffer
}

function writeUniforms(backend: WebGPUBackend, types: readonly Scalar[], values: readonly number[]): GPUBuffer {
  const bytes = new DataView(new ArrayBuffer(16 * Math.ceil(types.length / 4)))
  types.forEach((type, at) => {
    const value = values[at]
    if (value === undefined) throw new Error(`internal: ${values.length} values for ${types.length} uniforms`)
    if (type === 'f32') bytes.setFloat32(4 * at, value, true)
    else bytes.setUint32(4 * at, value, true)
  })
  const buffer = backend.bufferManager.acquireBuffer(bytes.byteLength, GPUBufferUsage.COPY_DST | GPUBufferUsage.UNIFORM)
  backend.queue.writeBuffer(buffer, 0, bytes.buffer)
  return buffer
}

/** tfjs takes it back once the commands that may use it are submitted. */
function letGoOldest(backend: WebGPUBackend, known: Map<string, GPUBuffer>): void {
  const [oldest] = known
  if (!oldest) return
  known.delete(oldest[0])
  internals(backend).uniformPendingDisposal.push(oldest[1])
}
