/** The registry of architecture families: one line each. */
import type { FamilyId } from '../../shared/catalog/models.ts'
import { ThawError } from '../../shared/errors.ts'
import { mobilenetV1 } from './mobilenetV1.ts'
import { resnet } from './resnet.ts'
import type { Family } from './trunk.ts'

export const families = {
  resnet,
  'mobilenet-v1': mobilenetV1,
} satisfies Record<FamilyId, Family>

/** @throws ThawError `model-unsupported` naming what the files say they are. */
export function familyOf(config: unknown, names: Iterable<string>): Family {
  const all = [...names]
  const found = Object.values(families).find((family) => family.recognises(config, all))
  if (found) return found
  const stated = (config as { model_type?: unknown } | null)?.model_type
  throw new ThawError(
    'model-unsupported',
    `This model's architecture ${stated ? `"${String(stated).slice(0, 60)}" ` : ''}is not known here.`,
    `Supported families: ${Object.keys(families).join(', ')}.`,
  )
}
