/**
 * Convolutions as products: the values that a row of the filter sees are gathered for a block of places, and multiplied
 * by that row of the filter. Pictures are [batch, height, width, channels].
 */
import { gemm, gemmScratch } from './gemm'
import { activate } from './product'
import { pointer, word } from './simd'
import { fromBias, fromC, fromZero } from './start'

/** Places whose surroundings are gathered at a time. */
export const placesOfBlock: i32 = 120

/*
 * Words of all: 0 batch, 1 height, 2 width, 3 channels, 4 out height, 5 out width, 6 out channels, 7 filter height,
 * 8 filter width, 9 stride down, 10 stride across, 11 padding above, 12 padding on the left; 13 x, 14 filter, 15 y.
 */

/** Words: 16 bias (or 0), 17 activation, 18 columns of a chunk. A chunk is a block of places in some columns of y. */
export function convolve(args: usize, begin: i32, end: i32, scratch: usize): void {
  const places = word(args, 0) * word(args, 4) * word(args, 5)
  const outputs = word(args, 6)
  const seen = word(args, 8) * word(args, 3)
  const bias = pointer(args, 16)
  const each = word(args, 18)
  const parts = (outputs + each - 1) / each
  const gathered = scratch + gemmScratch
  for (let chunk = begin; chunk < end; chunk++) {
    const first = (chunk / parts) * placesOfBlock
    const count = min(placesOfBlock, places - first)
    const column = (chunk % parts) * each
    const columns = min(each, outputs - column)
    const y = pointer(args, 15) + 4 * (<usize>first * outputs + column)
    for (let row = 0; row < word(args, 7); row++) {
      const from = gather(args, first, count, row, gathered)
      const filter = pointer(args, 14) + 4 * (<usize>row * seen * outputs + column)
      const start = row > 0 ? fromC : bias ? fromBias : fromZero
      const shift = bias + 4 * column
      gemm(count, columns, seen, from, 4 * seen, 4, filter, 4 * outputs, 4, y, 4 * outputs, start, shift, scratch)
    }
    const activation = word(args, 17)
    if (activation) activate(count, columns, y, 4 * outputs, activation === 2 ? 6 : f32.MAX_VALUE)
  }
}

/** y is dy; the filter's gradient goes to `filter`. Words: 16 columns of a chunk. A chunk is a filter row's part of those. */
export function convolveBackFilter(args: usize, begin: i32, end: i32, scratch: usize): void {
  const places = word(args, 0) * word(args, 4) * word(args, 5)
  const outputs = word(args, 6)
  const seen = word(args, 8) * word(args, 3)
  const each = word(args, 16)
  const parts = (outputs + each - 1) / each
  const gathered = scratch + gemmScratch
  for (let chunk = begin; chunk < end; chunk++) {
    const row = chunk / parts
    const column = (chunk % parts) * each
    const columns = min(each, outputs - column)
    const to = pointer(args, 14) + 4 * (<usize>row * seen * outputs + column)
    for (let first = 0; first < places; first += placesOfBlock) {
      const count = min(placesOfBlock, places - first)
      const from = gather(args, first, count, row, gathered)
      const dy = pointer(args, 15) + 4 * (<usize>first * outputs + column)
      const start = first > 0 ? fromC : fromZero
      gemm(seen, columns, count, from, 4, 4 * seen, dy, 4 * outputs, 4, to, 4 * outputs, start, 0, scratch)
    }
  }
}

/**
 * y is dy; the gradient of x goes to `x`. Words: 16 pictures and 17 columns of a chunk. A chunk is some pictures in some
 * columns of x; in all columns the values under a row of the filter lie side by side, and are multiplied at once.
 */
export function convolveBackInput(args: usize, begin: i32, end: i32, scratch: usize): void {
  const pictures = word(args, 16)
  const channels = word(args, 3)
  const each = word(args, 17)
  const parts = (channels + each - 1) / each
  const placesOfPicture = word(args, 4) * word(args, 5)
  const slopes = scratch + gemmScratch
  for (let chunk = begin; chunk < end; chunk++) {
    const picture = (chunk / parts) * pictures
    const last = min(picture + pictures, word(args, 0))
    const column = (chunk % parts) * each
    const columns = min(each, channels - column)
    clear(args, picture, last, column, columns)
    for (let first = picture * placesOfPicture; first < last * placesOfPicture; first += placesOfBlock) {
      const count = min(placesOfBlock, last * placesOfPicture - first)
      const taps = columns === channels ? word(args, 8) : 1
      for (let row = 0; row < word(args, 7); row++)
        for (let tap = 0; tap < word(args, 8); tap += taps)
          slopesUnder(args, first, count, row, tap, taps, column, columns, slopes, scratch)
    }
  }
}

