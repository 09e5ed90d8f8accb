import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { taskHead } from '../../models/taskHead.ts'
import { sizeOf } from '../../nn/parameters.ts'
import type { Planned } from '../exporter.ts'
import { exportRefused } from '../exportRefused.ts'
import { modelReadme } from './modelReadme.ts'

/** As 32 bits each. @throws ThawError `export-refused` where no plain weights do the same. */
export async function planWeights(tuned: TunedModel): Promise<Planned> {
  const { task, model, labels, adapter } = tuned
  if (adapter && !adapter.attachment.merge) throw exportRefused('weights')
  const { trunk } = model
  const specs = [...trunk.blocks.flatMap(({ parameters }) => parameters), ...taskHead(trunk, task, labels.length)]
  const own = taskCard(task).headed ? trunk.huggingFace.ownClassifier : undefined
  return {
    bytes: 4 * specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    readme: modelReadme(tuned, own),
  }
}
