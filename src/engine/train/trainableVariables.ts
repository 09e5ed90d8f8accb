/**
 * The values that a run works with beside the model's own: the variables that learn, what the method adds and does not
 * train, and how the variables were at the best epoch and at the start of this one. Owns all of these tensors.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../shared/random.ts'
import type { LiveModel } from '../models/liveModel.ts'
import { initialValues, type ParameterSpec } from '../nn/parameters.ts'
import type { Attachment } from '../tuning/method.ts'
import type { StoredTensor } from './checkpoint.ts'
import type { Optimiser } from './optimiser.ts'
import { restoreTensors } from './restoreTensors.ts'
import { apart, disposeAll, snapshot, updateRatio } from './snapshot.ts'

export interface TrainableVariables {
  /** The variable or the fixed value of a name; undefined where the model's own holds. */
  find(name: string): tf.Tensor | undefined
  /** @throws where it is not trained in this run. */
  variable(name: string): tf.Variable
  /** What is not there yet begins, by `first` or its own spec; snapshots of before hold its beginning. */
  begin(attachment: Attachment, first: ReadonlyMap<string, Float32Array>): void
  rememberBest(): void
  /** Puts the best values in place. */
  restoreBest(): void
  /** ‖Δw‖/‖w‖ of each group since the last call. */
  updateRatios(groups: readonly (readonly string[])[]): Promise<number[]>
  /** By `value/`, and by `best/` and `since/` what differs from it; the caller disposes. */
  capture(): readonly (readonly [string, tf.Tensor])[]
  /** @throws ThawError `weights-invalid` where the tensors are of another run. */
  restore(tensors: ReadonlyMap<string, StoredTensor>, how: Restoring): void
  dispose(): void
}

export interface Restoring {
  readonly updates: Readonly<Record<string, number>>
  readonly hasBest: boolean
  readonly optimiser: Pick<Optimiser, 'restore'>
}

export interface TrainableVariablesOptions {
  readonly model: LiveModel
  /** The task's own layers. */
  readonly head: readonly ParameterSpec[]
  readonly random: Random
}

export function learnables({ model, head, random }: TrainableVariablesOptions): TrainableVariables {
  const variables = new Map<string, tf.Variable>()
  const fixed = new Map<string, tf.Tensor>()
  const best = new Map<string, tf.Tensor>()
  const before = new Map<string, tf.Tensor>()
  const begun = (spec: ParameterSpec, first: ReadonlyMap<string, Float32Array>) =>
    tf.tensor(first.get(spec.name) ?? initialValues(spec, random.fork(spec.name)), [...spec.shape])
  return {
    find: (name) => variables.get(name) ?? fixed.get(name),
    variable(name) {
      const variable = variables.get(name)
      if (!variable) throw new Error(`internal: "${name}" is not trained in this run`)
      return variable
    },
    begin({ added, trainables }, first) {
      const pasts = best.size > 0 ? [before, best] : [before]
      for (const spec of [...head, ...added.filter(({ trained }) => trained)])
        if (!variables.has(spec.name)) variables.set(spec.name, own(begun(spec, first)))
      for (const spec of added) if (!spec.trained && !fixed.has(spec.name)) fixed.set(spec.name, begun(spec, first))
      for (const name of trainables) if (!variables.has(name)) variables.set(name, own(tf.clone(model.weight(name))))
      for (const [name, variable] of variables)
        for (const past of pasts) if (!past.has(name)) past.set(name, tf.clone(variable))
    },
    rememberBest: () => retake(best, variables),
    restoreBest() {
      for (const [name, tensor] of best) variables.get(name)?.assign(tensor)
    },
    async updateRatios(groups) {
      const ratios = tf.tidy(() => tf.stack(groups.map((names) => updateRatio(names, before, variables))))
      retake(before, variables)
      const values = [...(await ratios.data())]
      ratios.dispose()
      return values
    },
    capture: () => [
      ...[...variables, ...fixed].map(([name, tensor]) => [`value/${name}`, tf.clone(tensor)] as const),
      ...apart('best/', best, variables),
      ...apart('since/', before, variables),
    ],
    restore: (tensors, { updates, hasBest, optimiser }) =>
      restoreTensors(tensors, { variables, fixed, best: hasBest ? best : null, before, updates, optimiser }),
    dispose() {
      for (const tensors of [best, before, fixed]) disposeAll(tensors)
      disposeAll(variables)
    },
  }
}

function retake(past: Map<string, tf.Tensor>, variables: ReadonlyMap<string, tf.Variable>): void {
  disposeAll(past)
  for (const [name, tensor] of snapshot(variables)) past.set(name, tensor)
}

function own(tensor: tf.Tensor): tf.Variable {
  const variable = tf.variable(tensor)
  tensor.dispose()
  return variable
}
