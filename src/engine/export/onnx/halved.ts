/** A graph that computes in half precision; what goes in and comes out stays as it was. */
import { narrow } from '../../halfPrecision.ts'
import type { Attribute, Constant, Graph, Node } from './graph.ts'
import type { Precision } from './precision.ts'
import { bytesOf, storedAs } from './storedWeight.ts'

/** Numbers of the element types in an attribute of Cast. */
const float = 1
const float16 = 10
/** Below half of the largest half: two masks that are added stay finite. */
const largest = 3e4

/**
 * What is computed in full. Batch norm takes a mean away from what may be much larger than what is left, and its four
 * rows are no size at all.
 */
const full: readonly string[] = ['BatchNormalization']

export function halved(graph: Graph): Precision {
  const narrowed = graph.inputs.filter(({ type }) => type === 'float').map(({ name }) => name)
  const inner = (name: string) => (narrowed.includes(name) ? `${name}.half` : name)
  const ends = new Set(graph.outputs.filter(({ type }) => type === 'float').map(({ name }) => name))
  const entering = narrowed.map((name) => cast(name, inner(name), float16))
  const wide = keptWide(graph)
  const nodes = graph.nodes.flatMap((node): Node[] => {
    const inputs = node.inputs.map(inner)
    const [output = ''] = node.outputs
    // The last node of each output is an Identity.
    if (ends.has(output)) return [cast(inputs[0] as string, output, float)]
    return full.includes(node.op)
      ? inFull({ ...node, inputs })
      : [{ ...node, inputs, attributes: halvedAttributes(node) }]
  })
  return {
    file: 'onnx/model_fp16.onnx',
    graph: { ...graph, nodes: [...entering, ...nodes], constants: graph.constants.map(halvedConstant) },
    tensors: (weight) => [storedAs(weight, wide.has(weight.name) ? 'float' : 'float16')],
    store: ({ name }, values) => [bytesOf(wide.has(name) ? values : narrow(values))],
  }
}

/** Weights that nothing else reads than what is computed in full. */
function keptWide({ nodes, weights }: Graph): ReadonlySet<string> {
  const narrow = new Set(nodes.flatMap(({ op, inputs }) => (full.includes(op) ? inputs.slice(0, 1) : inputs)))
  return new Set(weights.map(({ name }) => name).filter((name) => !narrow.has(name)))
}

/** Its first input widened, its first output narrowed again. */
function inFull(node: Node): Node[] {
  const [input = '', ...rest] = node.inputs
  const [output = ''] = node.outputs
  const [from, to] = [`${node.name}.wide`, `${node.name}.full`]
  return [cast(input, from, float), { ...node, inputs: [from, ...rest], outputs: [to] }, cast(to, output, float16)]
}

function cast(from: string, to: string, type: number): Node {
  return { op: 'Cast', name: `${to}.Cast`, inputs: [from], outputs: [to], attributes: { to: { int: type } } }
}

function halvedAttributes({ op, attributes }: Node): Readonly<Record<string, Attribute>> {
  const entries = Object.entries(attributes).map(([key, value]): [string, Attribute] => {
    if ('tensor' in value) return [key, { tensor: halvedConstant(value.tensor) }]
    if (op === 'Cast' && 'int' in value && value.int === float) return [key, { int: float16 }]
    return [key, value]
  })
  return Object.fromEntries(entries)
}

function halvedConstant(constant: Constant): Constant {
  if (constant.type !== 'float') return constant
  const values = constant.values.map((value) => Math.min(Math.max(value, -largest), largest))
  return { ...constant, type: 'float16', values }
}
