/** Adapters whose shapes fit and that still belong elsewhere: to another published model, or to other classes. */
import { modelCard, modelCards } from '../../../shared/catalog/models.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { adapterFault } from '../../tuning/adapterFault.ts'
import { autoNamed, type ImportedAdapter } from './importAdapter.ts'

interface Base {
  readonly id: string
  readonly revision: string
}

/**
 * Only a base that the gallery knows is surely another one: Python also writes paths and copies' names. Of the studio's
 * own models each revision is another network.
 */
export function refuseOtherBase(base: Base | null | undefined, { id: chosen, revision }: Base): void {
  const same = (one: string, other: string) => one.split('/').at(-1) === other.split('/').at(-1)
  const madeFor = base?.id
  if (!base || !madeFor) return
  if (same(madeFor, chosen)) {
    const isEarlier = base.revision !== revision && Object.hasOwn(modelCard(chosen)?.earlier ?? {}, base.revision)
    if (isEarlier)
      throw new ThawError('adapter-invalid', 'adapterBaseEarlier', { model: chosen, revision: base.revision })
    return
  }
  const known = modelCards.find(({ id }) => same(id, madeFor))
  if (!known) return
  throw new ThawError('adapter-invalid', 'adapterBaseOther', { madeFor, chosen, title: known.title })
}

/** The head's rows stand for classes by place. */
export function refuseOtherClasses({ labels, classes }: ImportedAdapter, own: readonly string[]): void {
  if (classes === 0 || labels.every(autoNamed)) return
  if (labels.length === own.length && labels.every((label, index) => label === own[index])) return
  throw adapterFault(notice('adapterClassesOther', { labels, own }))
}
