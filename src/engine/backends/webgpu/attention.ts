/**
 * Attention that never writes its scores to memory (Dao et al. 2022): each query goes over the keys once with a running
 * softmax, and the gradients compute the shares again from the two numbers kept of each query: its greatest score and
 * 1 / Σ exp. (Their logarithm in one number would round off beside the −1e9 of a row that is all padding.) One
 * invocation has one query (or key) of one head, in registers; there is no barrier, and neighbours read the same keys.
 *
 * Dispatches: one forward; three backward, of which the first puts Σ y·dy of each query beside its two numbers, so that
 * no dispatch has more than 8 buffers, the least of any device.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { dispatch, type Element, type Program, type Scalar, spread } from './program.ts'

export interface AttentionSettings {
  readonly heads: number
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
  const { batch, queries, count } = measure(inputs, settings)
  return run(
    backend,
    'Attention',
    inputs,
    mask,
    settings,
    {
      inputs: {},
      outputs: { y: inputs.q.shape, statistics: [batch, settings.heads, queries, 2] },
      each: queries,
      body: ({ each, dot }) => `
  let own = place + u.keys - u.queries;
  let mine = (text * u.queries + place) * STRIDE + head * PARTS;
  ${each((part) => `let q${part} = q[mine + ${part}u]; var sum${part} = T();`)}
  var most = -3.4e38;
  var weight = 0.0;
  for (var key = firstSeen(own); key < endSeen(own); key++) {
    let at = (text * u.keys + key) * STRIDE + head * PARTS;
    let score = u.scale * (${dot((part) => `q${part} * k[at + ${part}u]`)}) + padding(text, key);
    if (score > most) {
      let shrink = exp(most - score);
      most = score;
      weight *= shrink;
      ${each((part) => `sum${part} *= shrink;`)}
    }
    let share = exp(score - most);
    weight += share;
    ${each((part) => `sum${part} += share * v[at + ${part}u];`)}
  }
  let whole = 1.0 / weight;
  ${each((part) => `y[mine + ${part}u] = sum${part} * whole;`)}
  statistics[2u * flat] = most;
  statistics[2u * flat + 1u] = whole;`,
    },
    count(queries),
  )
}

/** [dq, dk, dv] */
export function attentionGradient(
  backend: WebGPUBackend,
  { y, statistics, dy, ...inputs }: Three & Readonly<Record<'y' | 'statistics' | 'dy', TensorInfo>>,
  mask: TensorInfo | null,
  settings: AttentionSettings,
): TensorInfo[] {
  const { batch, queries, keys, count } = measure(inputs, settings)
  const [sums] = alongGradient(backend, { y, statistics, dy }, [batch, settings.heads, queries])
  const [dq] = run(
    backend,
    'AttentionGrad of queries',
    inputs,
    mask,
    settings,
    {
      inputs: { sums, dy },
      outputs: { dq: inputs.q.shape },
      each: queries,
      body: ({ each, dot }) => `
  let own = place + u.keys - u.queries;
  let mine = (text * u.queries + place) * STRIDE + head * PARTS;
  ${each((part) => `let q${part} = q[mine + ${part}u]; let dy${part} = dy[mine + ${part}u]; var sum${part} = T();`)}
  let most = sums[3u * flat];
  let whole = sums[3u * flat + 1u];
  let along = sums[3u * flat + 2u];
  for (var key = firstSeen(own); key < endSeen(own); key++) {
    let at = (text * u.keys + key) * STRIDE + head * PARTS;
    ${each((part) => `let k${part} = k[at + ${part}u];`)}
    let score = u.scale * (${dot((part) => `q${part} * k${part}`)}) + padding(text, key);
    let share = exp(score - most) * whole;
    let slope = share * (${dot((part) => `dy${part} * v[at + ${part}u]`)} - along);
    ${each((part) => `sum${part} += slope * k${part};`)}
  }
  ${each((part) => `dq[mine + ${part}u] = u.scale * sum${part};`)}`,
    },
    count(queries),
  ) as [TensorInfo]
  const [dk, dv] = run(
    backend,
    'AttentionGrad of keys',
    inputs,
    mask,
    settings,
    {
      inputs: { sums, dy },
      outputs: { dk: inputs.k.shape, dv: inputs.v.shape },
      each: keys,
      body: ({ each, dot }) => `
  let mine = (text * u.keys + place) * STRIDE + head * PARTS;
  ${each((part) => `let k${part} = k[mine + ${part}u]; let v${part} = v[mine + ${part}u]; var dk${part} = T(); var dv${part} = T();`)}
  let hidden = padding(text, place);
  for (var query = 0u; query < u.queries; query++) {
    let own = query + u.keys - u.queries;
    if (place < firstSeen(own) || place >= endSeen(own)) { continue; }
    let row = (text * HEADS + head) * u.queries + query;
    let at = (text * u.queries + query) * STRIDE + head * PARTS;
    ${each((part) => `let q${part} = q[at + ${part}u]; let dy${part} = dy[at + ${part}u];`)}
    let score = u.scale * (${dot((part) => `q${part} * k${part}`)}) + hidden;
    let share = exp(score - sums[3u * row]) * sums[3u * row + 1u];
    let slope = share * (${dot((part) => `dy${part} * v${part}`)} - sums[3u * row + 2u]);
    ${each((part) => `dk${part} += slope * q${part}; dv${part} += share * dy${part};`)}
  }
  ${each((part) => `dk[mine + ${part}u] = u.scale * dk${part}; dv[mine + ${part}u] = dv${part};`)}`,
    },
    count(keys),
  ) as [TensorInfo, TensorInfo]
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
  /** Queries or keys of a text: an invocation's `place` is one of them. */
  readonly each: number
  body(write: Unrolled): string
}

