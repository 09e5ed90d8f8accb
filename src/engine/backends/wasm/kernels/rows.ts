/** Kernels over the rows, and over the columns, of a matrix. */
import { expDown, firstLanes, float, fma, largestLane, loadPart, pointer, storePart, sumOfLanes, word } from './simd'

/**
 * Words: rows, width, rows of a chunk, x, scale, shift, y, statistics. Floats: ε. In two passes, so that a mean far from
 * zero costs no digits.
 */
export function normalize(args: usize, begin: i32, end: i32): void {
  const width = word(args, 1)
  const each = word(args, 2)
  const scale = pointer(args, 4)
  const shift = pointer(args, 5)
  const step: usize = 4 * width
  const last = min(word(args, 0), end * each)
  for (let row = begin * each; row < last; row++) {
    const x = pointer(args, 3) + row * step
    const y = pointer(args, 6) + row * step
    const mean = sumOfRow(x, width) / <f32>width
    const spread = <f32>1 / sqrt<f32>(squaresOfRow(x, width, mean) / <f32>width + float(args, 0))
    const means = f32x4.splat(mean)
    const spreads = f32x4.splat(spread)
    let at: usize = 0
    for (; at + 16 <= step; at += 16) {
      const normed = f32x4.mul(f32x4.sub(v128.load(x + at), means), spreads)
      v128.store(y + at, fma(normed, v128.load(scale + at), v128.load(shift + at)))
    }
    for (; at < step; at += 4)
      store<f32>(y + at, (load<f32>(x + at) - mean) * spread * load<f32>(scale + at) + load<f32>(shift + at))
    store<f32>(pointer(args, 7) + 8 * row, mean)
    store<f32>(pointer(args, 7) + 8 * row, spread, 4)
  }
}

function sumOfRow(x: usize, width: i32): f32 {
  const end = x + 4 * width
  let a = f32x4.splat(0)
  let b = a
  for (; x + 32 <= end; x += 32) {
    a = f32x4.add(a, v128.load(x))
    b = f32x4.add(b, v128.load(x, 16))
  }
  let sum = sumOfLanes(f32x4.add(a, b))
  for (; x < end; x += 4) sum += load<f32>(x)
  return sum
}

function squaresOfRow(x: usize, width: i32, mean: f32): f32 {
  const end = x + 4 * width
  const means = f32x4.splat(mean)
  let a = f32x4.splat(0)
  let b = a
  for (; x + 32 <= end; x += 32) {
    const low = f32x4.sub(v128.load(x), means)
    const high = f32x4.sub(v128.load(x, 16), means)
    a = fma(low, low, a)
    b = fma(high, high, b)
  }
  let sum = sumOfLanes(f32x4.add(a, b))
  for (; x < end; x += 4) sum += (load<f32>(x) - mean) * (load<f32>(x) - mean)
  return sum
}

/** Words: rows, width, rows of a chunk, x, statistics, scale, dy, dx. */
export function normalizeBack(args: usize, begin: i32, end: i32): void {
  const width = word(args, 1)
  const each = word(args, 2)
  const scale = pointer(args, 5)
  const step: usize = 4 * width
  const last = min(word(args, 0), end * each)
  for (let row = begin * each; row < last; row++) {
    const x = pointer(args, 3) + row * step
    const dy = pointer(args, 6) + row * step
    const dx = pointer(args, 7) + row * step
    const mean = load<f32>(pointer(args, 4) + 8 * row)
    const spread = load<f32>(pointer(args, 4) + 8 * row, 4)
    const means = f32x4.splat(mean)
    const spreads = f32x4.splat(spread)
    let sums = f32x4.splat(0)
    let alongs = sums
    let at: usize = 0
    for (; at + 16 <= step; at += 16) {
      const slope = f32x4.mul(v128.load(dy + at), v128.load(scale + at))
      sums = f32x4.add(sums, slope)
      alongs = fma(slope, f32x4.sub(v128.load(x + at), means), alongs)
    }
    let sum = sumOfLanes(sums)
    let along = sumOfLanes(alongs)
    for (; at < step; at += 4) {
      const slope = load<f32>(dy + at) * load<f32>(scale + at)
      sum += slope
      along += slope * (load<f32>(x + at) - mean)
    }
    sum /= <f32>width
    along *= (spread * spread) / <f32>width
    for (at = 0; at + 16 <= step; at += 16) {
      const slope = f32x4.mul(v128.load(dy + at), v128.load(scale + at))
      const centred = f32x4.sub(v128.load(x + at), means)
      const apart = f32x4.sub(slope, fma(centred, f32x4.splat(along), f32x4.splat(sum)))
      v128.store(dx + at, f32x4.mul(apart, spreads))
    }
    for (; at < step; at += 4) {
      const slope = load<f32>(dy + at) * load<f32>(scale + at)
      store<f32>(dx + at, (slope - (load<f32>(x + at) - mean) * along - sum) * spread)
    }
  }
}

