/** Kernels that treat each value by itself. A chunk is a run of `chunkSize` values. */
import { exp, expDown, float, fma, loadPart, pointer, storePart, sumOfLanes, word } from './simd'

export const chunkSize: i32 = 16384

/** Words: count, kind (0 erf, 1 tanh), x, y. y = x · share(x). */
export function geluValues(args: usize, begin: i32, end: i32): void {
  const kind = word(args, 1)
  const x = pointer(args, 2)
  const y = pointer(args, 3)
  const last = min(word(args, 0), end * chunkSize)
  let at = begin * chunkSize
  for (; at + 4 <= last; at += 4) v128.store(y + 4 * at, geluOf(v128.load(x + 4 * at), kind))
  if (at < last) storePart(y + 4 * at, geluOf(loadPart(x + 4 * at, last - at), kind), last - at)
}

/** Words: count, kind, x, dy, dx. */
export function geluSlopes(args: usize, begin: i32, end: i32): void {
  const kind = word(args, 1)
  const x = pointer(args, 2)
  const dy = pointer(args, 3)
  const dx = pointer(args, 4)
  const last = min(word(args, 0), end * chunkSize)
  let at = begin * chunkSize
  for (; at + 4 <= last; at += 4)
    v128.store(dx + 4 * at, f32x4.mul(v128.load(dy + 4 * at), slopeOf(v128.load(x + 4 * at), kind)))
  if (at < last) {
    const slope = slopeOf(loadPart(x + 4 * at, last - at), kind)
    storePart(dx + 4 * at, f32x4.mul(loadPart(dy + 4 * at, last - at), slope), last - at)
  }
}

/* @inline */ function geluOf(x: v128, kind: i32): v128 {
  if (kind === 0) {
    // max(x, 0) − |x| Φ(−|x|); |x| is bounded, since ∞ · 0 is no number.
    const size = f32x4.pmin(f32x4.abs(x), f32x4.splat(1e9))
    return fma(f32x4.neg(size), normalTail(size, normalDensity(size)), f32x4.pmax(x, f32x4.splat(0)))
  }
  return f32x4.div(x, f32x4.add(f32x4.splat(1), tanhPower(x)))
}

/* @inline */ function slopeOf(x: v128, kind: i32): v128 {
  if (kind === 0) {
    const density = normalDensity(x)
    return fma(f32x4.mul(x, f32x4.splat(0.3989422804014327)), density, normalShare(x, density))
  }
  const power = tanhPower(x)
  const share = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), power))
  // s + 2 x s (1 − s) u′, u′ = √(2/π) (1 + 3 · 0.044715 x²); 1 − s is s e^(−2u), which cancels nothing.
  const steep = fma(f32x4.mul(x, x), f32x4.splat(0.21406445), f32x4.splat(1.5957691216))
  return fma(f32x4.mul(f32x4.mul(f32x4.mul(power, share), share), x), steep, share)
}

/** e^(−x²/2), the normal density but for its factor 1/√(2π). */
/* @inline */ function normalDensity(x: v128): v128 {
  return expDown(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)))
}

/** Φ(x) to 1e-7. */
/* @inline */ function normalShare(x: v128, density: v128): v128 {
  const tail = normalTail(f32x4.abs(x), density)
  return v128.bitselect(tail, f32x4.sub(f32x4.splat(1), tail), f32x4.lt(x, f32x4.splat(0)))
}

/**
 * Φ(−x) of x ≥ 0: Abramowitz and Stegun 7.1.26, ½ erfc(z) = ½ (a₁t + … + a₅t⁵) e^(−z²), t = 1/(1 + 0.3275911 z),
 * z = x/√2.
 */
/* @inline */ function normalTail(x: v128, density: v128): v128 {
  const t = f32x4.div(f32x4.splat(1), fma(x, f32x4.splat(0.23164189), f32x4.splat(1)))
  let series = fma(t, f32x4.splat(0.5 * 1.061405429), f32x4.splat(0.5 * -1.453152027))
  series = fma(t, series, f32x4.splat(0.5 * 1.421413741))
  series = fma(t, series, f32x4.splat(0.5 * -0.284496736))
  series = fma(t, series, f32x4.splat(0.5 * 0.254829592))
  return f32x4.mul(f32x4.mul(series, t), density)
}

/** e^(−2u), u = √(2/π) (x + 0.044715 x³): ½ (1 + tanh u) is 1 / (1 + e^(−2u)). */
/* @inline */ function tanhPower(x: v128): v128 {
  const inner = fma(f32x4.mul(x, x), f32x4.splat(-0.07135481627), f32x4.splat(-1.5957691216))
  return exp(f32x4.mul(x, inner))
}

/** Words: count, a, b, y. y = a + b. */
export function addValues(args: usize, begin: i32, end: i32): void {
  const a = pointer(args, 1)
  const b = pointer(args, 2)
  const y = pointer(args, 3)
  const last = min(word(args, 0), end * chunkSize)
  for (let at = begin * chunkSize; at < last; at += 4)
    put(y, at, last - at, f32x4.add(some(a, at, last - at), some(b, at, last - at)))
}

