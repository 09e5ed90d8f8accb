/** Scaled dot-product attention in ONNX, with the masks of `nn/attention.ts`: for padding, for what comes later, for windows. */

import { added, nameOf, type Size, sameSize } from '../trace/sizes.ts'
import type { StepOf } from '../trace/steps.ts'
import type { GraphBuilder, Value } from './graphBuilder.ts'

/** As good as −∞ beside any score, and finite. */
const hidden = -1e9

export function lowerAttention(
  builder: GraphBuilder,
  { heads, scale, causal, window }: StepOf<'attention'>,
  [q, k, v, mask]: readonly Value[],
): Value {
  const [queries, keys, values] = [q, k, v] as [Value, Value, Value]
  const [batch, asked, total] = queries.shape as [Size, Size, number]
  const seen = keys.shape[1] as Size
  const width = total / heads
  const scaled = scale === 1 ? queries : builder.node('Mul', [queries, builder.number(scale)], queries.shape)
  const perHead = (value: Value, order: readonly number[]) => {
    const apart = builder.reshaped(value, [...value.shape.slice(0, 2), heads, width])
    const shape = order.map((axis) => apart.shape[axis] as Size)
    return builder.node('Transpose', [apart], shape, { attributes: { perm: { ints: order } } })
  }
  const scores = [batch, heads, asked, seen]
  let score = builder.node('MatMul', [perHead(scaled, [0, 2, 1, 3]), perHead(keys, [0, 2, 3, 1])], scores)
  if (mask) score = builder.node('Add', [score, paddingBias(builder, mask, seen)], scores)
  if (causal || window !== null) {
    const near = nearBias(builder, asked, seen, { causal, window })
    score = builder.node('Add', [score, near], scores)
  }
  const weights = builder.node('Softmax', [score], scores, { attributes: { axis: { int: -1 } } })
  const mixed = builder.node('MatMul', [weights, perHead(values, [0, 2, 1, 3])], [batch, heads, asked, width])
  const turned = builder.node('Transpose', [mixed], [batch, asked, heads, width], {
    attributes: { perm: { ints: [0, 2, 1, 3] } },
  })
  return builder.reshaped(turned, queries.shape)
}

/** [batch, 1, 1, keys]; keys before the mask's first (a prefix) are seen by all. */
function paddingBias(builder: GraphBuilder, mask: Value, keys: Size): Value {
  const site = builder.site
  const bias = builder.once(`padding ${mask.name} ${nameOf(keys)}`, () => {
    builder.site = 'padding'
    const [batch, tokens] = mask.shape as [Size, Size]
    const away = builder.node('Sub', [builder.number(1), mask], mask.shape)
    const low = builder.node('Mul', [away, builder.number(hidden)], mask.shape)
    const whole = sameSize(tokens, keys) ? low : withPrefix(builder, low, keys, tokens)
    return builder.node('Unsqueeze', [whole, builder.integers([1, 2])], [batch, 1, 1, keys])
  })
  builder.site = site
  return bias
}

function withPrefix(builder: GraphBuilder, bias: Value, keys: Size, tokens: Size): Value {
  const pads = builder.sizes([0, added(keys, tokens, -1), 0, 0])
  return builder.node('Pad', [bias, pads, builder.number(0)], [bias.shape[0] as Size, keys])
}

/** [queries, keys]: 0 where a query, which is the last of the keys, may look; the window counts the token itself. */
function nearBias(
  builder: GraphBuilder,
  queries: Size,
  keys: Size,
  { causal, window }: Pick<StepOf<'attention'>, 'causal' | 'window'>,
): Value {
  const site = builder.site
  const name = causal ? 'causal' : 'near'
  const bias = builder.once(`${name} ${nameOf(queries)} ${nameOf(keys)} ${window}`, () => {
    builder.site = name
    const own = builder.node(
      'Unsqueeze',
      [counted(builder, added(keys, queries, -1), keys), builder.integers([1])],
      [queries, 1],
    )
    const key = builder.node('Unsqueeze', [counted(builder, 0, keys), builder.integers([0])], [1, keys])
    const shape = [queries, keys]
    const end = causal || window === null ? own : shifted(builder, own, window - 1)
    const later = builder.node('Greater', [key, end], shape, { type: 'bool' })
    const outside = window === null ? later : builder.node('Or', [later, tooEarly(builder, key, own, window)], shape)
    return builder.node('Where', [outside, builder.number(hidden), builder.number(0)], shape, { type: 'float' })
  })
  builder.site = site
  return bias
}

function tooEarly(builder: GraphBuilder, key: Value, own: Value, window: number): Value {
  const first = shifted(builder, own, 1 - window)
  return builder.node('Less', [key, first], [own.shape[0] as Size, key.shape[1] as Size], { type: 'bool' })
}

function shifted(builder: GraphBuilder, places: Value, by: number): Value {
  return builder.node('Add', [places, builder.integers([by])], places.shape)
}

/** from, from + 1, … up to `to` without it. */
export function counted(builder: GraphBuilder, from: Size, to: Size): Value {
  const scalar = (size: Size) => builder.node('Squeeze', [builder.size(size)], [])
  return builder.node('Range', [scalar(from), scalar(to), builder.constant('int64', [], [1])], [added(to, from, -1)])
}
