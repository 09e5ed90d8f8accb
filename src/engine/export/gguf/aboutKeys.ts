/** What a GGUF file says of itself, whoever opens it (`general.*`). */
import { methodCard } from '../../../methods/cards.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { type GgufKeys, type LlamaCppFacts, string, uint32 } from '../../models/llamaCpp.ts'
import { licenceOf } from '../readmeParts.ts'

export function aboutKeys(tuned: TunedModel, { architecture }: LlamaCppFacts): GgufKeys {
  const { base, task, method } = tuned
  const licence = licenceOf(tuned)
  const [name = '', owner] = (base?.id ?? '').split('/').reverse()
  return {
    'general.architecture': string(architecture),
    'general.type': string('model'),
    'general.name': string(`${name || 'A model'}, tuned with Thaw`),
    'general.description': string(
      `For ${taskCard(task).words.doing}${method ? `, by ${methodCard(method.id).title}` : ''}. Trained in a web page.`,
    ),
    ...(licence && licence !== 'Other' && { 'general.license': string(licence.toLowerCase()) }),
    ...(base && {
      'general.base_model.count': uint32(1),
      'general.base_model.0.name': string(name),
      ...(owner && { 'general.base_model.0.organization': string(owner) }),
      ...(owner && { 'general.base_model.0.repo_url': string(`https://huggingface.co/${base.id}`) }),
      ...(base.revision && { 'general.base_model.0.version': string(base.revision) }),
    }),
  }
}
