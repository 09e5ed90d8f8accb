/**
 * Attention that never writes its scores to memory (Dao et al. 2022): each query goes over the keys once with a running
 * softmax, and the gradients compute the shares again from the two numbers kept of each query: its greatest score and
 * 1 / Σ exp. (Their logarithm in one number would round off beside the −1e9 of a row that is all padding.) The code is in
 * attentionRegisters for graphics cards and in attentionBlocks for adapters in software; neither has a barrier.
 *
 * Dispatches: one forward; three backward, of which the first puts Σ y·dy of each query beside its two numbers, so that
 * no dispatch has more than 8 buffers, the least of any device.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { inBlocks } from './attentionBlocks.ts'
import { inRegisters } from './attentionRegisters.ts'
import { dispatch, type Element, type Program, type Scalar, spread } from './program.ts'
import { tuningOf } from './tuning.ts'

export interface AttentionSettings {
  readonly heads: number
  /** Heads of keys and values, each of as many heads of queries that follow one another. */
  readonly keyHeads: number
  readonly scale: number
  readonly causal: boolean
  readonly window: number
}

type Three = Readonly<Record<'q' | 'k' | 'v', TensorInfo>>

/** [like q, statistics [batch, heads, queries, 2]] */
export function attention(
  backend: WebGPUBackend,
  inputs: Three,
  mask: TensorInfo | null,
  settings: AttentionSettings,
): TensorInfo[] {
  const { batch, queries } = measure(inputs, settings)
  return run(backend, 'Attention', inputs, mask, settings, {
    inputs: {},
    outputs: { y: inputs.q.shape, statistics: [batch, settings.heads, queries, 2] },
    each: queries,
    heads: settings.heads,
    code: 'forward',
  })
}

/** [dq, dk, dv] */
export function attentionGradient(
  backend: WebGPUBackend,
  { y, statistics, dy, ...inputs }: Three & Readonly<Record<'y' | 'statistics' | 'dy', TensorInfo>>,
  mask: TensorInfo | null,
  settings: AttentionSettings,
): TensorInfo[] {
  const { batch, queries, keys } = measure(inputs, settings)
  const [sums] = alongGradient(backend, { y, statistics, dy }, [batch, settings.heads, queries])
  const [dq] = run(backend, 'AttentionGrad of queries', inputs, mask, settings, {
    inputs: { sums, dy },
    outputs: { dq: inputs.q.shape },
    each: queries,
    heads: settings.heads,
    code: 'ofQueries',
  }) as [TensorInfo]
  const [dk, dv] = run(backend, 'AttentionGrad of keys', inputs, mask, settings, {
    inputs: { sums, dy },
    outputs: { dk: inputs.k.shape, dv: inputs.v.shape },
    each: keys,
    heads: settings.keyHeads,
    code: 'ofKeys',
  }) as [TensorInfo, TensorInfo]
  backend.disposeData(sums.dataId)
  return [dq, dk, dv]
}

/** The statistics of each query and Σ y·dy over its head's width: [batch, heads, queries, 3] */
function alongGradient(
  backend: WebGPUBackend,
  { y, statistics, dy }: Readonly<Record<'y' | 'statistics' | 'dy', TensorInfo>>,
  [batch, heads, queries]: readonly [number, number, number],
): [TensorInfo] {
  const total = y.shape.at(-1) as number
  const width = total / heads
  const wide = width % 4 === 0
  const type = wide ? 'vec4<f32>' : 'f32'
  const program = (): Program => ({
    inputs: { y: type, statistics: 'f32', dy: type },
    outputs: { sums: 'f32' },
    uniforms: { count: 'u32', queries: 'u32', heads: 'u32', parts: 'u32' },
    workgroup: [size, 1],
    body: `
  if (flat >= u.count) { return; }
  let place = flat % u.queries;
  let head = (flat / u.queries) % u.heads;
  let text = flat / (u.queries * u.heads);
  let mine = ((text * u.queries + place) * u.heads + head) * u.parts;
  var sum = ${type}();
  for (var part = mine; part < mine + u.parts; part++) { sum += y[part] * dy[part]; }
  sums[3u * flat] = statistics[2u * flat];
  sums[3u * flat + 1u] = statistics[2u * flat + 1u];
  sums[3u * flat + 2u] = ${wide ? 'dot(sum, vec4(1.0))' : 'sum'};`,
  })
  const count = batch * heads * queries
  return dispatch(backend, `AttentionGrad along ${type}`, program, {
    inputs: [y, statistics, dy],
    outputs: [[batch, heads, queries, 3]],
    uniforms: [count, queries, heads, wide ? width / 4 : width],
    groups: spread(count, size),
  }) as [TensorInfo]
}

