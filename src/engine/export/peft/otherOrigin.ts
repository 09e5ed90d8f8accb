/** Adapters whose shapes fit and that still belong elsewhere: to another published model, or to other classes. */
import { modelCards } from '../../../shared/catalog/models.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { adapterFault } from '../../tuning/adapterFault.ts'
import { autoNamed, type ImportedAdapter } from './importAdapter.ts'

/** Only a base that the gallery knows is surely another one: Python also writes paths and copies' names. */
export function refuseOtherBase(madeFor: string | undefined, chosen: string): void {
  const same = (one: string, other: string) => one.split('/').at(-1) === other.split('/').at(-1)
  if (!madeFor || same(madeFor, chosen)) return
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
