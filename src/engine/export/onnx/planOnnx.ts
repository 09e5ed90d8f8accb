import { methodCard } from '../../../methods/cards.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { Planned } from '../exporter.ts'
import { bytesOfGraph, graphOf } from './exportOnnx.ts'
import { onnxReadme } from './onnxReadme.ts'

/** The graph is traced, and its weights stay where they are. @throws ThawError `export-refused`. */
export async function planOnnx(tuned: TunedModel): Promise<Planned> {
  const why = tuned.method ? methodCard(tuned.method.id).leaves.graph?.(taskCard(tuned.task)) : null
  if (why) throw new ThawError('export-refused', 'graphLacksMethod', { why })
  const graph = graphOf(tuned)
  // In 32 bits, in 16, and in about 8.
  return { bytes: Math.round((7 / 4) * bytesOfGraph(graph)), readme: onnxReadme(tuned, graph) }
}
