/** Kernels in which each value is computed from those in its place: GELU, AdamW, dropout. Four at a time where they divide. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { type TensorInfo, util } from '@tensorflow/tfjs-core'
import type { AdamW } from '../../nn/fused.ts'
import { dispatch, type Element, type Program, type Scalar, spread } from './program.ts'

export type GeluKind = 'erf' | 'tanh'

export function gelu(backend: WebGPUBackend, x: TensorInfo, kind: GeluKind): TensorInfo[] {
  return elementwise(backend, `Gelu ${kind}`, { x }, ['y'], {}, (type) => ({
    declarations: distribution(type),
    body: `y[flat] = x[flat] * ${kind}Share(x[flat]);`,
  }))
}

export function geluGradient(backend: WebGPUBackend, x: TensorInfo, dy: TensorInfo, kind: GeluKind): TensorInfo[] {
  return elementwise(backend, `GeluGrad ${kind}`, { x, dy }, ['dx'], {}, (type) => ({
    declarations: distribution(type),
    body: `dx[flat] = dy[flat] * ${kind}Slope(x[flat]);`,
  }))
}

/**
 * `erfShare` is the normal distribution Φ(x) by Abramowitz and Stegun 7.1.26 (off by at most 1.5e-7), `tanhShare` its
 * approximation in BERT's and GPT-2's code; a slope is the derivative of x · share. The argument of tanh is held to
 * where tanh is not yet 1 in float32, since drivers compute it from exponentials that overflow.
 */
function distribution(T: Element): string {
  return `
fn erfShare(x: ${T}) -> ${T} {
  let z = abs(x) * 0.7071067811865476;
  let t = 1.0 / (1.0 + 0.3275911 * z);
  let tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * exp(-z * z);
  return select(0.5 * tail, 1.0 - 0.5 * tail, x >= ${T}());
}
fn erfSlope(x: ${T}) -> ${T} {
  return erfShare(x) + x * 0.3989422804014327 * exp(-0.5 * x * x);
}
fn bend(x: ${T}) -> ${T} {
  return tanh(clamp(0.7978845608028654 * (x + 0.044715 * x * x * x), ${T}(-10.0), ${T}(10.0)));
}
fn tanhShare(x: ${T}) -> ${T} {
  return 0.5 + 0.5 * bend(x);
}
fn tanhSlope(x: ${T}) -> ${T} {
  let bent = bend(x);
  return 0.5 + 0.5 * bent + 0.5 * x * (1.0 - bent * bent) * 0.7978845608028654 * (1.0 + 0.134145 * x * x);
}`
}

/** [value, first, second] after a step; the rates are uniforms, so that one pipeline serves every step. */
export function adamW(
  backend: WebGPUBackend,
  inputs: Readonly<Record<'value' | 'gradient' | 'first' | 'second' | 'factor', TensorInfo>>,
  settings: AdamW,
): TensorInfo[] {
  const { factor, ...state } = inputs
  const { rate, beta1, beta2, epsilon, decay, correction1, correction2 } = settings
  const uniforms = {
    rate: rate / correction1,
    beta1,
    rest1: 1 - beta1,
    beta2,
    rest2: 1 - beta2,
    epsilon,
    correction: 1 / correction2,
    shrink: rate * decay,
  }
  const outputs = ['newValue', 'newFirst', 'newSecond']
  return elementwise(
    backend,
    'AdamW',
    state,
    outputs,
    uniforms,
    () => ({
      body: `
  let g = gradient[flat] * factor[0];
  let m = u.beta1 * first[flat] + u.rest1 * g;
  let v = u.beta2 * second[flat] + u.rest2 * g * g;
  let old = value[flat];
  newValue[flat] = old - u.rate * m / (sqrt(v) * u.correction + u.epsilon) - u.shrink * old;
  newFirst[flat] = m;
  newSecond[flat] = v;`,
    }),
    { factor },
  )
}

/** The hash is that of `dropoutDraw`; the share becomes a whole threshold, so that no rounding tells the two apart. */
export function dropout(backend: WebGPUBackend, x: TensorInfo, seed: number, share: number): TensorInfo[] {
  const uniforms = { kept: 1 / (1 - share) }
  const whole = { seed, threshold: Math.ceil(share * 2 ** 24) }
  return elementwise(
    backend,
    'Dropout',
    { x },
    ['y'],
    uniforms,
    (type) => ({
      declarations: `
fn pcg(value: u32) -> u32 {
  let state = value * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}
fn kept(place: u32) -> f32 {
  return select(u.kept, 0.0, (pcg(pcg(place) + u.seed) >> 8u) < u.threshold);
}`,
      body:
        type === 'f32'
          ? 'y[flat] = x[flat] * kept(flat);'
          : 'let at = 4u * flat; y[flat] = x[flat] * vec4(kept(at), kept(at + 1u), kept(at + 2u), kept(at + 3u));',
    }),
    {},
    whole,
  )
}

const size = 64

/** `single` inputs are read as they are, all others and the outputs in the invocation's place. */
function elementwise(
  backend: WebGPUBackend,
  name: string,
  inputs: Readonly<Record<string, TensorInfo>>,
  outputs: readonly string[],
  real: Readonly<Record<string, number>>,
  write: (type: Element) => Pick<Program, 'declarations' | 'body'>,
  single: Readonly<Record<string, TensorInfo>> = {},
  whole: Readonly<Record<string, number>> = {},
): TensorInfo[] {
  const [like] = Object.values(inputs)
  if (!like) throw new Error(`internal: ${name} without inputs`)
  const count = util.sizeFromShape(like.shape)
  const type = count % 4 === 0 ? 'vec4<f32>' : 'f32'
  const items = type === 'f32' ? count : count / 4
  const program = (): Program => {
    const written = write(type)
    return {
      inputs: { ...each(inputs, type), ...each(single, 'f32' as Element) },
      outputs: Object.fromEntries(outputs.map((output) => [output, type])),
      uniforms: { ...each(real, 'f32' as Scalar), ...each(whole, 'u32' as Scalar) },
      workgroup: [size, 1],
      ...written,
      body: `if (flat >= arrayLength(&${outputs[0]})) { return; }\n${written.body}`,
    }
  }
  return dispatch(backend, `${name} ${type}`, program, {
    inputs: [...Object.values(inputs), ...Object.values(single)],
    outputs: outputs.map(() => like.shape),
    uniforms: [...Object.values(real), ...Object.values(whole)],
    groups: spread(items, size),
  })
}

function each<Value>(named: Readonly<Record<string, unknown>>, value: Value): Record<string, Value> {
  return Object.fromEntries(Object.keys(named).map((name) => [name, value]))
}
