/**
 * The norm of all gradients together and the factor that clips by it, without a dispatch a tensor: as many tensors as the
 * device binds at once leave their sums of squares in one buffer, and a last dispatch makes both numbers of them.
 * Nothing is read back.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import { dispatch, type Element, type Program } from './program.ts'
import { type Team, teamOf } from './teams.ts'
import { tuningOf } from './tuning.ts'

/** [‖all tensors‖₂ [], factor []]: 1, or what brings the norm down to the limit; as torch's `clip_grad_norm_`. */
export function clippedNorm(backend: WebGPUBackend, tensors: readonly TensorInfo[], limit: number): TensorInfo[] {
  const team = teamOf(tuningOf(backend))
  // One buffer of a dispatch is that of the sums.
  const atOnce = backend.device.limits.maxStorageBuffersPerShaderStage - 1
  const longest = Math.max(...tensors.map((tensor) => util.sizeFromShape(tensor.shape) / widthOf(tensor)))
  const parts = Math.min(mostParts, Math.max(1, Math.ceil(longest / (shortSum * team.size))))
  const sums = backend.makeTensorInfo([tensors.length * parts], 'float32')
  for (let first = 0; first < tensors.length; first += atOnce)
    squares(backend, tensors.slice(first, first + atOnce), { sums, first: first * parts, parts, team })
  const made = dispatch(backend, `ClippedNorm ${team.name}`, () => clipping(team), {
    inputs: [sums],
    outputs: [[], []],
    uniforms: [1, limit],
    groups: team.groups(1),
  })
  backend.disposeData(sums.dataId)
  return made
}

/** Items that a member adds up sooner than another team begins; and the most teams that share a tensor. */
const shortSum = 1024
const mostParts = 256

interface Place {
  readonly sums: TensorInfo
  readonly first: number
  readonly parts: number
  readonly team: Team
}

function squares(backend: WebGPUBackend, tensors: readonly TensorInfo[], { sums, first, parts, team }: Place): void {
  const types = tensors.map((tensor): Element => (widthOf(tensor) === 4 ? 'vec4<f32>' : 'f32'))
  dispatch(backend, `Squares ${types.join()} ${team.name}`, () => adding(types, team), {
    inputs: tensors,
    outputs: [sums],
    uniforms: [tensors.length * parts, first, parts],
    groups: team.groups(tensors.length * parts),
  })
}

function widthOf({ shape }: TensorInfo): 1 | 4 {
  return util.sizeFromShape(shape) % 4 === 0 ? 4 : 1
}

/** A team adds up the squares of a part of a tensor. */
function adding(types: readonly Element[], team: Team): Program {
  const cases = types.map((type, at) => {
    const square = type === 'f32' ? `x${at}[at] * x${at}[at]` : `dot(x${at}[at], x${at}[at])`
    return `case ${at}u: { for (var at = begin; at < arrayLength(&x${at}); at += stride) { sum += ${square}; } }`
  })
  return {
    inputs: Object.fromEntries(types.map((type, at) => [`x${at}`, type])),
    outputs: { sums: 'f32' },
    uniforms: { blocks: 'u32', first: 'u32', parts: 'u32' },
    workgroup: team.workgroup,
    subgroups: team.subgroups,
    declarations: team.declarations,
    body: `${team.head}
  let begin = (block % u.parts) * ${team.size}u + member;
  let stride = u.parts * ${team.size}u;
  var sum = 0.0;
  switch (block / u.parts) {
    ${cases.join('\n    ')}
    default: {}
  }
  let all = teamSum(vec2(sum, 0.0), member).x;
  if (member == 0u) { sums[u.first + block] = all; }`,
  }
}

function clipping(team: Team): Program {
  return {
    inputs: { sums: 'f32' },
    outputs: { norm: 'f32', factor: 'f32' },
    uniforms: { blocks: 'u32', limit: 'f32' },
    workgroup: team.workgroup,
    subgroups: team.subgroups,
    declarations: team.declarations,
    body: `${team.head}
  var sum = vec2<f32>();
  for (var at = member; at < arrayLength(&sums); at += ${team.size}u) { sum.x += sums[at]; }
  let all = sqrt(teamSum(sum, member).x);
  if (member == 0u) {
    norm[0] = all;
    factor[0] = select(1.0, min(1.0, u.limit / (all + 1e-6)), u.limit > 0.0);
  }`,
  }
}