/** Columns that a chunk of a sum over rows takes: a line of the cache. */
export const columnChunk: i32 = 16
/** Rows that are added up before their sum joins the whole's, so that long columns lose no digits. */
const rowBlock: i32 = 32

/**
 * Adds `part` to the sum at `to`; what rounding takes away is kept at `rest`, for the next part (Kahan 1965). On memory,
 * since registers are for the loops.
 */
/* @inline */ function join(to: usize, rest: usize, part: v128): void {
  const sum = v128.load(to)
  const whole = f32x4.sub(part, v128.load(rest))
  const next = f32x4.add(sum, whole)
  v128.store(rest, f32x4.sub(f32x4.sub(next, sum), whole))
  v128.store(to, next)
}

/** Words: rows, columns, x, sums. Floats: what the sums are multiplied by. Chunk after chunk, matrix after matrix. */
export function sumColumns(args: usize, begin: i32, end: i32, scratch: usize): void {
  const columns = word(args, 1)
  const parts = (columns + columnChunk - 1) / columnChunk
  for (let chunk = begin; chunk < end; chunk++) {
    const column = (chunk % parts) * columnChunk
    const matrix = chunk / parts
    const x = pointer(args, 2) + 4 * (<usize>matrix * word(args, 0) * columns + column)
    const width = min(columnChunk, columns - column)
    memory.fill(scratch, 0, 128)
    if (width === columnChunk) sumSixteen(args, x, scratch)
    else for (let at = 0; at < width; at += 4) sumSome(args, x + 4 * at, min(4, width - at), scratch + 4 * at)
    const to = pointer(args, 3) + 4 * (<usize>matrix * columns + column)
    for (let at = 0; at < width; at++) store<f32>(to + 4 * at, load<f32>(scratch + 4 * at) * float(args, 0))
  }
}

/** The sums go to `to`; their rests lie 64 bytes behind. */
function sumSixteen(args: usize, x: usize, to: usize): void {
  const rows = word(args, 0)
  const step: usize = 4 * word(args, 1)
  for (let row = 0; row < rows; ) {
    const stop = min(rows, row + rowBlock)
    let a = f32x4.splat(0)
    let b = a
    let c = a
    let d = a
    for (; row < stop; row++, x += step) {
      a = f32x4.add(a, v128.load(x))
      b = f32x4.add(b, v128.load(x, 16))
      c = f32x4.add(c, v128.load(x, 32))
      d = f32x4.add(d, v128.load(x, 48))
    }
    join(to, to + 64, a)
    join(to + 16, to + 80, b)
    join(to + 32, to + 96, c)
    join(to + 48, to + 112, d)
  }
}

/** Up to four columns. */
function sumSome(args: usize, x: usize, width: i32, to: usize): void {
  const rows = word(args, 0)
  const step: usize = 4 * word(args, 1)
  for (let row = 0; row < rows; ) {
    const stop = min(rows, row + rowBlock)
    let a = f32x4.splat(0)
    if (width === 4) for (; row < stop; row++, x += step) a = f32x4.add(a, v128.load(x))
    else for (; row < stop; row++, x += step) a = f32x4.add(a, loadPart(x, width))
    join(to, to + 64, a)
  }
}

