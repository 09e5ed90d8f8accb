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

/** Null where nothing is said. @throws ThawError `model-unsupported` for a way that the studio does not know. */
export async function readPooling(findJson: (name: string) => Promise<unknown>): Promise<Pooling | null> {
  const modules = v.safeParse(modulesSchema, await findJson(modulesName))
  const named = modules.success ? modules.output.find(({ type }) => /(^|\.)Pooling$/.test(type)) : undefined
  if (modules.success && !named) return null
  const path = `${named?.path.replace(/\/$/, '') ?? ''}/config.json`
  return poolingOf(await findJson(named && isModuleConfig(path) ? path : usualName))
}

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