/** What passes back through `taps` values of a row of the filter, from the tap on, is added to x. */
function slopesUnder(
  args: usize,
  first: i32,
  count: i32,
  row: i32,
  tap: i32,
  taps: i32,
  column: i32,
  columns: i32,
  slopes: usize,
  scratch: usize,
): void {
  const outputs = word(args, 6)
  const wide = taps * columns
  const before = (row * word(args, 8) + tap) * word(args, 3) + column
  const filter = pointer(args, 14) + 4 * <usize>before * outputs
  const dy = pointer(args, 15) + 4 * <usize>first * outputs
  gemm(count, wide, outputs, dy, 4 * outputs, 4, filter, 4, 4 * outputs, slopes, 4 * wide, fromZero, 0, scratch)
  scatter(args, first, count, row, tap, taps, column, columns, slopes)
}

function clear(args: usize, picture: i32, last: i32, column: i32, columns: i32): void {
  const step: usize = 4 * word(args, 3)
  const size = <usize>(word(args, 1) * word(args, 2)) * step
  const end = pointer(args, 13) + last * size
  let at = pointer(args, 13) + picture * size
  if (columns === word(args, 3)) memory.fill(at, 0, end - at)
  else for (at += 4 * column; at < end; at += step) memory.fill(at, 0, 4 * columns)
}

/**
 * What filter row `row` sees at `count` places from `first` on: [count, filter width × channels], 0 beyond the edges.
 * Where that is x as it lies, it is not copied.
 */
function gather(args: usize, first: i32, count: i32, row: i32, to: usize): usize {
  const channels = word(args, 3)
  const step: usize = 4 * channels
  const across = word(args, 8)
  if (word(args, 7) * across * word(args, 9) * word(args, 10) === 1 && (word(args, 11) | word(args, 12)) === 0)
    return pointer(args, 13) + first * step
  const width = word(args, 2)
  let at = to
  for (let place = first; place < first + count; place++, at += across * step) {
    const line = lineOf(args, place, row)
    if (line === 0) {
      memory.fill(at, 0, across * step)
      continue
    }
    const left = leftOf(args, place)
    const from = max(0, -left)
    const stop = max(from, min(across, width - left))
    if (from > 0) memory.fill(at, 0, from * step)
    copy(at + from * step, line + (left + from) * step, (stop - from) * step)
    if (stop < across) memory.fill(at + stop * step, 0, (across - stop) * step)
  }
  return to
}

/** The reverse: adds [count, taps × columns] to where it was seen. */
function scatter(
  args: usize,
  first: i32,
  count: i32,
  row: i32,
  tap: i32,
  taps: i32,
  column: i32,
  columns: i32,
  slopes: usize,
): void {
  const step: usize = 4 * word(args, 3)
  const each: usize = 4 * columns
  const width = word(args, 2)
  for (let place = first; place < first + count; place++, slopes += taps * each) {
    const line = lineOf(args, place, row)
    if (line === 0) continue
    const left = leftOf(args, place) + tap
    const from = max(0, -left)
    const stop = max(from, min(taps, width - left))
    add(line + (left + from) * step + 4 * column, slopes + from * each, (stop - from) * each)
  }
}

/** Where the line of x begins that filter row `row` sees at a place; 0 beyond the edges. */
/* @inline */ function lineOf(args: usize, place: i32, row: i32): usize {
  const outLine = place / word(args, 5)
  const picture = outLine / word(args, 4)
  const top = (outLine % word(args, 4)) * word(args, 9) - word(args, 11) + row
  if (top < 0 || top >= word(args, 1)) return 0
  return pointer(args, 13) + 4 * <usize>(picture * word(args, 1) + top) * word(args, 2) * word(args, 3)
}

/* @inline */ function leftOf(args: usize, place: i32): i32 {
  return (place % word(args, 5)) * word(args, 10) - word(args, 12)
}

/** Short runs: a bulk copy would cost more to call. */
function copy(to: usize, from: usize, bytes: usize): void {
  const end = to + bytes
  for (; to + 16 <= end; to += 16, from += 16) v128.store(to, v128.load(from))
  for (; to < end; to += 4, from += 4) store<f32>(to, load<f32>(from))
}

function add(to: usize, from: usize, bytes: usize): void {
  const end = to + bytes
  for (; to + 16 <= end; to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)))
  for (; to < end; to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from))
}
