/** The registry of architecture families: one line each. */
import type { FamilyId } from '../../shared/catalog/families.ts'
import { nearestModel } from '../../shared/catalog/otherArchitectures.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { bert } from './bert.ts'
import { dinov2 } from './dinov2.ts'
import { distilbert } from './distilbert.ts'
import { gemma3 } from './gemma3.ts'
import { gpt2, gptNeo } from './gpt.ts'
import { llama } from './llama.ts'
import { mobilenetV1 } from './mobilenetV1.ts'
import { mobilenetV2 } from './mobilenetV2.ts'
import { modernbert } from './modernbert.ts'
import { qwen2, qwen3 } from './qwen.ts'
import { resnet } from './resnet.ts'
import { roberta } from './roberta.ts'
import { tfjsLayers } from './tfjsLayers.ts'
import type { Family } from './trunk.ts'
import { deit, vit } from './vit.ts'

export const families = {
  // Before those that are known by the names of their tensors, which this one may have.
  'tfjs-layers': tfjsLayers,
  resnet,
  'mobilenet-v1': mobilenetV1,
  'mobilenet-v2': mobilenetV2,
  vit,
  deit,
  dinov2,
  bert,
  distilbert,
  roberta,
  modernbert,
  gpt2,
  'gpt-neo': gptNeo,
  llama,
  qwen2,
  qwen3,
  gemma3,
} satisfies Record<FamilyId, Family>

/** @throws ThawError `model-unsupported` naming what the files say they are. */
export function familyOf(config: unknown, names: Iterable<string>): Family {
  const all = [...names]
  const found = Object.values(families).find((family) => family.recognises(config, all))
  if (found) return found
  const says = config as { model_type?: unknown; architecture?: unknown; architectures?: unknown } | null
  const stated = says?.model_type ?? says?.architecture
  const architectures = Array.isArray(says?.architectures) ? says.architectures.map(String) : []
  const ofTimm = says?.model_type === undefined && typeof says?.architecture === 'string'
  const nearest = nearestModel(ofTimm ? 'timm_wrapper' : stated ? String(stated) : null, architectures)
  throw new ThawError('model-unsupported', 'architectureUnknown', {
    stated: stated ? String(stated).slice(0, 60) : null,
    families: Object.keys(families),
    nearest,
  })
}
