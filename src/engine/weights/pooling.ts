/**
 * How a text's tokens become one vector, as sentence-transformers publishes it: modules.json names the steps, and a
 * folder of each holds its settings. Files of the first years have the folder alone.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'

/**
 * `cls` reads the first token through the network's own pooler, `first` reads it as it is, `last` the last that is not
 * padding. sentence-transformers never asks the pooler.
 */
export type Pooling = 'mean' | 'cls' | 'first' | 'max' | 'last'

export const modulesName = 'modules.json'
const usualName = '1_Pooling/config.json'

/** Whether it holds the settings of one step. */
export function isModuleConfig(name: string): boolean {
  return /^\d+_\w+\/config\.json$/.test(name)
}

/** The name that settings of a step would have, where they were dropped without their folder; null for any others. */
export function looseModuleName(settings: unknown): string | null {
  if (typeof settings !== 'object' || settings === null) return null
  if (Object.keys(settings).some((key) => key.startsWith('pooling_mode'))) return usualName
  return 'in_features' in settings && 'out_features' in settings ? '2_Dense/config.json' : null
}

const modulesSchema = v.array(v.looseObject({ type: v.string(), path: v.string() }))

export interface PublishedPooling {
  /** Null where nothing is said. */
  readonly pooling: Pooling | null
  /** Steps that would change the vector after it, and are left out. */
  readonly leftOut: readonly string[]
}

/** @throws ThawError `model-unsupported` for a way that the studio does not know. */
export async function readPooling(findJson: (name: string) => Promise<unknown>): Promise<PublishedPooling> {
  const modules = v.safeParse(modulesSchema, await findJson(modulesName))
  const steps = modules.success
    ? modules.output.map((step) => ({ ...step, kind: step.type.split('.').at(-1) ?? '' }))
    : []
  const leftOut = steps.map(({ kind }) => kind).filter((kind) => !read.has(kind))
  const named = steps.find(({ kind }) => kind === 'Pooling')
  if (steps.length > 0 && !named) return { pooling: null, leftOut }
  const path = `${named?.path.replace(/\/$/, '') ?? ''}/config.json`
  return { pooling: poolingOf(await findJson(named && isModuleConfig(path) ? path : usualName)), leftOut }
}

/** A head's own layer learns any length, so that whether vectors are brought to one is nothing to it. */
const read: ReadonlySet<string> = new Set(['Transformer', 'Pooling', 'Normalize', 'Dropout'])

const known: Readonly<Record<string, Pooling>> = {
  mean: 'mean',
  mean_tokens: 'mean',
  cls: 'first',
  cls_token: 'first',
  max: 'max',
  max_tokens: 'max',
  lasttoken: 'last',
}

/** With several at once the vectors would be joined, which no head here expects. */
function poolingOf(settings: unknown): Pooling | null {
  if (typeof settings !== 'object' || settings === null) return null
  const modes = Object.entries(settings).flatMap(([name, value]) => {
    if (name === 'pooling_mode') return [value].flat().map(String)
    return name.startsWith('pooling_mode_') && value === true ? [name.slice('pooling_mode_'.length)] : []
  })
  const [only, second] = modes
  if (only === undefined) return null
  const pooling = second === undefined && Object.hasOwn(known, only) ? known[only] : undefined
  if (pooling) return pooling
  throw new ThawError('model-unsupported', 'poolingUnknown', { modes })
}
