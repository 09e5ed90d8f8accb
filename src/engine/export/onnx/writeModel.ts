/** An ONNX file (onnx.proto of IR 8), as its parts. What the network's tensors hold comes from outside, one at a time. */

import { narrow } from '../../halfPrecision.ts'
import type { Attribute, Constant, ElementType, Graph, Node, Port } from './graph.ts'
import { type Awaited, float, integer, joined, message, type Part, text } from './protobuf.ts'

/** The first with layer normalization, and the file format that came with it. */
export const opset = 17
const irVersion = 8

const elementTypes: Readonly<Record<ElementType, number>> = { float: 1, int8: 3, int64: 7, bool: 9, float16: 10 }
const elementBytes: Readonly<Record<ElementType, number>> = { float: 4, int8: 1, int64: 8, bool: 1, float16: 2 }
const attributeTypes = { float: 1, int: 2, text: 3, tensor: 4, ints: 7 } as const

/** A tensor of the network as it is written: of the bytes, which come later, only the number is known. */
export interface StoredTensor {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly number[]
}

export interface ModelText {
  /** The graph's name. */
  readonly name: string
  readonly producer: string
  /** What a reader of the file may want to know, by key. */
  readonly metadata: Readonly<Record<string, string>>
}

/** The tensors' bytes are awaited in their order. */
export function modelParts(graph: Graph, tensors: readonly StoredTensor[], about: ModelText): Part[] {
  return joined([
    ...integer(1, irVersion),
    ...text(2, about.producer),
    ...message(7, graphParts(graph, tensors, about.name)),
    ...message(8, [...text(1, ''), ...integer(2, opset)]),
    ...Object.entries(about.metadata).flatMap(([key, value]) => message(14, [...text(1, key), ...text(2, value)])),
  ])
}

function graphParts(graph: Graph, tensors: readonly StoredTensor[], name: string): Part[] {
  return [
    ...graph.nodes.flatMap((node) => message(1, nodeParts(node))),
    ...text(2, name),
    ...graph.constants.flatMap((constant) => message(5, constantParts(constant))),
    ...tensors.flatMap((tensor) => message(5, tensorParts(tensor, awaited(tensor)))),
    ...graph.inputs.flatMap((port) => message(11, portParts(port))),
    ...graph.outputs.flatMap((port) => message(12, portParts(port))),
  ]
}

function nodeParts({ op, name, inputs, outputs, attributes }: Node): Part[] {
  return [
    ...inputs.flatMap((input) => text(1, input)),
    ...outputs.flatMap((output) => text(2, output)),
    ...text(3, name),
    ...text(4, op),
    ...Object.entries(attributes).flatMap(([key, value]) => message(5, [...text(1, key), ...attributeParts(value)])),
  ]
}

function attributeParts(value: Attribute): Part[] {
  if ('float' in value) return [...float(2, value.float), ...integer(20, attributeTypes.float)]
  if ('int' in value) return [...integer(3, value.int), ...integer(20, attributeTypes.int)]
  if ('text' in value) return [...text(4, value.text), ...integer(20, attributeTypes.text)]
  if ('tensor' in value) return [...message(5, constantParts(value.tensor)), ...integer(20, attributeTypes.tensor)]
  return [...value.ints.flatMap((each) => integer(8, each)), ...integer(20, attributeTypes.ints)]
}

function constantParts(constant: Constant): Part[] {
  return tensorParts(constant, constantBytes(constant))
}

function awaited({ name, type, shape }: StoredTensor): Awaited {
  return { of: name, byteLength: shape.reduce((size, side) => size * side, elementBytes[type]) }
}

function tensorParts({ name, type, shape }: StoredTensor, bytes: Part): Part[] {
  return [
    ...shape.flatMap((side) => integer(1, side)),
    ...integer(2, elementTypes[type]),
    ...text(8, name),
    ...message(9, [bytes]),
  ]
}

function constantBytes({ type, values }: Constant): Uint8Array<ArrayBuffer> {
  if (type === 'float') return new Uint8Array(Float32Array.from(values).buffer)
  if (type === 'float16') return Uint8Array.from(narrow(Float32Array.from(values)))
  if (type === 'int64') return new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer)
  if (type === 'int8') return new Uint8Array(Int8Array.from(values).buffer)
  return Uint8Array.from(values)
}

function portParts({ name, type, shape }: Port): Part[] {
  const sides = shape.flatMap((side) => message(1, typeof side === 'number' ? integer(1, side) : text(2, side)))
  const tensor = [...integer(1, elementTypes[type]), ...message(2, sides)]
  return [...text(1, name), ...message(2, message(1, tensor))]
}
