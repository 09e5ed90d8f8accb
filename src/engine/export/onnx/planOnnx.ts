import { methodCard } from '../../../methods/cards.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { sizeOf } from '../../nn/parameters.ts'
import type { Planned } from '../exporter.ts'
import { graphOf } from './exportOnnx.ts'
import { onnxReadme } from './onnxReadme.ts'

/** Bytes that a weight takes in all forms together: 4, 2 and about 1. */
const bytesAWeight = 7

/** The graph is traced, and its weights stay where they are. @throws ThawError `export-refused`. */
export async function planOnnx(tuned: TunedModel): Promise<Planned> {
  const why = tuned.method ? methodCard(tuned.method.id).leaves.graph?.(taskCard(tuned.task)) : null
  if (why) throw new ThawError('export-refused', 'graphLacksMethod', { why })
  const graph = graphOf(tuned)
  const weights = graph.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  return { bytes: bytesAWeight * weights, readme: onnxReadme(tuned, graph) }
}
