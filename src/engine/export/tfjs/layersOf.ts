/** The tuned network as Keras' layers: from what Teachable Machine's library feeds it with to its answers. */

import { taskCard } from '../../../tasks/cards.ts'
import type { TaskCard } from '../../../tasks/taskCard.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import type { Preprocessing } from '../../inputs/preprocess.ts'
import { exportRefused } from '../exportRefused.ts'
import type { Source, Step } from '../trace/steps.ts'
import { portNames } from '../trace/traceInputs.ts'
import { traceNetwork } from '../trace/traceNetwork.ts'
import { LayerBuilder, type Output, type Value } from './layerBuilder.ts'
import type { Layers } from './layers.ts'
import { lowerings } from './lowerings.ts'
import { NotInLayers } from './notInLayers.ts'

/** @throws ThawError `export-refused` for a network that does more than convolve. */
export function layersOf(tuned: TunedModel): Layers {
  const { input } = tuned.model.trunk
  if (input.kind !== 'image') throw exportRefused('tfjs')
  const { steps, outputs } = traceNetwork(tuned, 'tfjs')
  try {
    return lowered(steps, outputs[portNames.logits] as Source, tuned, input.preprocessing)
  } catch (error) {
    throw error instanceof NotInLayers ? exportRefused('tfjs') : error
  }
}

function lowered(
  steps: readonly Step[],
  logits: Source,
  { task, model }: TunedModel,
  preprocessing: Preprocessing,
): Layers {
  const builder = new LayerBuilder(model.trunk.normEpsilon)
  const values: Value[] = []
  steps.forEach((step, index) => {
    builder.site = step.site ?? ''
    const of = step.inputs.map(([source]) => values[source] as Value)
    values[index] = step.op === 'input' ? entered(builder, preprocessing) : lowering(builder, step, of)
  })
  const answers = values[logits[0]] as Value
  builder.site = ''
  if (answers.kind !== 'layer') throw new NotInLayers()
  builder.add('Activation', [answers], answers.shape, { config: { activation: activations[taskCard(task).target] } })
  return builder.layers
}

function lowering(builder: LayerBuilder, step: Step, inputs: readonly Value[]): Value {
  // The table's row for an operation takes its steps; TypeScript does not follow that through an index.
  const lower = lowerings[step.op] as ((b: LayerBuilder, step: Step, inputs: readonly Value[]) => Value) | undefined
  if (!lower) throw new NotInLayers()
  return lower(builder, step, inputs)
}

const activations: Readonly<Record<TaskCard['target'], string>> = {
  class: 'softmax',
  labels: 'sigmoid',
  number: 'linear',
  tags: 'softmax',
  text: 'softmax',
}

/** Side of the square that the library cuts a picture to: the shorter side as the page scales it. */
export function squareOf({ size, cropShare }: Preprocessing): number {
  return Math.max(size, Math.floor(size / cropShare))
}

/** What a pixel is divided by before 1 is taken from it, in the library. */
const divisor = 127

/**
 * What the page does to pixels and the library does not. It hands over the picture's whole centre square as
 * pixel / 127 − 1; the page looks at the square's middle, as (pixel / 255 − mean) / deviation.
 */
function entered(builder: LayerBuilder, preprocessing: Preprocessing): Output {
  const { size, mean, std } = preprocessing
  const square = squareOf(preprocessing)
  builder.site = ''
  const whole = builder.add('InputLayer', [], [1, square, square, 3], {
    config: { batch_input_shape: [null, square, square, 3], dtype: 'float32', sparse: false },
  })
  const before = Math.floor((square - size) / 2)
  const around = [before, square - size - before]
  const middle = around.some((side) => side > 0)
    ? builder.add('Cropping2D', [whole], [1, size, size, 3], {
        config: { data_format: 'channels_last', cropping: [around, around] },
      })
    : whole
  return builder.scaled(
    middle,
    std.map((deviation) => divisor / (255 * deviation)),
    mean.map((value, channel) => (divisor / 255 - value) / (std[channel] as number)),
  )
}
