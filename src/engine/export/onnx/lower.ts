/** Steps of a network as nodes of ONNX. Tensors of convolutions stay with their channels first from one to the next. */

import type { Source, Step } from '../trace/steps.ts'
import type { Graph } from './graph.ts'
import { GraphBuilder, type Value } from './graphBuilder.ts'
import { lowerings } from './lowerings.ts'

/** @param outputs by their names in the graph. */
export function lowered(steps: readonly Step[], outputs: Readonly<Record<string, Source>>): Graph {
  const builder = new GraphBuilder()
  const used = reached(steps, Object.values(outputs))
  const values: Value[][] = []
  const valueAt = ([step, result]: Source) => values[step]?.[result] as Value
  // Inputs first: any step may ask for a side that only a later one has.
  const isInput = ({ op }: Step) => op === 'input'
  steps.forEach((step, index) => {
    if (isInput(step)) values[index] = lowering(builder, step, [])
  })
  steps.forEach((step, index) => {
    if (!used.has(index) || isInput(step)) return
    builder.site = step.site ?? ''
    values[index] = lowering(builder, step, step.inputs.map(valueAt))
  })
  builder.site = ''
  for (const [name, source] of Object.entries(outputs)) builder.output(name, valueAt(source))
  return builder.graph()
}

/** Steps on which an output depends: a network may compute what nobody reads. */
function reached(steps: readonly Step[], outputs: readonly Source[]): ReadonlySet<number> {
  const found = new Set(outputs.map(([step]) => step))
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index] as Step
    if (found.has(index)) for (const [source] of step.inputs) found.add(source)
  }
  return found
}

function lowering(builder: GraphBuilder, step: Step, inputs: readonly Value[]): Value[] {
  // The table's row for an operation takes its steps; TypeScript does not follow that through an index.
  const lower = lowerings[step.op] as (builder: GraphBuilder, step: Step, inputs: readonly Value[]) => Value[]
  return lower(builder, step, inputs)
}
