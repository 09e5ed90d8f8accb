/** config.json of a MobileNet v2, and the widths that follow from it. Reference: transformers `modeling_mobilenet_v2.py`. */
import * as v from 'valibot'
import { epsilon, whole } from './readConfig.ts'

const factor = v.pipe(v.number(), v.minValue(0.01), v.maxValue(64))
export const mobilenetV2Config = v.looseObject({
  model_type: v.literal('mobilenet_v2'),
  num_channels: v.optional(v.literal(3), 3),
  depth_multiplier: v.optional(factor, 1),
  depth_divisible_by: v.optional(whole(1024), 8),
  min_depth: v.optional(whole(1024), 8),
  expand_ratio: v.optional(factor, 6),
  output_stride: v.optional(v.literal(32), 32),
  first_layer_is_expansion: v.optional(v.boolean(), true),
  finegrained_output: v.optional(v.boolean(), true),
  hidden_act: v.optional(v.literal('relu6'), 'relu6'),
  tf_padding: v.optional(v.boolean(), true),
  layer_norm_eps: v.optional(epsilon, 1e-3),
})
export type MobileNetV2Config = v.InferOutput<typeof mobilenetV2Config>

/** The nearest multiple of the divisor, but not below nine tenths of the width (`make_divisible`). */
export function scaledWidth({ depth_divisible_by: divisor, min_depth }: MobileNetV2Config, width: number): number {
  const even = roundHalfEven(width)
  const nearest = Math.max(min_depth, Math.floor(Math.floor(even + divisor / 2) / divisor) * divisor)
  return nearest < 0.9 * even ? nearest + divisor : nearest
}

/** As Python rounds: 2.5 → 2, 3.5 → 4. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value)
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded
}
