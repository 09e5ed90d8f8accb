/**
 * A graph that computes in half precision, but for the nodes that are to be computed in full; what goes in and comes out
 * stays as it was.
 */
import { narrow } from '../../halfPrecision.ts'
import type { Attribute, Constant, Graph, Node } from './graph.ts'
import type { Precision } from './precision.ts'
import { bytesOf, pieceSize, storedAs } from './storedWeight.ts'

/** Numbers of the element types in an attribute of Cast. */
const codes = { float: 1, float16: 10 } as const
/** Below half of the largest half: two masks that are added stay finite. */
const largest = 3e4

type Width = keyof typeof codes

export function halved(graph: Graph): Precision {
  const full = fullNodes(graph)
  const readers = readersOf(graph, full)
  const onlyIn = (width: Width, name: string) => [...(readers.get(name) ?? [])].every((each) => each === width)
  const wide = new Set(graph.weights.map(({ name }) => name).filter((name) => onlyIn('float', name)))
  return {
    file: 'onnx/model_fp16.onnx',
    graph: {
      ...graph,
      nodes: nodesOf(graph, full, wide),
      constants: graph.constants.flatMap((constant) => inEachWidth(constant, readers.get(constant.name))),
    },
    tensors: (weight) => [storedAs(weight, wide.has(weight.name) ? 'float' : 'float16')],
    store: ({ name }, values) => [wide.has(name) ? [bytesOf(values)] : halves(values)],
  }
}

function* halves(values: Float32Array): Generator<Uint8Array<ArrayBuffer>> {
  const written = new Uint16Array(Math.min(values.length, pieceSize))
  for (let at = 0; at < values.length; at += pieceSize) {
    const part = values.subarray(at, at + pieceSize)
    yield narrow(part, written.subarray(0, part.length))
  }
}

/**
 * Those that are marked, and sums that they read: a network with norms of this kind adds up what its layers give from
 * the first to the last, and the sum may outgrow what half precision holds.
 */
function fullNodes({ nodes }: Graph): ReadonlySet<Node> {
  const marked = nodes.filter(({ full }) => full)
  const read = new Set(marked.flatMap(({ inputs }) => inputs))
  const sums = nodes.filter(({ op, type, outputs: [sum = ''] }) => op === 'Add' && type === 'float' && read.has(sum))
  return new Set([...marked, ...sums])
}

/** In which widths each value is read. */
function readersOf({ nodes }: Graph, full: ReadonlySet<Node>): ReadonlyMap<string, ReadonlySet<Width>> {
  const readers = new Map<string, Set<Width>>()
  for (const node of nodes)
    for (const name of node.inputs)
      readers.set(name, (readers.get(name) ?? new Set()).add(full.has(node) ? 'float' : 'float16'))
  return readers
}

const nameOfFull = (name: string) => `${name}.full`

/** A number of the graph's own stands there in each width that it is read in. */
function inEachWidth(constant: Constant, widths: ReadonlySet<Width> = new Set()): Constant[] {
  if (constant.type !== 'float') return [constant]
  return [...widths].map((width) =>
    width === 'float' ? { ...constant, name: nameOfFull(constant.name) } : halvedConstant(constant),
  )
}

/** @param wide weights that are stored in full. */
function nodesOf(graph: Graph, full: ReadonlySet<Node>, wide: ReadonlySet<string>): Node[] {
  const floats = ({ type }: { readonly type: string }) => type === 'float'
  const constants = new Set(graph.constants.filter(floats).map(({ name }) => name))
  const ends = new Set(graph.outputs.filter(floats).map(({ name }) => name))
  /** As each value is there, of those that are halved at all. */
  const widths = new Map<string, Width>([
    ...graph.inputs.filter(floats).map(({ name }): [string, Width] => [name, 'float']),
    ...graph.weights.map(({ name }): [string, Width] => [name, wide.has(name) ? 'float' : 'float16']),
  ])
  const nodes: Node[] = []
  const made = new Set<string>()
  /** The name under which a value is there in a width. */
  const inWidth = (name: string, width: Width): string => {
    if (constants.has(name)) return width === 'float' ? nameOfFull(name) : name
    if ((widths.get(name) ?? width) === width) return name
    const turned = width === 'float' ? nameOfFull(name) : `${name}.half`
    if (!made.has(turned)) nodes.push(cast(name, turned, width))
    made.add(turned)
    return turned
  }
  for (const node of graph.nodes) {
    const [output = ''] = node.outputs
    const width = full.has(node) || ends.has(output) ? 'float' : 'float16'
    // The last node of each output is an Identity.
    if (ends.has(output) && widths.get(node.inputs[0] ?? '') === 'float16') {
      nodes.push(cast(node.inputs[0] as string, output, 'float'))
      continue
    }
    const inputs = node.inputs.map((name) => inWidth(name, width))
    if (node.type === 'float') for (const name of node.outputs) widths.set(name, width)
    nodes.push({ ...node, inputs, ...(width === 'float16' && { attributes: halvedAttributes(node) }) })
  }
  return nodes
}

function cast(from: string, to: string, width: Width): Node {
  return {
    ...{ op: 'Cast', name: `${to}.Cast`, inputs: [from], outputs: [to], type: width },
    attributes: { to: { int: codes[width] } },
  }
}

function halvedAttributes({ op, attributes }: Node): Readonly<Record<string, Attribute>> {
  const entries = Object.entries(attributes).map(([key, value]): [string, Attribute] => {
    if ('tensor' in value) return [key, { tensor: halvedConstant(value.tensor) }]
    if (op === 'Cast' && 'int' in value && value.int === codes.float) return [key, { int: codes.float16 }]
    return [key, value]
  })
  return Object.fromEntries(entries)
}

function halvedConstant(constant: Constant): Constant {
  if (constant.type !== 'float') return constant
  const values = constant.values.map((value) => Math.min(Math.max(value, -largest), largest))
  return { ...constant, type: 'float16', values }
}
