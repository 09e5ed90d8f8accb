/**
 * What is halved and what is computed in full, read off the graphs: onnxruntime widens on a processor whatever it has no
 * kernel of 16 bits for, and would not tell.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { graphOf } from '../../../../src/engine/export/onnx/exportOnnx.ts'
import type { ElementType, Graph, Node } from '../../../../src/engine/export/onnx/graph.ts'
import { halved } from '../../../../src/engine/export/onnx/halved.ts'
import { disposeTuned } from '../../../../src/engine/inference/tunedModel.ts'
import { startBackend } from '../../../support/backends.ts'
import { type TunedNetworkCase, tunedNetwork } from '../../../support/tunedNetwork.ts'

beforeAll(() => startBackend('cpu'))

const cases: readonly TunedNetworkCase[] = [
  { base: 'llama', task: 'text-classification', method: 'lora' },
  { base: 'llama-stretched', task: 'text-regression', method: 'full' },
  { base: 'qwen2', task: 'text-generation', method: 'full' },
  { base: 'qwen3', task: 'token-classification', method: 'full' },
  { base: 'gemma3', task: 'text-generation', method: 'prefix' },
  { base: 'gpt-neo', task: 'text-generation', method: 'full' },
  { base: 'bert', task: 'text-classification', method: 'prompt' },
  { base: 'resnet-basic', task: 'image-classification', method: 'full' },
]
const decoders = cases.slice(0, 5)

test.each(cases)('$base for $task: no node is given numbers of two widths', async (given) => {
  const { graph, typeOf } = await halvedGraph(given)
  const mixed = graph.nodes.filter(({ inputs }) => {
    const types = new Set(inputs.map(typeOf).filter((type) => type === 'float' || type === 'float16'))
    return types.size > 1
  })
  expect(mixed).toEqual([])
  expect(graph.outputs.map(({ name }) => typeOf(name))).toEqual(graph.outputs.map(({ type }) => type))
})

describe.each(decoders)('$base for $task', (given) => {
  test('angles and norms are computed in full, products in half', async () => {
    const { graph, typeOf } = await halvedGraph(given)
    const widths = (...ops: string[]) =>
      new Set(graph.nodes.filter(({ op }) => ops.includes(op)).flatMap(({ outputs }) => outputs.map(typeOf)))
    expect([...widths('Cos', 'Sin', 'Pow', 'Sqrt', 'ReduceMean')]).toEqual(['float'])
    expect([...widths('MatMul', 'Gemm', 'Softmax', 'Gather')].filter((type) => type !== 'int64')).toEqual(['float16'])
    // A position is whole until it is multiplied by a frequency.
    const angles = graph.nodes.filter(({ op }) => op === 'Cos').map(({ inputs }) => makerOf(graph, inputs[0]))
    for (const { op, inputs } of angles) expect([op, ...inputs.map(typeOf)]).toEqual(['Mul', 'float', 'float'])
  })

  test('what its layers give is added up in full, from the first to the last norm', async () => {
    const { graph, typeOf } = await halvedGraph(given)
    const squared = graph.nodes.filter(({ op }) => op === 'Pow').map(({ inputs }) => inputs[0] as string)
    const sums = squared.map((name) => makerOf(graph, name)).filter(({ op }) => op === 'Add')
    const layers = 2 * graph.nodes.filter(({ op }) => op === 'Softmax').length
    expect(sums).toHaveLength(layers)
    for (const { inputs } of sums) expect(inputs.map(typeOf)).toEqual(['float', 'float'])
  })
})

interface Halved {
  readonly graph: Graph
  typeOf(name: string): ElementType | undefined
}

async function halvedGraph(given: TunedNetworkCase): Promise<Halved> {
  const tuned = await tunedNetwork(given)
  const { graph, tensors } = halved(graphOf(tuned))
  disposeTuned(tuned)
  const types = new Map<string, ElementType>([
    ...[...graph.inputs, ...graph.constants, ...graph.weights.flatMap(tensors)].map(
      ({ name, type }): [string, ElementType] => [name, type],
    ),
  ])
  for (const { op, type, inputs, outputs, attributes } of graph.nodes) {
    const to = op === 'Cast' && attributes.to && 'int' in attributes.to ? attributes.to.int : null
    const narrow = type === 'float' && inputs.some((name) => types.get(name) === 'float16')
    const found = to === 10 ? 'float16' : to === 1 ? 'float' : narrow ? 'float16' : (made(op, attributes) ?? type)
    for (const name of outputs) types.set(name, found)
  }
  return { graph, typeOf: (name) => types.get(name) }
}

/** Of what is filled with a number: its type. */
function made(op: string, { value }: Node['attributes']): ElementType | null {
  return op === 'ConstantOfShape' && value && 'tensor' in value ? value.tensor.type : null
}

function makerOf({ nodes }: Graph, name: string | undefined): Node {
  const found = nodes.find(({ outputs }) => outputs.includes(name ?? ''))
  if (!found) throw new Error(`No node makes ${name}.`)
  return found
}
