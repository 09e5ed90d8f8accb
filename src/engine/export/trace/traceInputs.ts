/** What a network is fed with, as inputs of its graph. */
import * as tf from '@tensorflow/tfjs-core'
import type { Trunk } from '../../models/trunk.ts'
import type { Sizes } from './sizes.ts'
import type { Tape } from './traceBackend.ts'

/** Names that transformers' exports give what goes in and comes out. */
export const portNames = {
  ids: 'input_ids',
  mask: 'attention_mask',
  places: 'position_ids',
  types: 'token_type_ids',
  pixels: 'pixel_values',
  logits: 'logits',
} as const

export interface Inputs {
  readonly x: tf.Tensor
  /** Of all tokens, those that came before included. */
  readonly mask: tf.Tensor2D | null
  /** Of the tokens of a text that goes on: padding may stand before it, and then its first token is not at place 0. */
  readonly places?: tf.Tensor2D
}

export function inputsOf({ input }: Trunk, tape: Tape, sizes: Sizes): Inputs {
  const { batch_size: batch = 0, sequence_length: tokens = 0, past_sequence_length: past } = sizes
  if (input.kind === 'image') {
    const { size } = input.preprocessing
    return { x: givenInput(tape, portNames.pixels, [batch, size, size, 3], 'float32', true), mask: null }
  }
  const whole = (name: string, length = tokens) => givenInput(tape, name, [batch, length], 'int32')
  const ids = whole(portNames.ids)
  const mask = tf.cast(whole(portNames.mask, (past ?? 0) + tokens), 'float32') as tf.Tensor2D
  const x = input.tokenTypes ? tf.concat([apart(ids), apart(whole(portNames.types))], 2) : ids
  return { x, mask, ...(past !== undefined && { places: whole(portNames.places) as tf.Tensor2D }) }
}

export function givenInput(
  tape: Tape,
  name: string,
  shape: readonly number[],
  type: 'float32' | 'int32',
  picture = false,
): tf.Tensor {
  return tape.emit({ op: 'input', name, picture }, [], [{ shape, type }])[0] as tf.Tensor
}

function apart(ids: tf.Tensor): tf.Tensor {
  return tf.reshape(ids, [...ids.shape, 1])
}
