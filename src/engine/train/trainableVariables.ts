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

export class TrainableVariables {
  readonly #model: LiveModel
  readonly #head: readonly ParameterSpec[]
  readonly #random: Random
  readonly #variables = new Map<string, tf.Variable>()
  /** What the method adds and does not train. */
  readonly #fixed = new Map<string, tf.Tensor>()
  readonly #best = new Map<string, tf.Tensor>()
  /** As the variables were when this epoch began. */
  readonly #before = new Map<string, tf.Tensor>()

  constructor({ model, head, random }: TrainableVariablesOptions) {
    this.#model = model
    this.#head = head
    this.#random = random
  }

  /** The variable or the fixed value of a name; undefined where the model's own holds. */
  find(name: string): tf.Tensor | undefined {
    return this.#variables.get(name) ?? this.#fixed.get(name)
  }

  /** @throws where it is not trained in this run. */
  variable(name: string): tf.Variable {
    const variable = this.#variables.get(name)
    if (!variable) throw new Error(`internal: "${name}" is not trained in this run`)
    return variable
  }

  /** What is not there yet begins, by `first` or its own spec; snapshots of before hold its beginning. */
  begin({ added, trainables }: Attachment, first: ReadonlyMap<string, Float32Array>): void {
    const variables = this.#variables
    const fixed = this.#fixed
    const begun = (spec: ParameterSpec) =>
      tf.tensor(first.get(spec.name) ?? initialValues(spec, this.#random.fork(spec.name)), [...spec.shape])
    for (const spec of [...this.#head, ...added.filter(({ trained }) => trained)])
      if (!variables.has(spec.name)) variables.set(spec.name, own(begun(spec)))
    for (const spec of added) if (!spec.trained && !fixed.has(spec.name)) fixed.set(spec.name, begun(spec))
    for (const name of trainables)
      if (!variables.has(name)) variables.set(name, own(tf.clone(this.#model.weight(name))))
    const pasts = this.#best.size > 0 ? [this.#before, this.#best] : [this.#before]
    for (const [name, variable] of variables)
      for (const past of pasts) if (!past.has(name)) past.set(name, tf.clone(variable))
  }

  rememberBest(): void {
    retake(this.#best, this.#variables)
  }

  /** Puts the best values in place. */
  restoreBest(): void {
    for (const [name, tensor] of this.#best) this.#variables.get(name)?.assign(tensor)
  }

  /** ‖Δw‖/‖w‖ of each group since the last call. */
  async updateRatios(groups: readonly (readonly string[])[]): Promise<number[]> {
    const ratios = tf.tidy(() => tf.stack(groups.map((names) => updateRatio(names, this.#before, this.#variables))))
    retake(this.#before, this.#variables)
    const values = [...(await ratios.data())]
    ratios.dispose()
    return values
  }

  /** By `value/`, and by `best/` and `since/` what differs from it; the caller disposes. */
  capture(): readonly (readonly [string, tf.Tensor])[] {
    return [
      ...[...this.#variables, ...this.#fixed].map(([name, tensor]) => [`value/${name}`, tf.clone(tensor)] as const),
      ...apart('best/', this.#best, this.#variables),
      ...apart('since/', this.#before, this.#variables),
    ]
  }

  /** @throws ThawError `weights-invalid` where the tensors are of another run. */
  restore(tensors: ReadonlyMap<string, StoredTensor>, { updates, hasBest, optimiser }: Restoring): void {
    restoreTensors(tensors, {
      ...{ variables: this.#variables, fixed: this.#fixed, before: this.#before },
      ...{ best: hasBest ? this.#best : null, updates, optimiser },
    })
  }

  dispose(): void {
    for (const tensors of [this.#best, this.#before, this.#fixed]) disposeAll(tensors)
    disposeAll(this.#variables)
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