/** Code for each part of a head's width, written out, since arrays that are indexed leave the registers. */
interface Unrolled {
  each(write: (part: number) => string): string
  dot(write: (part: number) => string): string
}

/** Of each query its statistics, of all else parts of a head's width. */
const narrow = ['statistics', 'sums', 'mask']

function run(
  backend: WebGPUBackend,
  name: string,
  inputs: Three,
  mask: TensorInfo | null,
  { heads, scale, causal, window }: AttentionSettings,
  part: Part,
  count: number,
): TensorInfo[] {
  const { width, queries, keys } = measure(inputs, { heads })
  const maskWidth = mask?.shape[1] ?? 0
  if (maskWidth > keys) throw new Error(`internal: a mask over ${maskWidth} tokens for ${keys} keys`)
  const wide = width % 4 === 0
  const T = wide ? 'vec4<f32>' : 'f32'
  const parts = wide ? width / 4 : width
  const bound = { ...inputs, ...part.inputs, ...(mask ? { mask } : {}) }
  const typed = (named: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.keys(named).map((key): [string, Element] => [key, narrow.includes(key) ? 'f32' : T]))
  const seen = `${causal ? 'causal' : 'all'}${causal && window > 0 ? ' window' : ''}${mask ? ' mask' : ''}`
  const program = (): Program => ({
    inputs: typed(bound),
    outputs: typed(part.outputs),
    uniforms: {
      count: 'u32',
      each: 'u32',
      queries: 'u32',
      keys: 'u32',
      masked: 'u32',
      window: 'u32',
      scale: 'f32' satisfies Scalar,
    },
    workgroup: [size, 1],
    declarations: `
alias T = ${T};
const HEADS = ${heads}u;
const PARTS = ${parts}u;
const STRIDE = HEADS * PARTS;
fn firstSeen(own: u32) -> u32 { return ${causal && window > 0 ? 'own + 1u - min(own + 1u, u.window)' : '0u'}; }
fn endSeen(own: u32) -> u32 { return ${causal ? 'own + 1u' : 'u.keys'}; }
fn padding(text: u32, key: u32) -> f32 {
  ${mask ? 'let before = u.keys - u.masked; if (key < before) { return 0.0; } return (mask[text * u.masked + key - before] - 1.0) * 1e9;' : 'return 0.0;'}
}`,
    body: `
  if (flat >= u.count) { return; }
  let place = flat % u.each;
  let head = (flat / u.each) % HEADS;
  let text = flat / (u.each * HEADS);
  ${part.body(unrolled(parts, wide))}`,
  })
  return dispatch(backend, `${name} ${seen} ${heads}x${width}`, program, {
    inputs: Object.values(bound),
    outputs: Object.values(part.outputs),
    uniforms: [count, part.each, queries, keys, maskWidth, window, scale],
    groups: spread(count, size),
  })
}

const size = 32

function unrolled(parts: number, wide: boolean): Unrolled {
  const all = Array.from({ length: parts }, (_, part) => part)
  return {
    each: (write) => all.map(write).join('\n    '),
    dot(write) {
      const sum = all.map(write).join(' + ')
      return wide ? `dot(${sum}, T(1.0))` : sum
    },
  }
}

function measure({ q, k }: Pick<Three, 'q' | 'k'>, { heads }: { readonly heads: number }) {
  const [batch, queries, total] = q.shape as [number, number, number]
  const keys = k.shape[1] as number
  return { batch, queries, keys, width: total / heads, count: (each: number) => batch * heads * each }
}
