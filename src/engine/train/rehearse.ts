/**
 * A step with computing switched off, before the first one: a graphics device compiles its shaders together and tells
 * how far it is, where the first step would ask for one after the other.
 */

import { notice } from '../../shared/messages/say.ts'
import type { Recipe } from '../../shared/recipe/recipe.ts'
import type { EngineEvent } from '../../shared/wire/events.ts'
import { isQueued } from '../backends/submitWork.ts'
import { disposeActivations } from '../inputs/inputs.ts'
import { runFrozen } from './features.ts'
import type { TrainTask } from './objective.ts'
import { rowsAtOnce, trainView } from './rows.ts'
import type { Trainer } from './trainer.ts'

export interface Rehearsal {
  readonly recipe: Recipe
  readonly trainer: Trainer
  readonly task: TrainTask
  /** Where the thaw line stands. */
  readonly line: number
  readonly emit: (event: EngineEvent) => void
}

/** Changes nothing; does nothing on other backends. */
export async function rehearse({ recipe, trainer, task, line, emit }: Rehearsal): Promise<void> {
  if (!isQueued()) return
  const { prepareShaders } = await import('../backends/webgpu/prepareShaders.ts')
  const { input, objective } = task
  const rows = task.rows.train.slice(0, rowsAtOnce(recipe))
  const activations = await input.batch(rows.map((row) => trainView(recipe, row, 1)))
  const part = { network: trainer.network, line, readout: objective.readout }
  const stage = notice('preparingDevice')
  try {
    await prepareShaders(
      () => {
        const x = runFrozen(part, activations.x.clone(), activations.mask)
        trainer.rehearse({ x, mask: activations.mask }, rows)
      },
      (done, total) => emit({ type: 'progress', job: 'train', stage, done, total, unit: 'shaders' }),
    )
  } finally {
    disposeActivations(activations)
  }
}
