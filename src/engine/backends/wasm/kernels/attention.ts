/**
 * Attention on queries, keys and values where they lie among the other heads'. A chunk is a head of a text; backward it is
 * a head of keys, with all heads of queries that share it. Scores exist for 64 queries at a time. Of each row of weights
 * only the largest score and 1 / Σ e^(score − largest) are kept: the gradient computes the weights again, a fifth more
 * arithmetic, in place of memory that grows with the square of the text (as in Dao et al. 2022).
 */
import { gemm, gemmScratch } from './gemm'
import { expDown, firstLanes, float, fma, largestLane, loadPart, pointer, storePart, sumOfLanes, word } from './simd'
import { fromC, fromZero } from './start'

export const queryBlock: i32 = 64
/** As good as −∞ beside any score, and finite: a row that may see padding only takes the mean of that. */
const hidden: f32 = -1e9

/*
 * Words of both: heads, queries, keys, head width, tokens of the mask, causal, window (0 for none), heads of keys; q, k, v,
 * mask (or 0). Floats: scale. Forward: y, statistics. Backward: y, statistics, dy, dq, dk, dv.
 */

export function attend(args: usize, begin: i32, end: i32, scratch: usize): void {
  for (let chunk = begin; chunk < end; chunk++) attendOne(args, chunk, scratch)
}

export function attendBack(args: usize, begin: i32, end: i32, scratch: usize): void {
  for (let chunk = begin; chunk < end; chunk++) attendOneBack(args, chunk, scratch)
}

/** Behind the scratch of `gemm`: the bias of each key [keys], then the scores [64, keys]; backward twice these. */
/* @inline */ function biasIn(scratch: usize): usize {
  return scratch + gemmScratch
}

/* @inline */ function scoresIn(scratch: usize, keys: i32): usize {
  return biasIn(scratch) + 4 * keys
}

function attendOne(args: usize, chunk: i32, scratch: usize): void {
  const heads = word(args, 0)
  const queries = word(args, 1)
  const keys = word(args, 2)
  const width = word(args, 3)
  const keyHeads = word(args, 7)
  const step: usize = 4 * heads * width
  const keyStep: usize = 4 * keyHeads * width
  const scores = scoresIn(scratch, keys)
  const text = chunk / heads
  const head = chunk % heads
  const keyHead = head / (heads / keyHeads)
  paddingBias(args, text, biasIn(scratch))
  const q = placeOf(args, 8, text, queries, head, heads)
  const k = placeOf(args, 9, text, keys, keyHead, keyHeads)
  const v = placeOf(args, 10, text, keys, keyHead, keyHeads)
  const y = placeOf(args, 12, text, queries, head, heads)
  let statistics = pointer(args, 13) + 8 * chunk * queries
  for (let row = 0; row < queries; row += queryBlock) {
    const rows = min(queryBlock, queries - row)
    const first = firstSeen(args, row)
    const span = endSeen(args, row + rows - 1) - first
    const seen = first * keyStep
    gemm(rows, span, width, q + row * step, step, 4, k + seen, 4, keyStep, scores, 4 * span, fromZero, 0, scratch)
    for (let at = 0; at < rows; at++, statistics += 8) {
      const from = firstSeen(args, row + at) - first
      const to = endSeen(args, row + at) - first
      weigh(scores + 4 * at * span, from, to, span, biasIn(scratch) + 4 * first, float(args, 0), statistics)
    }
    gemm(rows, width, span, scores, 4 * span, 4, v + seen, keyStep, 4, y + row * step, step, fromZero, 0, scratch)
  }
}

function attendOneBack(args: usize, chunk: i32, scratch: usize): void {
  const heads = word(args, 0)
  const keys = word(args, 2)
  const width = word(args, 3)
  const keyHeads = word(args, 7)
  const keyStep: usize = 4 * keyHeads * width
  const text = chunk / keyHeads
  const keyHead = chunk % keyHeads
  paddingBias(args, text, biasIn(scratch))
  const dk = placeOf(args, 16, text, keys, keyHead, keyHeads)
  const dv = placeOf(args, 17, text, keys, keyHead, keyHeads)
  for (let key = 0; key < keys; key++) {
    memory.fill(dk + key * keyStep, 0, 4 * width)
    memory.fill(dv + key * keyStep, 0, 4 * width)
  }
  const shared = heads / keyHeads
  for (let head = keyHead * shared; head < (keyHead + 1) * shared; head++)
    headBack(args, text, head, keyHead, dk, dv, scratch)
}

