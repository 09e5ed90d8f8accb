/** Small helpers that all kernels share. They are inlined: a call would cost more than what they do. */

/** a · b + c, rounded once where the machine has that. */
/* @inline */ export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c)
  else return f32x4.add(f32x4.mul(a, b), c)
}

/** Word `place` of a job's arguments. */
/* @inline */ export function word(args: usize, place: i32): i32 {
  return load<i32>(args + (place << 2))
}

/* @inline */ export function pointer(args: usize, place: i32): usize {
  return load<usize>(args + (place << 2))
}

/** Float `place` of a job's arguments; they lie behind the words. */
/* @inline */ export function float(args: usize, place: i32): f32 {
  return load<f32>(args + (place << 2), 128)
}

/* @inline */ export function sumOfLanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}

/** The largest lane; NaN where there is one. */
/* @inline */ export function largestLane(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  )
}

/** eˣ as `expDown`; e^88.72 above that. `pmin(x, limit)` keeps a NaN that comes first. */
/* @inline */ export function exp(x: v128): v128 {
  return expDown(f32x4.pmin(x, f32x4.splat(88.72)))
}

/**
 * eˣ to 2e-7 of itself for x up to 88, by Moshier's polynomial for expf (Cephes 2.2), its terms in pairs that do not
 * wait for each other; 0 below −86.6, NaN for NaN.
 */
/* @inline */ export function expDown(x: v128): v128 {
  // Added to 1.5 · 2²³ a number is rounded, and stands in the lowest bits of the sum.
  const magic = f32x4.splat(12582912)
  const sum = fma(x, f32x4.splat(Mathf.LOG2E), magic)
  const power = f32x4.sub(sum, magic)
  const rest = fma(power, f32x4.splat(2.1219444e-4), fma(power, f32x4.splat(-0.693359375), x))
  const square = f32x4.mul(rest, rest)
  const high = fma(f32x4.splat(1.98756915e-4), rest, f32x4.splat(1.3981999507e-3))
  const middle = fma(f32x4.splat(8.3334519073e-3), rest, f32x4.splat(4.1665795894e-2))
  const low = fma(f32x4.splat(1.6666665459e-1), rest, f32x4.splat(5.0000001201e-1))
  const series = fma(fma(high, square, middle), square, low)
  const whole = f32x4.add(fma(series, square, rest), f32x4.splat(1))
  const raised = i32x4.add(whole, i32x4.shl(sum, 23))
  return v128.andnot(raised, f32x4.lt(x, f32x4.splat(-86.6)))
}

/** Writes the 4 × 4 transposed: row r to `to + r · step`. */
/* @inline */ export function storeTransposed(a: v128, b: v128, c: v128, d: v128, to: usize, step: usize): void {
  const low = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
  const high = v128.shuffle<f32>(a, b, 2, 6, 3, 7)
  const lowNext = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
  const highNext = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
  v128.store(to, v128.shuffle<f32>(low, lowNext, 0, 1, 4, 5))
  v128.store(to + step, v128.shuffle<f32>(low, lowNext, 2, 3, 6, 7))
  v128.store(to + 2 * step, v128.shuffle<f32>(high, highNext, 0, 1, 4, 5))
  v128.store(to + 3 * step, v128.shuffle<f32>(high, highNext, 2, 3, 6, 7))
}

/** Lanes past `count`, 1 to 3, are 0. */
/* @inline */ export function loadPart(at: usize, count: i32): v128 {
  let v = v128.load32_zero(at)
  if (count > 1) v = v128.load_lane<f32>(at, v, 1, 4)
  if (count > 2) v = v128.load_lane<f32>(at, v, 2, 8)
  return v
}

/* @inline */ export function storePart(at: usize, v: v128, count: i32): void {
  v128.store_lane<f32>(at, v, 0)
  if (count > 1) v128.store_lane<f32>(at, v, 1, 4)
  if (count > 2) v128.store_lane<f32>(at, v, 2, 8)
}

/** Where `count` lanes are taken and the others are 0. */
/* @inline */ export function firstLanes(v: v128, count: i32): v128 {
  return v128.and(v, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count)))
}
