/**
 * Reads how pictures are prepared: preprocessor_config.json of transformers' image processors, or timm's pretrained_cfg.
 * The original squashes a picture to a square where `size` names both sides; here its proportions are kept and the
 * centre is cut, as timm does: equal for square pictures, and kinder to the others.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import type { Preprocessing } from '../inputs/preprocess.ts'

export const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const
export const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const

const side = v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(1024))
const triple = v.tuple([v.number(), v.number(), v.number()])
const share = v.pipe(v.number(), v.minValue(0.1), v.maxValue(1))
const square = v.pipe(
  v.union([side, v.object({ shortest_edge: side }), v.object({ height: side, width: side })]),
  v.transform((size) => (typeof size === 'number' ? size : 'height' in size ? size.height : size.shortest_edge)),
)
const schema = v.looseObject({
  size: v.nullish(square),
  crop_size: v.nullish(square),
  do_center_crop: v.nullish(v.boolean()),
  crop_pct: v.nullish(share),
  resample: v.nullish(v.number()),
  do_normalize: v.nullish(v.boolean()),
  image_mean: v.nullish(triple),
  image_std: v.nullish(triple),
})
const timmSchema = v.looseObject({
  input_size: v.tuple([v.literal(3), side, side]),
  crop_pct: v.optional(share, 0.875),
  interpolation: v.optional(v.string(), 'bicubic'),
  mean: v.optional(triple, [...imageNet.mean]),
  std: v.optional(triple, [...imageNet.std]),
})

/** The family's own `standard` fills what the file leaves open. @throws ThawError `model-unsupported` naming the field. */
export function readPreprocessing(raw: unknown, standard: Preprocessing): Preprocessing {
  const file = parsed(schema, raw ?? {}, 'preprocessor_config.json')
  const plain = file.do_normalize === false
  return {
    ...readView(file, standard),
    resample: filterOf(file.resample) ?? standard.resample,
    mean: plain ? [0, 0, 0] : (file.image_mean ?? standard.mean),
    std: plain ? [1, 1, 1] : (file.image_std ?? standard.std),
  }
}

/** `pretrained_cfg` of a timm config.json. @throws ThawError `model-unsupported` naming the field. */
export function readTimmPreprocessing(raw: unknown): Preprocessing {
  const file = parsed(timmSchema, raw, 'config.json: pretrained_cfg')
  return {
    size: Math.min(file.input_size[1], file.input_size[2]),
    cropShare: file.crop_pct,
    resample: file.interpolation === 'bilinear' ? 'bilinear' : 'bicubic',
    mean: file.mean,
    std: file.std,
  }
}

function readView(file: v.InferOutput<typeof schema>, standard: Preprocessing): { size: number; cropShare: number } {
  if (file.crop_size && file.do_center_crop !== false) {
    const size = file.crop_size
    return { size, cropShare: cropShare(size, file.size ?? Math.floor(standard.size / standard.cropShare)) }
  }
  const whole = file.do_center_crop === false ? 1 : standard.cropShare
  return { size: file.size ?? standard.size, cropShare: file.crop_pct ?? whole }
}

/** The share of `resized` that `size` is, such that ⌊size / share⌋ is `resized` again. */
function cropShare(size: number, resized: number): number {
  if (size >= resized) return 1
  const exact = size / resized
  return Math.floor(size / exact) === resized ? exact : size / (resized + 0.5)
}

/** Pillow's numbers; the rarer filters are near to bicubic. */
function filterOf(resample: number | null | undefined): Preprocessing['resample'] | null {
  if (resample === null || resample === undefined) return null
  return resample === 2 ? 'bilinear' : 'bicubic'
}

function parsed<Schema extends v.GenericSchema>(schema: Schema, raw: unknown, file: string): v.InferOutput<Schema> {
  const result = v.safeParse(schema, raw)
  if (result.success) return result.output
  const [issue] = result.issues
  const field = v.getDotPath(issue) ?? null
  throw new ThawError('model-unsupported', 'preprocessingInvalid', { file, field, detail: issue.message })
}