/** Adds to the gradients of its keys and values. */
function headBack(args: usize, text: i32, head: i32, keyHead: i32, dk: usize, dv: usize, scratch: usize): void {
  const heads = word(args, 0)
  const queries = word(args, 1)
  const keys = word(args, 2)
  const width = word(args, 3)
  const keyHeads = word(args, 7)
  const step: usize = 4 * heads * width
  const keyStep: usize = 4 * keyHeads * width
  const weights = scoresIn(scratch, keys)
  const slopes = weights + 4 * queryBlock * keys
  const q = placeOf(args, 8, text, queries, head, heads)
  const k = placeOf(args, 9, text, keys, keyHead, keyHeads)
  const v = placeOf(args, 10, text, keys, keyHead, keyHeads)
  const y = placeOf(args, 12, text, queries, head, heads)
  let statistics = pointer(args, 13) + 8 * (text * heads + head) * queries
  const dy = placeOf(args, 14, text, queries, head, heads)
  const dq = placeOf(args, 15, text, queries, head, heads)
  for (let row = 0; row < queries; row += queryBlock) {
    const rows = min(queryBlock, queries - row)
    const first = firstSeen(args, row)
    const span = endSeen(args, row + rows - 1) - first
    const line: usize = 4 * span
    const seen = first * keyStep
    const own = row * step
    gemm(rows, span, width, q + own, step, 4, k + seen, 4, keyStep, weights, line, fromZero, 0, scratch)
    gemm(rows, span, width, dy + own, step, 4, v + seen, 4, keyStep, slopes, line, fromZero, 0, scratch)
    for (let at = 0; at < rows; at++, statistics += 8) {
      const from = firstSeen(args, row + at) - first
      const to = endSeen(args, row + at) - first
      const common = dot(dy + own + at * step, y + own + at * step, width)
      const bias = biasIn(scratch) + 4 * first
      weighBack(weights + at * line, slopes + at * line, from, to, span, bias, float(args, 0), statistics, common)
    }
    gemm(span, width, rows, weights, 4, line, dy + own, step, 4, dv + seen, keyStep, fromC, 0, scratch)
    gemm(rows, width, span, slopes, line, 4, k + seen, keyStep, 4, dq + own, step, fromZero, 0, scratch)
    gemm(span, width, rows, slopes, 4, line, q + own, step, 4, dk + seen, keyStep, fromC, 0, scratch)
  }
}

/** Where a head of a text begins in the tensor at word `place`: [batch, tokens, heads × width]. */
/* @inline */ function placeOf(args: usize, place: i32, text: i32, tokens: i32, head: i32, heads: i32): usize {
  const width = word(args, 3)
  return pointer(args, place) + 4 * (<usize>text * tokens * heads * width + head * width)
}

/** Queries are the last of the keys: query i is key i + keys − queries. */
/* @inline */ function firstSeen(args: usize, query: i32): i32 {
  const window = word(args, 6)
  return window ? max(0, query + word(args, 2) - word(args, 1) - window + 1) : 0
}

/* @inline */ function endSeen(args: usize, query: i32): i32 {
  const keys = word(args, 2)
  const window = word(args, 6)
  const reach = word(args, 5) ? 1 : window ? window : keys
  return min(keys, max(1, query + keys - word(args, 1) + reach))
}

/** 0 or −1e9 for each key. The mask is of the last keys. */
function paddingBias(args: usize, text: i32, bias: usize): void {
  const keys = word(args, 2)
  const tokens = word(args, 4)
  memory.fill(bias, 0, 4 * keys)
  const mask = pointer(args, 11)
  if (mask === 0) return
  let from = mask + 4 * text * tokens
  for (let to = bias + 4 * (keys - tokens); to < bias + 4 * keys; to += 4, from += 4)
    store<f32>(to, (<f32>1 - load<f32>(from)) * hidden)
}

