/**
 * A graph whose large weights are whole numbers of 8 bits, each with the scale of its row: what is computed stays float,
 * so that an answer depends on no other example of its batch, as it does where activations are rounded too.
 */
import { type Constant, type Graph, type Node, storedShape, type Weight } from './graph.ts'
import type { Pieces, Precision } from './precision.ts'
import { bytesOf, pieceSize, storedAs } from './storedWeight.ts'
import type { StoredTensor } from './writeModel.ts'

const largest = 127
/** Fewer values than these are not worth a scale. */
const fewest = 1024

export function eightBits(graph: Graph): Precision {
  const axes = new Map(
    graph.weights.flatMap((weight) => axisOf(weight, graph.nodes).map((axis) => [weight.name, axis])),
  )
  const names = graph.weights.filter(({ name }) => axes.has(name)).map(({ name }) => name)
  const looked = (node: Node) => node.op === 'Gather' && axes.has(node.inputs[0] as string)
  const widened = names.filter((name) => graph.nodes.some((node) => !looked(node) && node.inputs.includes(name)))
  return {
    file: 'onnx/model_quantized.onnx',
    graph: {
      ...graph,
      nodes: [
        ...widened.map((name) => dequantize(name, axes.get(name) as number)),
        ...graph.nodes.flatMap((node) => (looked(node) ? gatherRows(node) : [node])),
      ],
      constants: graph.nodes.some(looked) ? [...graph.constants, lastAxis] : graph.constants,
    },
    tensors(weight) {
      const axis = axes.get(weight.name)
      return axis === undefined ? [storedAs(weight, 'float')] : wholeAndScales(weight, axis)
    },
    store(weight, values) {
      const axis = axes.get(weight.name)
      return axis === undefined ? [[bytesOf(values)]] : quantized(weight, values, axis)
    },
  }
}

/** Along which axis each slice has a scale of its own; none where the weight stays as it is. */
function axisOf(weight: Weight, nodes: readonly Node[]): number[] {
  const shape = storedShape(weight)
  if (shape.length < 2 || shape.reduce((size, side) => size * side, 1) < fewest) return []
  const uses = nodes.flatMap((node) =>
    node.inputs.flatMap((name, at) => (name === weight.name ? [axisAt(node, at)] : [])),
  )
  const [axis] = uses
  return axis !== undefined && axis !== null && uses.every((each) => each === axis) ? [axis] : []
}

/** Where its outputs lie, or its rows; null for a use that needs the numbers themselves. */
function axisAt({ op, attributes }: Node, input: number): number | null {
  if (op === 'MatMul' && input === 1) return 1
  if (op === 'Conv' && input === 1) return 0
  if (op === 'Gather' && input === 0) return 0
  const { transB } = attributes
  return op === 'Gemm' && input === 1 && transB && 'int' in transB && transB.int === 1 ? 0 : null
}

const wholeName = (name: string) => `${name}_quantized`
const scaleName = (name: string) => `${name}_scale`

/** The weight under its own name again. */
function dequantize(name: string, axis: number): Node {
  return {
    op: 'DequantizeLinear',
    name: `${name}.DequantizeLinear`,
    inputs: [wholeName(name), scaleName(name)],
    outputs: [name],
    attributes: { axis: { int: axis } },
    type: 'float',
  }
}

/** Only the rows that are looked up are widened. */
function gatherRows({ name, inputs: [table, ids], outputs: [output], attributes }: Node): Node[] {
  const part = (word: string) => `${name}.${word}`
  const node = (op: string, word: string, inputs: (string | undefined)[], how: Node['attributes'] = {}): Node => ({
    ...{ op, name: part(word), outputs: [word === 'Mul' ? (output as string) : part(word)], attributes: how },
    type: word === 'rows' ? 'int8' : 'float',
    inputs: inputs.map((each) => each as string),
  })
  return [
    node('Gather', 'rows', [wholeName(table as string), ids], attributes),
    node('Cast', 'wide', [part('rows')], { to: { int: 1 } }),
    node('Gather', 'scale', [scaleName(table as string), ids], attributes),
    node('Unsqueeze', 'column', [part('scale'), lastAxis.name]),
    node('Mul', 'Mul', [part('wide'), part('column')]),
  ]
}

const lastAxis: Constant = { name: 'last_axis', type: 'int64', shape: [1], values: [-1] }

function wholeAndScales(weight: Weight, axis: number): StoredTensor[] {
  const scales = [storedShape(weight)[axis] as number]
  return [
    { ...storedAs(weight, 'int8'), name: wholeName(weight.name) },
    { name: scaleName(weight.name), type: 'float', shape: scales },
  ]
}

function quantized(weight: Weight, values: Float32Array, axis: number): Pieces[] {
  const shape = storedShape(weight)
  const slices = shape[axis] as number
  const inner = shape.slice(axis + 1).reduce((size, side) => size * side, 1)
  const scales = new Float32Array(slices)
  for (let at = 0; at < values.length; at++) {
    const slice = Math.floor(at / inner) % slices
    scales[slice] = Math.max(scales[slice] as number, Math.abs(values[at] as number))
  }
  for (let slice = 0; slice < slices; slice++) scales[slice] = (scales[slice] as number) / largest || 1
  return [wholeNumbers(values, scales, inner), [bytesOf(scales)]]
}

/** @param inner values that follow one another under one scale. */
function* wholeNumbers(values: Float32Array, scales: Float32Array, inner: number): Generator<Uint8Array<ArrayBuffer>> {
  const whole = new Int8Array(Math.min(values.length, pieceSize))
  for (let from = 0; from < values.length; from += pieceSize) {
    const to = Math.min(from + pieceSize, values.length)
    for (let at = from; at < to; at++)
      whole[at - from] = Math.round((values[at] as number) / (scales[Math.floor(at / inner) % scales.length] as number))
    yield bytesOf(whole.subarray(0, to - from))
  }
}
