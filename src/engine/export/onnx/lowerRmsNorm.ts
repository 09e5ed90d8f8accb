/**
 * x / √(mean x² + ε) · scale in ONNX, in the order in which runtimes look for it. In single precision: what is squared
 * may be a number that half precision holds, but not its square.
 */
import type { StepOf } from '../trace/steps.ts'
import type { GraphBuilder, Value } from './graphBuilder.ts'

export function lowerRmsNorm(
  builder: GraphBuilder,
  { epsilon, fromOne }: StepOf<'rmsNorm'>,
  [x, kept]: readonly [Value, Value],
): Value {
  return builder.inFull(() => {
    const row = [...x.shape.slice(0, -1), 1]
    const squares = builder.node('Pow', [x, builder.number(2)], x.shape)
    const attributes = { axes: { ints: [-1] }, keepdims: { int: 1 } }
    const mean = builder.node('ReduceMean', [squares], row, { attributes })
    const root = builder.node('Sqrt', [builder.node('Add', [mean, builder.number(epsilon)], row)], row)
    const normed = builder.node('Div', [x, root], x.shape)
    const scale = fromOne ? builder.node('Add', [kept, builder.number(1)], kept.shape) : kept
    return builder.node('Mul', [normed, scale], x.shape)
  })
}