/** Scores of a row → weights: softmax from `from` to `end`, 0 elsewhere. */
function weigh(row: usize, from: i32, end: i32, span: i32, bias: usize, scale: f32, statistics: usize): void {
  const scales = f32x4.splat(scale)
  let most = f32x4.splat(-f32.MAX_VALUE)
  let at = from
  for (; at + 4 <= end; at += 4) {
    const score = fma(v128.load(row + 4 * at), scales, v128.load(bias + 4 * at))
    v128.store(row + 4 * at, score)
    most = f32x4.pmax(most, score)
  }
  let largest = largestLane(most)
  for (; at < end; at++) {
    const score = load<f32>(row + 4 * at) * scale + load<f32>(bias + 4 * at)
    store<f32>(row + 4 * at, score)
    largest = max(largest, score)
  }
  const mosts = f32x4.splat(largest)
  let sums = f32x4.splat(0)
  for (at = from; at + 4 <= end; at += 4) {
    const power = expDown(f32x4.sub(v128.load(row + 4 * at), mosts))
    v128.store(row + 4 * at, power)
    sums = f32x4.add(sums, power)
  }
  if (at < end) {
    const power = expDown(f32x4.sub(loadPart(row + 4 * at, end - at), mosts))
    storePart(row + 4 * at, power, end - at)
    sums = f32x4.add(sums, firstLanes(power, end - at))
  }
  const share = <f32>1 / sumOfLanes(sums)
  for (at = from; at + 4 <= end; at += 4)
    v128.store(row + 4 * at, f32x4.mul(v128.load(row + 4 * at), f32x4.splat(share)))
  for (; at < end; at++) store<f32>(row + 4 * at, load<f32>(row + 4 * at) * share)
  clearAround(row, from, end, span)
  store<f32>(statistics, largest)
  store<f32>(statistics, share, 4)
}

/** Scores → weights p again; slopes of the weights → of the unscaled scores: scale · p · (slope − `common`). */
function weighBack(
  row: usize,
  slopes: usize,
  from: i32,
  end: i32,
  span: i32,
  bias: usize,
  scale: f32,
  statistics: usize,
  common: f32,
): void {
  const scales = f32x4.splat(scale)
  const most = v128.load32_splat(statistics)
  const share = v128.load32_splat(statistics, 4)
  const commons = f32x4.splat(common)
  let at = from
  for (; at + 4 <= end; at += 4) {
    const score = fma(v128.load(row + 4 * at), scales, v128.load(bias + 4 * at))
    const weight = f32x4.mul(expDown(f32x4.sub(score, most)), share)
    v128.store(row + 4 * at, weight)
    const slope = f32x4.sub(v128.load(slopes + 4 * at), commons)
    v128.store(slopes + 4 * at, f32x4.mul(f32x4.mul(weight, slope), scales))
  }
  if (at < end) {
    const left = end - at
    const score = fma(loadPart(row + 4 * at, left), scales, loadPart(bias + 4 * at, left))
    const weight = f32x4.mul(expDown(f32x4.sub(score, most)), share)
    storePart(row + 4 * at, weight, left)
    const slope = f32x4.sub(loadPart(slopes + 4 * at, left), commons)
    storePart(slopes + 4 * at, f32x4.mul(f32x4.mul(weight, slope), scales), left)
  }
  clearAround(row, from, end, span)
  clearAround(slopes, from, end, span)
}

/* @inline */ function clearAround(row: usize, from: i32, end: i32, span: i32): void {
  if (from > 0) memory.fill(row, 0, 4 * from)
  if (end < span) memory.fill(row + 4 * end, 0, 4 * (span - end))
}

function dot(a: usize, b: usize, width: i32): f32 {
  const end = a + 4 * width
  let sums = f32x4.splat(0)
  for (; a + 16 <= end; a += 16, b += 16) sums = fma(v128.load(a), v128.load(b), sums)
  let sum = sumOfLanes(sums)
  for (; a < end; a += 4, b += 4) sum += load<f32>(a) * load<f32>(b)
  return sum
}