/** Words: count, x, sums [chunks]. */
export function squares(args: usize, begin: i32, end: i32): void {
  const count = word(args, 0)
  const x = pointer(args, 1)
  for (let chunk = begin; chunk < end; chunk++) {
    const last = min(count, (chunk + 1) * chunkSize)
    let sum: f64 = 0
    let at = chunk * chunkSize
    // Single precision adds up 256 values at most, four by four.
    while (at + 16 <= last) {
      const stop = min(last - 15, at + 256)
      let a = f32x4.splat(0)
      let b = a
      for (; at < stop; at += 16) {
        const from = x + 4 * at
        a = fma(v128.load(from), v128.load(from), a)
        b = fma(v128.load(from, 16), v128.load(from, 16), b)
        a = fma(v128.load(from, 32), v128.load(from, 32), a)
        b = fma(v128.load(from, 48), v128.load(from, 48), b)
      }
      sum += sumOfLanes(f32x4.add(a, b))
    }
    for (; at < last; at++) sum += load<f32>(x + 4 * at) * load<f32>(x + 4 * at)
    store<f32>(pointer(args, 2) + 4 * chunk, <f32>sum)
  }
}

/**
 * Words: count, value, gradient, first, second, factor; then where the three go. Floats: β₁, 1 − β₁, β₂, 1 − β₂, ε,
 * rate / correction1, 1 / correction2, 1 − rate · decay.
 */
export function adamW(args: usize, begin: i32, end: i32): void {
  const last = min(word(args, 0), end * chunkSize)
  let at = begin * chunkSize
  for (; at < last; at += 4) adamWAt(args, at, last - at)
}

/* @inline */ function adamWAt(args: usize, at: i32, left: i32): void {
  const factor = v128.load32_splat(pointer(args, 5))
  const gradient = f32x4.mul(some(pointer(args, 2), at, left), factor)
  const first = fma(
    some(pointer(args, 3), at, left),
    f32x4.splat(float(args, 0)),
    f32x4.mul(gradient, f32x4.splat(float(args, 1))),
  )
  const second = fma(
    some(pointer(args, 4), at, left),
    f32x4.splat(float(args, 2)),
    f32x4.mul(f32x4.mul(gradient, gradient), f32x4.splat(float(args, 3))),
  )
  const spread = fma(f32x4.sqrt(second), f32x4.splat(float(args, 6)), f32x4.splat(float(args, 4)))
  const step = f32x4.div(f32x4.mul(first, f32x4.splat(float(args, 5))), spread)
  const value = f32x4.sub(f32x4.mul(some(pointer(args, 1), at, left), f32x4.splat(float(args, 7))), step)
  put(pointer(args, 6), at, left, value)
  put(pointer(args, 7), at, left, first)
  put(pointer(args, 8), at, left, second)
}

/* @inline */ function some(x: usize, at: i32, left: i32): v128 {
  return left >= 4 ? v128.load(x + 4 * at) : loadPart(x + 4 * at, left)
}

/* @inline */ function put(x: usize, at: i32, left: i32, v: v128): void {
  if (left >= 4) v128.store(x + 4 * at, v)
  else storePart(x + 4 * at, v, left)
}

/** Words: count, x, y, seed, threshold: the share · 2²⁴, rounded up. Floats: 1 / (1 − share). As `dropoutDraw`. */
export function dropped(args: usize, begin: i32, end: i32): void {
  const x = pointer(args, 1)
  const y = pointer(args, 2)
  const seed = i32x4.splat(word(args, 3))
  const threshold = i32x4.splat(word(args, 4))
  const scale = f32x4.splat(float(args, 0))
  const last = min(word(args, 0), end * chunkSize)
  let places = i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(begin * chunkSize))
  for (let at = begin * chunkSize; at < last; at += 4) {
    const draw = i32x4.shr_u(pcg(i32x4.add(pcg(places), seed)), 8)
    const kept = i32x4.ge_s(draw, threshold)
    put(y, at, last - at, v128.and(f32x4.mul(some(x, at, last - at), scale), kept))
    places = i32x4.add(places, i32x4.splat(4))
  }
}

/* @inline */ function pcg(value: v128): v128 {
  const state = i32x4.add(i32x4.mul(value, i32x4.splat(747796405)), i32x4.splat(<i32>2891336453))
  // state >>> (top + 4): SIMD shifts all lanes alike, so that each of the top four bits decides about one shift.
  let shifted = i32x4.shr_u(state, 4)
  shifted = v128.bitselect(i32x4.shr_u(shifted, 1), shifted, i32x4.shr_s(i32x4.shl(state, 3), 31))
  shifted = v128.bitselect(i32x4.shr_u(shifted, 2), shifted, i32x4.shr_s(i32x4.shl(state, 2), 31))
  shifted = v128.bitselect(i32x4.shr_u(shifted, 4), shifted, i32x4.shr_s(i32x4.shl(state, 1), 31))
  shifted = v128.bitselect(i32x4.shr_u(shifted, 8), shifted, i32x4.shr_s(state, 31))
  const mixed = i32x4.mul(v128.xor(shifted, state), i32x4.splat(277803737))
  return v128.xor(i32x4.shr_u(mixed, 22), mixed)
}