/** Words: rows, columns, x, statistics, dy, dScale, dShift. */
export function normalizeParameters(args: usize, begin: i32, end: i32, scratch: usize): void {
  const columns = min(word(args, 1), end * columnChunk)
  let column = begin * columnChunk
  for (; column + 8 <= columns; column += 8) parametersOfEight(args, column, scratch)
  if (column < columns) parametersOfSome(args, column, columns)
}

function parametersOfEight(args: usize, column: i32, scratch: usize): void {
  const rows = word(args, 0)
  const step: usize = 4 * word(args, 1)
  let x = pointer(args, 2) + 4 * column
  let statistics = pointer(args, 3)
  let dy = pointer(args, 4) + 4 * column
  memory.fill(scratch, 0, 128)
  for (let row = 0; row < rows; ) {
    const stop = min(rows, row + rowBlock)
    let a0 = f32x4.splat(0)
    let a1 = a0
    let b0 = a0
    let b1 = a0
    for (; row < stop; row++, x += step, dy += step, statistics += 8) {
      const mean = v128.load32_splat(statistics)
      const spread = v128.load32_splat(statistics, 4)
      const slope0 = v128.load(dy)
      const slope1 = v128.load(dy, 16)
      a0 = fma(slope0, f32x4.mul(f32x4.sub(v128.load(x), mean), spread), a0)
      a1 = fma(slope1, f32x4.mul(f32x4.sub(v128.load(x, 16), mean), spread), a1)
      b0 = f32x4.add(b0, slope0)
      b1 = f32x4.add(b1, slope1)
    }
    join(scratch, scratch + 64, a0)
    join(scratch + 16, scratch + 80, a1)
    join(scratch + 32, scratch + 96, b0)
    join(scratch + 48, scratch + 112, b1)
  }
  memory.copy(pointer(args, 5) + 4 * column, scratch, 32)
  memory.copy(pointer(args, 6) + 4 * column, scratch + 32, 32)
}

function parametersOfSome(args: usize, column: i32, last: i32): void {
  const rows = word(args, 0)
  const step: usize = 4 * word(args, 1)
  for (; column < last; column++) {
    let scale: f64 = 0
    let shift: f64 = 0
    for (let row = 0; row < rows; row++) {
      const at = row * step + 4 * column
      const mean = load<f32>(pointer(args, 3) + 8 * row)
      const slope = load<f32>(pointer(args, 4) + at)
      scale += slope * (load<f32>(pointer(args, 2) + at) - mean) * load<f32>(pointer(args, 3) + 8 * row, 4)
      shift += slope
    }
    store<f32>(pointer(args, 5) + 4 * column, <f32>scale)
    store<f32>(pointer(args, 6) + 4 * column, <f32>shift)
  }
}

/**
 * Words: rows, classes, rows of a chunk, logits, targets, weights, gradient, totals [chunks].
 * Floats: smoothing. A target out of range is no class.
 */
export function crossEntropyRows(args: usize, begin: i32, end: i32): void {
  const classes = word(args, 1)
  const each = word(args, 2)
  for (let chunk = begin; chunk < end; chunk++) {
    let total: f64 = 0
    for (let row = chunk * each; row < min(word(args, 0), (chunk + 1) * each); row++) {
      const target = load<i32>(pointer(args, 4) + 4 * row)
      const weight = load<f32>(pointer(args, 5) + 4 * row)
      const at = <usize>row * classes * 4
      const loss = crossEntropyRow(
        classes,
        pointer(args, 3) + at,
        pointer(args, 6) + at,
        target,
        weight,
        float(args, 0),
      )
      total += <f64>weight * loss
    }
    store<f32>(pointer(args, 7) + 4 * chunk, <f32>total)
  }
}

