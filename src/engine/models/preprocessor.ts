/** Reads preprocessor_config.json of an image model. Reference: transformers ConvNextImageProcessor (ResNet's). */
import * as v from 'valibot'
import { ThawError } from '../../shared/errors.ts'
import type { Preprocessing } from '../prepare/preprocess.ts'

const side = v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(1024))
const triple = v.tuple([v.number(), v.number(), v.number()])
const schema = v.looseObject({
  crop_pct: v.optional(v.nullable(v.number()), null),
  image_mean: v.optional(triple, [0.485, 0.456, 0.406]),
  image_std: v.optional(triple, [0.229, 0.224, 0.225]),
  resample: v.optional(v.number(), 3),
  size: v.optional(v.union([side, v.looseObject({ shortest_edge: side }), v.looseObject({ height: side })]), 224),
})

export function readPreprocessing(raw: unknown): Preprocessing {
  const parsed = v.safeParse(schema, raw ?? {})
  if (!parsed.success)
    throw new ThawError(
      'model-unsupported',
      `preprocessor_config.json: ${v.getDotPath(parsed.issues[0]) ?? 'the file'}: ${parsed.issues[0].message}.`,
      'Check that the file belongs to an image model.',
    )
  const { crop_pct, image_mean, image_std, resample, size } = parsed.output
  const pixels =
    typeof size === 'number' ? size : 'shortest_edge' in size ? (size.shortest_edge as number) : (size.height as number)
  return {
    size: pixels,
    cropShare: crop_pct ?? 0.875,
    resample: resample === 2 ? 'bilinear' : 'bicubic',
    mean: image_mean,
    std: image_std,
  }
}
