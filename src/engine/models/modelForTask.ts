/** A network as its task reads it: where something is asked of each token, a state for each stands at its top. */
import { ThawError } from '../../shared/messages/errors.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { TaskId } from '../../tasks/ids.ts'
import type { LiveModel } from './liveModel.ts'
import type { Trunk } from './trunk.ts'

/** @throws ThawError `model-mismatch` for a network of pictures, where words are tagged. */
export function trunkForTask(trunk: Trunk, task: TaskId): Trunk {
  if (taskCard(task).target !== 'tags' || trunk.eachToken) return trunk
  if (!trunk.atTokens) throw new ThawError('model-mismatch', 'wordsNeedTextModel')
  const made = atEachToken.get(trunk) ?? trunk.atTokens()
  atEachToken.set(trunk, made)
  return made
}

/** One for each trunk, so that two that were made of the same are the same. */
const atEachToken = new WeakMap<Trunk, Trunk>()

/** It shares the values of `model`, which owns them. */
export function modelForTask(model: LiveModel, task: TaskId): LiveModel {
  const trunk = trunkForTask(model.trunk, task)
  if (trunk === model.trunk) return model
  return { ...model, trunk, fork: () => modelForTask(model.fork(), task) }
}
