/** Reads a published config.json under a schema. What is not supported is refused by the field's own name. */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'

/** @throws ThawError `model-unsupported` with the path of the field, what was expected there and what was found. */
export function readConfig<Schema extends v.GenericSchema>(
  schema: Schema,
  raw: unknown,
  kind: string,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, raw)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const field = v.getDotPath(issue) ?? null
  throw new ThawError('model-unsupported', 'configUnknown', { kind, field, detail: issue.message })
}

/** The vocabulary as large as the weights have it: some are padded, or grew, without a word in the configuration. */
export function withRows<Config extends { readonly vocab_size: number }>(
  config: Config,
  table: readonly number[] | null,
): Config {
  return table?.length === 2 ? { ...config, vocab_size: table[0] as number } : config
}

/** A count or width: a whole number from 1 to `most`. */
export function whole(most: number) {
  return v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most))
}

/** An option of which only one value is supported, also where the file says nothing or null. */
export function only<const Value extends string | boolean>(value: Value) {
  return v.optional(v.nullable(v.literal(value)))
}

/** A field that may be absent or null. */
export const maybe = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(v.nullable(schema))

/** ε of layer norms. */
export const epsilon = v.pipe(v.number(), v.gtValue(0), v.maxValue(0.1))

/** A special token's id; some configurations have none. */
export const tokenId = v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))))

/** @throws ThawError `model-unsupported` where the width is not a multiple of the heads. */
export function checkHeads(width: number, heads: number): void {
  if (width % heads === 0) return
  throw new ThawError('model-unsupported', 'headsDoNotDivide', { heads, width })
}
