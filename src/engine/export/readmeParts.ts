/** What the READMEs of exports say alike, safe where names hold marks of Markdown or HTML. */
import { modelCard } from '../../shared/catalog/models.ts'
import type { TunedModel } from '../inference/tunedModel.ts'

type Facts = Pick<TunedModel, 'base' | 'labels'>

/** A text as code, whatever stands in it (CommonMark 6.1): a fence longer than any of its own, and one line. */
export function codeSpan(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  const runs = line.match(/`+/g) ?? []
  const fence = '`'.repeat(runs.reduce((longest, { length }) => Math.max(longest, length), 0) + 1)
  const space = /^`|`$|^ .* $/.test(line) ? ' ' : ''
  return `${fence}${space}${line}${space}${fence}`
}

export function classesLine({ labels }: Pick<Facts, 'labels'>): string[] {
  return labels.length > 0 ? [`- Classes, in order: ${labels.map(codeSpan).join(', ')}`] : []
}

/** Of the model that it was tuned from, where the studio knows it. */
export function licenceOf({ base }: Pick<Facts, 'base'>): string | null {
  return (base && modelCard(base.id)?.licence) ?? null
}

/** The model that it came of, and what its licence asks of whoever passes this on. */
export function baseLines({ base }: Pick<Facts, 'base'>): string[] {
  if (!base) return []
  const from = `${codeSpan(base.id)}${base.revision ? `, revision ${codeSpan(base.revision)}` : ''}`
  return [`- Tuned from: ${from}`, ...licenceLine(base.id)]
}

export function licenceLine(id: string): string[] {
  return [`- Licence of that model: ${licenceWords(id)}`]
}

function licenceWords(id: string): string {
  const card = modelCard(id)
  if (!card) return 'not known here. Read it where the model was published before you pass this on; it may forbid that'
  return card.licence === 'Other' ? `one of its own. Read it at ${card.home} before you pass this on` : card.licence
}
