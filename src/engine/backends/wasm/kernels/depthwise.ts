/**
 * Gradients of depthwise convolutions with one output a channel. Words of both as in convolution.ts: 0 batch, 1 height,
 * 2 width, 3 channels, 4 out height, 5 out width, 7 filter height, 8 filter width, 9 stride down, 10 stride across,
 * 11 padding above, 12 padding on the left; 13 x, 14 filter, 15 y. y is dy.
 */
import { fma, loadPart, pointer, storePart, word } from './simd'

/** The filter's gradient goes to `filter`. A chunk is one place of the filter, of which all channels are summed up. */
export function depthwiseBackFilter(args: usize, begin: i32, end: i32): void {
  const step: usize = 4 * word(args, 3)
  for (let tap = begin; tap < end; tap++) {
    const to = pointer(args, 14) + tap * step
    memory.fill(to, 0, step)
    for (let picture = 0; picture < word(args, 0); picture++)
      for (let down = 0; down < word(args, 4); down++) addLine(args, tap, picture, down, to)
  }
}

/** One line of dy: its sums stay in registers before they join the whole's. */
function addLine(args: usize, tap: i32, picture: i32, down: i32, to: usize): void {
  const top = down * word(args, 9) - word(args, 11) + tap / word(args, 8)
  if (top < 0 || top >= word(args, 1)) return
  const step: usize = 4 * word(args, 3)
  const left = (tap % word(args, 8)) - word(args, 12)
  const first = firstInside(left, word(args, 10))
  const last = lastInside(left, word(args, 10), word(args, 2), word(args, 5))
  const stride = word(args, 10) * step
  const x = lineOf(args, picture, top) + (first * word(args, 10) + left) * step
  const dy = pointer(args, 15) + (<usize>(picture * word(args, 4) + down) * word(args, 5) + first) * step
  let at: usize = 0
  for (; at + 32 <= step; at += 32) {
    let a = f32x4.splat(0)
    let b = a
    let from = x + at
    let slope = dy + at
    for (let across = first; across < last; across++, from += stride, slope += step) {
      a = fma(v128.load(from), v128.load(slope), a)
      b = fma(v128.load(from, 16), v128.load(slope, 16), b)
    }
    v128.store(to + at, f32x4.add(v128.load(to + at), a))
    v128.store(to + at, f32x4.add(v128.load(to + at, 16), b), 16)
  }
  for (; at < step; at += 16) {
    const left = min(4, <i32>((step - at) >> 2))
    let sum = f32x4.splat(0)
    for (let across = first; across < last; across++)
      sum = fma(some(x + at + (across - first) * stride, left), some(dy + at + (across - first) * step, left), sum)
    put(to + at, f32x4.add(some(to + at, left), sum), left)
  }
}

/** The gradient of x goes to `x`. A chunk is a picture. */
export function depthwiseBackInput(args: usize, begin: i32, end: i32): void {
  const step: usize = 4 * word(args, 3)
  const size = word(args, 1) * word(args, 2) * step
  for (let picture = begin; picture < end; picture++) {
    memory.fill(pointer(args, 13) + picture * size, 0, size)
    for (let down = 0; down < word(args, 4); down++)
      for (let tap = 0; tap < word(args, 7) * word(args, 8); tap++) spreadLine(args, tap, picture, down)
  }
}

/** One line of dy, times one place of the filter, to where it was seen. */
function spreadLine(args: usize, tap: i32, picture: i32, down: i32): void {
  const top = down * word(args, 9) - word(args, 11) + tap / word(args, 8)
  if (top < 0 || top >= word(args, 1)) return
  const step: usize = 4 * word(args, 3)
  const left = (tap % word(args, 8)) - word(args, 12)
  const first = firstInside(left, word(args, 10))
  const last = lastInside(left, word(args, 10), word(args, 2), word(args, 5))
  const filter = pointer(args, 14) + tap * step
  let x = lineOf(args, picture, top) + (first * word(args, 10) + left) * step
  let dy = pointer(args, 15) + (<usize>(picture * word(args, 4) + down) * word(args, 5) + first) * step
  for (let across = first; across < last; across++, x += word(args, 10) * step, dy += step) {
    let at: usize = 0
    for (; at + 16 <= step; at += 16)
      v128.store(x + at, fma(v128.load(dy + at), v128.load(filter + at), v128.load(x + at)))
    for (; at < step; at += 4) store<f32>(x + at, load<f32>(x + at) + load<f32>(dy + at) * load<f32>(filter + at))
  }
}

/* @inline */ function lineOf(args: usize, picture: i32, top: i32): usize {
  return pointer(args, 13) + 4 * <usize>(picture * word(args, 1) + top) * word(args, 2) * word(args, 3)
}

/** The first place across whose column, place · stride + left, is in the picture. */
/* @inline */ function firstInside(left: i32, stride: i32): i32 {
  return left >= 0 ? 0 : (stride - 1 - left) / stride
}

/** The place after the last. */
/* @inline */ function lastInside(left: i32, stride: i32, width: i32, places: i32): i32 {
  return width <= left ? 0 : min(places, (width - 1 - left) / stride + 1)
}

/* @inline */ function some(at: usize, count: i32): v128 {
  return count === 4 ? v128.load(at) : loadPart(at, count)
}

/* @inline */ function put(at: usize, v: v128, count: i32): void {
  if (count === 4) v128.store(at, v)
  else storePart(at, v, count)
}
