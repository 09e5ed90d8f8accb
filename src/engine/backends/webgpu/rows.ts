/** Kernels that go over rows of [rows, c], each row the work of a team: layer norm and the loss of classification. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import { dispatch, type Element, type Program, type Scalar } from './program.ts'
import { sumOfAll } from './sums.ts'
import { teamOf } from './teams.ts'
import { tuningOf } from './tuning.ts'

/** Layer norm (Ba et al. 2016) over the last axis: [y like x, statistics [rows, 2]: mean and 1/√(variance + ε)]. */
export function layerNorm(
  backend: WebGPUBackend,
  inputs: Readonly<Record<'x' | 'scale' | 'shift', TensorInfo>>,
  epsilon: number,
): TensorInfo[] {
  const { rows } = sizes(inputs.x)
  return overRows(backend, 'LayerNorm', inputs.x, {
    inputs,
    outputs: { y: inputs.x.shape, statistics: [rows, 2] },
    narrow: ['statistics'],
    real: { epsilon },
    body: `
  var sum = vec2<f32>();
  for (var at = member; at < u.width; at += TEAM) { sum.x += total(x[start + at]); }
  let mean = teamSum(sum, member).x / u.columns;
  var spread = vec2<f32>();
  for (var at = member; at < u.width; at += TEAM) { let apart = x[start + at] - mean; spread.x += total(apart * apart); }
  let factor = inverseSqrt(teamSum(spread, member).x / u.columns + u.epsilon);
  for (var at = member; at < u.width; at += TEAM) { y[start + at] = (x[start + at] - mean) * factor * scale[at] + shift[at]; }
  if (member == 0u) { statistics[2u * block] = mean; statistics[2u * block + 1u] = factor; }`,
  })
}

export function layerNormGradient(
  backend: WebGPUBackend,
  inputs: Readonly<Record<'x' | 'statistics' | 'scale' | 'dy', TensorInfo>>,
): TensorInfo[] {
  return overRows(backend, 'LayerNormGrad', inputs.x, {
    inputs,
    outputs: { dx: inputs.x.shape },
    narrow: ['statistics'],
    real: {},
    body: `
  let mean = statistics[2u * block];
  let factor = statistics[2u * block + 1u];
  var sums = vec2<f32>();
  for (var at = member; at < u.width; at += TEAM) {
    let slope = dy[start + at] * scale[at];
    sums += vec2(total(slope), total(slope * (x[start + at] - mean) * factor));
  }
  let means = teamSum(sums, member) / u.columns;
  for (var at = member; at < u.width; at += TEAM) {
    let normed = (x[start + at] - mean) * factor;
    dx[start + at] = factor * (dy[start + at] * scale[at] - means.x - normed * means.y);
  }`,
  })
}

/** [total [] or losses [n], gradient [n, c]]: a dispatch over the rows, and for the total one or two that add up what they lose. */
export function crossEntropy(
  backend: WebGPUBackend,
  inputs: Readonly<Record<'logits' | 'targets' | 'weights', TensorInfo>>,
  { smoothing, apart }: { readonly smoothing: number; readonly apart: boolean },
): TensorInfo[] {
  const { rows, columns } = sizes(inputs.logits)
  const [gradient, losses] = overRows(backend, 'CrossEntropy', inputs.logits, {
    inputs,
    outputs: { gradient: inputs.logits.shape, losses: [rows] },
    narrow: 'all',
    integers: ['targets'],
    real: { hit: 1 - smoothing, rest: smoothing / columns },
    body: `
  let aim = targets[block];
  var most = -3.4e38;
  for (var at = member; at < u.width; at += TEAM) { most = max(most, logits[start + at]); }
  most = teamMost(most, member);
  var sums = vec2<f32>(); // Σ exp, Σ t
  for (var at = member; at < u.width; at += TEAM) {
    sums += vec2(exp(logits[start + at] - most), aimed(i32(at) == aim));
  }
  sums = teamSum(sums, member);
  let level = log(sums.x);
  var lost = vec2<f32>();
  for (var at = member; at < u.width; at += TEAM) {
    let share = aimed(i32(at) == aim);
    let apart = logits[start + at] - most;
    gradient[start + at] = weights[block] * (exp(apart) / sums.x * sums.y - share);
    lost.x += select(0.0, share * (level - apart), share != 0.0);
  }
  lost = teamSum(lost, member);
  if (member == 0u) { losses[block] = weights[block] * lost.x; }`,
    declarations: 'fn aimed(hit: bool) -> f32 { return u.rest + select(0.0, u.hit, hit); }',
  }) as [TensorInfo, TensorInfo]
  if (apart) return [losses, gradient]
  const total = sumOfAll(backend, losses, 'plain', [])
  backend.disposeData(losses.dataId)
  return [total, gradient]
}

interface Rows {
  readonly inputs: Readonly<Record<string, TensorInfo>>
  readonly outputs: Readonly<Record<string, readonly number[]>>
  /** Those read value by value; the others are read four at a time where a row's width divides. */
  readonly narrow: 'all' | readonly string[]
  readonly integers?: readonly string[]
  readonly real: Readonly<Record<string, number>>
  readonly declarations?: string
  readonly body: string
}

/** In the body `start` is the row's first item and `u.width` their number, `u.columns` that of the values. */
function overRows(backend: WebGPUBackend, name: string, like: TensorInfo, work: Rows): TensorInfo[] {
  const { rows, columns } = sizes(like)
  const team = teamOf(tuningOf(backend))
  const wide = columns % 4 === 0 && work.narrow !== 'all'
  const type = (named: string): Element => {
    if (work.integers?.includes(named)) return 'i32'
    return wide && !work.narrow.includes(named) ? 'vec4<f32>' : 'f32'
  }
  const typed = (named: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.keys(named).map((key) => [key, type(key)]))
  const program = (): Program => ({
    inputs: typed(work.inputs),
    outputs: typed(work.outputs),
    uniforms: {
      blocks: 'u32',
      width: 'u32',
      columns: 'f32',
      ...Object.fromEntries(Object.keys(work.real).map((key) => [key, 'f32' as Scalar])),
    },
    workgroup: team.workgroup,
    subgroups: team.subgroups,
    declarations: `
const TEAM = ${team.size}u;
fn total(value: ${wide ? 'vec4<f32>' : 'f32'}) -> f32 { return ${wide ? 'dot(value, vec4(1.0))' : 'value'}; }
${team.declarations}
${work.declarations ?? ''}`,
    body: `${team.head}\nlet start = block * u.width;\n${work.body}`,
  })
  return dispatch(backend, `${name} ${wide ? 'wide' : 'narrow'} ${team.name}`, program, {
    inputs: Object.values(work.inputs),
    outputs: Object.values(work.outputs),
    uniforms: [rows, wide ? columns / 4 : columns, columns, ...Object.values(work.real)],
    groups: team.groups(rows),
  })
}

function sizes(x: TensorInfo): { rows: number; columns: number } {
  const columns = x.shape.at(-1) ?? 1
  return { rows: util.sizeFromShape(x.shape) / Math.max(1, columns), columns }
}
