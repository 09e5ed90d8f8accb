/**
 * What config.json alone tells of a model, asked before the first byte of its weights: whether a family can build it,
 * whether its weights are ones that can learn, and whether they have room.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { familyOf } from './families.ts'
import { countParameters } from './liveModel.ts'
import type { Family, Trunk } from './trunk.ts'

/** More than this is no model for a page: its float32 weights alone would take 8 GB. */
export const mostParameters = 2_000_000_000

const quantised = v.looseObject({
  quantization_config: v.looseObject({
    quant_method: v.optional(v.nullable(v.string())),
    bits: v.optional(v.nullable(v.number())),
    load_in_4bit: v.optional(v.nullable(v.boolean())),
    load_in_8bit: v.optional(v.nullable(v.boolean())),
  }),
})

/**
 * @param title what the files are called: a repository or a folder.
 * @throws ThawError `model-unsupported` for what the studio cannot tune, with what to take instead.
 */
export function judgeConfig(config: unknown, title: string | null): void {
  refuseQuantised(config, title)
  const family = familyOf(config, [])
  const trunk = trunkOfConfig(family, config)
  const parameters = trunk ? countParameters(trunk) : 0
  if (parameters > mostParameters)
    throw new ThawError('model-unsupported', 'modelOfTooMany', { parameters, most: mostParameters })
}

/** The trunk by its configuration; null where a family reads it from the weights' shapes. */
export function trunkOfConfig(family: Family, config: unknown): Trunk | null {
  let asked = false
  const shapeOf = () => {
    asked = true
    return null
  }
  try {
    return family.readTrunk({ config, preprocessor: null, shapeOf })
  } catch (error) {
    if (asked && family.needsShapes) return null
    throw error
  }
}

function refuseQuantised(config: unknown, title: string | null): void {
  const parsed = v.safeParse(quantised, config)
  if (!parsed.success) return
  const { quant_method: method, bits, load_in_4bit: four, load_in_8bit: eight } = parsed.output.quantization_config
  const width = bits ?? (four ? 4 : eight ? 8 : null)
  throw new ThawError('model-unsupported', 'modelQuantised', {
    method: (method ?? 'quantised').slice(0, 40),
    bits: width,
    whole: title === null ? null : withoutQuantisation(title),
  })
}

const ends =
  /[-_.](unsloth|bnb|bitsandbytes|[48]-?bit|int[48]|gptq|awq|eetq|hqq|aqlm|fp8|f8|nf4|fp4|mxfp4|nvfp4|w[48]a(8|16)|dynamic|quantized|g(32|64|128))$/i

/** "owner/Name-unsloth-bnb-4bit" → "owner/Name"; null where the name has no such end. */
export function withoutQuantisation(repository: string): string | null {
  let name = repository
  while (ends.test(name)) name = name.replace(ends, '')
  return name === repository || !/^[^/]+\/[^/]+$/.test(name) ? null : name
}