/** Σ_c t_c · −log p_c of a row; its gradient, times `weight`, goes to `slope`. */
function crossEntropyRow(classes: i32, x: usize, slope: usize, target: i32, weight: f32, smoothing: f32): f64 {
  const most = largest(x, classes)
  const sum = exponentials(x, slope, classes, most)
  const log = <f64>most + logarithm(sum)
  const one = target >= 0 && target < classes
  let loss: f64 = 0
  let pull: f32 = 0
  if (one) {
    pull = <f32>1 - smoothing
    loss = <f64>pull * (log - load<f32>(x + 4 * target))
  }
  const share = smoothing / <f32>classes
  if (share !== 0) for (let at = 0; at < classes; at++) loss += <f64>share * (log - load<f32>(x + 4 * at))
  scaleRow(slope, classes, <f32>(<f64>(weight * (pull + smoothing)) / sum))
  if (share !== 0)
    for (let at = 0; at < classes; at++) store<f32>(slope + 4 * at, load<f32>(slope + 4 * at) - weight * share)
  if (one) store<f32>(slope + 4 * target, load<f32>(slope + 4 * target) - weight * pull)
  return loss
}

/** ln x to 1e-9, x normal: its exponent's part, and 2 artanh((m − 1)/(m + 1)) of its mantissa m between √½ and √2. */
function logarithm(x: f64): f64 {
  const bits = reinterpret<u64>(x)
  let power = <i32>(bits >> 52) - 1023
  let mantissa = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000)
  if (mantissa > Math.SQRT2) {
    mantissa *= 0.5
    power++
  }
  const s = (mantissa - 1) / (mantissa + 1)
  const z = s * s
  const series = 1 + z * (1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z / 13)))))
  return Number.isNaN(x) ? x : <f64>power * Math.LN2 + 2 * s * series
}

function largest(x: usize, count: i32): f32 {
  const end = x + 4 * count
  let most = f32x4.splat(-f32.MAX_VALUE)
  for (; x + 16 <= end; x += 16) most = f32x4.pmax(most, v128.load(x))
  let one = largestLane(most)
  for (; x < end; x += 4) one = max(one, load<f32>(x))
  return one
}

/** e^(x − most) to `to`, and their sum: in single precision over 256 values at most. */
function exponentials(x: usize, to: usize, count: i32, most: f32): f64 {
  const mosts = f32x4.splat(most)
  const end = x + 4 * count
  let sum: f64 = 0
  while (x + 16 <= end) {
    const stop = min(end - 15, x + 1024)
    let part = f32x4.splat(0)
    for (; x < stop; x += 16, to += 16) {
      const power = expDown(f32x4.sub(v128.load(x), mosts))
      v128.store(to, power)
      part = f32x4.add(part, power)
    }
    sum += sumOfLanes(part)
  }
  if (x < end) {
    const left = <i32>((end - x) >> 2)
    const power = expDown(f32x4.sub(loadPart(x, left), mosts))
    storePart(to, power, left)
    sum += sumOfLanes(firstLanes(power, left))
  }
  return sum
}

function scaleRow(x: usize, count: i32, factor: f32): void {
  const end = x + 4 * count
  for (; x + 16 <= end; x += 16) v128.store(x, f32x4.mul(v128.load(x), f32x4.splat(factor)))
  for (; x < end; x += 4) store<f32>(x, load<f32>(x) * factor)
}

/** Words: ids, width, rows, rows of a chunk, ids' address, dy, sums. A chunk owns rows, and looks through all ids. */
export function sumByRow(args: usize, begin: i32, end: i32): void {
  const count = word(args, 0)
  const step: usize = 4 * word(args, 1)
  const first = begin * word(args, 3)
  const last = min(word(args, 2), end * word(args, 3))
  if (last <= first) return
  const ids = pointer(args, 4)
  const sums = pointer(args, 6)
  memory.fill(sums + first * step, 0, (last - first) * step)
  for (let place = 0; place < count; place++) {
    const id = load<i32>(ids + 4 * place)
    if (id < first || id >= last) continue
    let from = pointer(args, 5) + place * step
    let to = sums + id * step
    const stop = to + step
    for (; to + 16 <= stop; to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)))
    for (; to < stop; to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from))
  }
}
