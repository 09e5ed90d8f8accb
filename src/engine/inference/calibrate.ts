/**
 * Temperature scaling (Guo et al. 2017) as part of the weights: the head's last layer is divided by the temperature, so
 * that every answer and every export is calibrated and nobody needs to know.
 */
import * as tf from '@tensorflow/tfjs-core'
import { ThawError } from '../../shared/messages/errors.ts'
import { coldest, hottest } from '../../shared/metrics/fitTemperature.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { Classifier } from '../models/trunk.ts'
import type { Adapter } from '../tuning/adapted.ts'
import type { TunedModel } from './tunedModel.ts'

export interface CalibratedModel extends TunedModel {
  readonly temperature: number
  /** The last layer's values at temperature 1, by name. */
  readonly uncalibrated: ReadonlyMap<string, Float32Array>
}

/**
 * A model of its own whose logits are those of the uncalibrated one divided by `temperature`: another call replaces
 * the temperature. The one given stays as it is.
 * @throws ThawError `recipe-invalid` for a temperature out of range, `model-mismatch` where nothing is classified.
 */
export async function calibrated(tuned: TunedModel, temperature: number): Promise<CalibratedModel> {
  refuse(tuned, temperature)
  const { model, head, adapter, labels } = tuned
  const names = lastLayer(model.trunk.classifier, labels.length)
  const before = isCalibrated(tuned) ? tuned.uncalibrated : new Map<string, Float32Array>()
  const uncalibrated = new Map<string, Float32Array>()
  for (const name of names) uncalibrated.set(name, before.get(name) ?? (await valuesOf(head.get(name), name)))
  const scaled = ([name, tensor]: [string, tf.Tensor]): [string, tf.Tensor] => {
    const values = uncalibrated.get(name)
    return [name, values ? tf.tensor(divided(values, temperature), tensor.shape) : tf.clone(tensor)]
  }
  return {
    ...tuned,
    model: model.fork(),
    head: new Map([...head].map(scaled)),
    adapter: adapter && clonedAdapter(adapter),
    temperature,
    uncalibrated,
  }
}

function isCalibrated(tuned: TunedModel): tuned is CalibratedModel {
  return 'temperature' in tuned
}

function refuse({ task, labels }: TunedModel, temperature: number): void {
  const { analyses, headed, words } = taskCard(task)
  if (headed && !analyses.includes('temperature'))
    throw new ThawError('model-mismatch', 'temperatureForClassesAlone', { can: words.can })
  if (labels.length === 0) throw new ThawError('model-mismatch', 'noClassesToCalibrate')
  if (temperature >= coldest && temperature <= hottest) return
  throw new ThawError('recipe-invalid', 'temperatureOutOfRange', { coldest, hottest, received: temperature })
}

/** Names of the layer that gives the logits: the last kernel, with its bias where it has one. */
function lastLayer(classifier: Classifier, classes: number): string[] {
  const specs = classifier.parameters(classes)
  const from = specs.findLastIndex(({ role }) => role === 'kernel')
  return specs.slice(from).map(({ name }) => name)
}

async function valuesOf(tensor: tf.Tensor | undefined, name: string): Promise<Float32Array> {
  if (!tensor) throw new Error(`internal: the head has no "${name}"`)
  return ((await tensor.data()) as Float32Array).slice()
}

function divided(values: Float32Array, temperature: number): Float32Array {
  return values.map((value) => value / temperature)
}

function clonedAdapter({ options, attachment, values }: Adapter): Adapter {
  return { options, attachment, values: new Map([...values].map(([name, tensor]) => [name, tf.clone(tensor)])) }
}