interface Part {
  readonly inputs: Readonly<Record<string, TensorInfo>>
  readonly outputs: Readonly<Record<string, readonly number[]>>
  /** Queries or keys of a text, which the invocations share out. */
  readonly each: number
  /** Heads of these. */
  readonly heads: number
  readonly code: 'forward' | 'ofQueries' | 'ofKeys'
}

/** Read value by value; all else in parts of a head's width. */
const narrow = ['statistics', 'sums', 'mask']

function run(
  backend: WebGPUBackend,
  name: string,
  inputs: Three,
  mask: TensorInfo | null,
  { heads, keyHeads, scale, causal, window }: AttentionSettings,
  part: Part,
): TensorInfo[] {
  const { batch, width, queries, keys } = measure(inputs, { heads })
  const maskWidth = mask?.shape[1] ?? 0
  if (maskWidth > keys) throw new Error(`internal: a mask over ${maskWidth} tokens for ${keys} keys`)
  const wide = width % 4 === 0
  const T = wide ? 'vec4<f32>' : 'f32'
  const parts = wide ? width / 4 : width
  const code = tuningOf(backend).team === 1 ? inBlocks() : inRegisters(parts)
  const places = Math.ceil(part.each / code.rows)
  const count = batch * part.heads * places
  const bound = { ...inputs, ...part.inputs, ...(mask ? { mask } : {}) }
  const typed = (named: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.keys(named).map((key): [string, Element] => [key, narrow.includes(key) ? 'f32' : T]))
  const seen = `${causal ? 'causal' : 'all'}${window > 0 ? ' window' : ''}${mask ? ' mask' : ''}`
  const unit = part.code === 'ofKeys' ? 'u.keyHeads' : 'u.heads'
  const program = (): Program => ({
    inputs: typed(bound),
    outputs: typed(part.outputs),
    uniforms: {
      count: 'u32',
      places: 'u32',
      heads: 'u32',
      keyHeads: 'u32',
      parts: 'u32',
      queries: 'u32',
      keys: 'u32',
      masked: 'u32',
      window: 'u32',
      scale: 'f32' satisfies Scalar,
    },
    workgroup: [size, 1],
    declarations: `
alias T = ${T};
fn total(value: T) -> f32 { return ${wide ? 'dot(value, T(1.0))' : 'value'}; }
fn firstSeen(own: u32) -> u32 { return ${window > 0 ? 'own + 1u - min(own + 1u, u.window)' : '0u'}; }
fn endSeen(own: u32) -> u32 { return ${causal ? 'own + 1u' : window > 0 ? 'min(u.keys, own + u.window)' : 'u.keys'}; }
fn padding(text: u32, key: u32) -> f32 {
  ${mask ? 'let before = u.keys - u.masked; if (key < before) { return 0.0; } return (mask[text * u.masked + key - before] - 1.0) * 1e9;' : 'return 0.0;'}
}`,
    body: `
  if (flat >= u.count) { return; }
  let place = (flat % u.places) * ${code.rows}u;
  let text = flat / (u.places * ${unit});
  let stride = u.heads * u.parts;
  let keyStride = u.keyHeads * u.parts;
  let sharing = u.heads / u.keyHeads;
  ${part.code === 'ofKeys' ? 'let keyHead = (flat / u.places) % u.keyHeads;' : 'let head = (flat / u.places) % u.heads; let keyHead = head / sharing;'}
  ${code[part.code]}`,
  })
  return dispatch(backend, `${name} ${seen} ${T} ${code.name}`, program, {
    inputs: Object.values(bound),
    outputs: Object.values(part.outputs),
    uniforms: [count, places, heads, keyHeads, parts, queries, keys, maskWidth, window, scale],
    groups: spread(count, size),
  })
}

const size = 32

function measure({ q, k }: Pick<Three, 'q' | 'k'>, { heads }: { readonly heads: number }) {
  const [batch, queries, total] = q.shape as [number, number, number]
  const keys = k.shape[1] as number
  return { batch, queries, keys, width: total / heads }
}
