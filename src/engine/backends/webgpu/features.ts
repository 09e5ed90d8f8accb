/**
 * Tries what a device says it can. A driver whose subgroups lie otherwise than our sums take them to, or that widens some
 * halves wrongly (small ones to zero, as it may), goes without: the plain code is right everywhere.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { widenHalves } from '../../halfPrecision.ts'
import { dispatch, type Program } from './program.ts'
import type { Features } from './tuning.ts'

/** What is asked of the adapter where it has it. */
export const askedFeatures = ['subgroups', 'shader-f16'] as const satisfies readonly GPUFeatureName[]

export async function provenFeatures(backend: WebGPUBackend): Promise<Features> {
  const { features } = backend.device
  return {
    subgroups: features.has('subgroups') && (await subgroupsInOrder(backend)),
    half: features.has('shader-f16') && (await halvesToTheBit(backend)),
  }
}

const lanes = 64

/** Neighbours of a workgroup must share a subgroup, as many as it has, from a multiple of that on. */
const telling: Program = {
  inputs: { ones: 'i32' },
  outputs: { told: 'i32' },
  uniforms: {},
  workgroup: [lanes, 1],
  subgroups: true,
  body: `
  told[3u * lane] = i32(subgroup);
  told[3u * lane + 1u] = i32(subgroupMin(lane));
  told[3u * lane + 2u] = subgroupAdd(ones[lane]);`,
}

async function subgroupsInOrder(backend: WebGPUBackend): Promise<boolean> {
  const ones = backend.makeTensorInfo([lanes], 'int32', new Int32Array(lanes).fill(1))
  const told = await answer(backend, 'Subgroups', telling, ones, backend.makeTensorInfo([3 * lanes], 'int32'))
  return Array.from({ length: lanes }, (_, lane) => lane).every((lane) => {
    const [size, first, count] = told.subarray(3 * lane) as Int32Array & { readonly length: 3 }
    const known = size !== undefined && size >= 4 && Number.isInteger(Math.log2(size))
    return known && first === lane - (lane % size) && count === Math.min(size, lanes)
  })
}

const allHalves = 2 ** 16

const widening: Program = {
  inputs: { halves: 'vec4<f16>' },
  outputs: { wide: 'vec4<f32>' },
  uniforms: {},
  workgroup: [64, 1],
  body: 'if (flat < arrayLength(&wide)) { wide[flat] = vec4<f32>(halves[flat]); }',
}

/** All that there are but those that are no numbers. */
async function halvesToTheBit(backend: WebGPUBackend): Promise<boolean> {
  const every = Uint16Array.from({ length: allHalves }, (_, bits) => bits)
  const halves = backend.makeTensorInfo([allHalves / 2], 'int32', new Int32Array(every.buffer))
  const wide = await answer(backend, 'Halves', widening, halves, backend.makeTensorInfo([allHalves], 'float32'))
  const right = widenHalves(every)
  return right.every((value, at) => Number.isNaN(value) || Object.is(value, wide[at]))
}

type Info = ReturnType<WebGPUBackend['makeTensorInfo']>

async function answer(backend: WebGPUBackend, key: string, program: Program, input: Info, output: Info) {
  const count = output.shape[0] as number
  const invocations = output.dtype === 'int32' ? lanes : count / 4
  const groups = [Math.ceil(invocations / program.workgroup[0]), 1, 1] as const
  dispatch(backend, key, () => program, { inputs: [input], outputs: [output], uniforms: [], groups })
  const values = (await backend.read(output.dataId)) as Int32Array | Float32Array
  for (const { dataId } of [input, output]) backend.disposeData(dataId)
  return values
}
