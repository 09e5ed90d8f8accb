/** What is said of a page before it is written, and how its options become what a person wants of it. */
import { pageLanguageIds } from '../../../shared/catalog/pageWords.ts'
import type { PageWishes } from '../../../shared/domain/deployedPage.ts'
import type { ExportOptions } from '../../../shared/domain/exports.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { countParameters } from '../../models/liveModel.ts'
import type { Planned } from '../exporter.ts'
import { exportRefused } from '../exportRefused.ts'
import { refuseTask } from '../refuseTask.ts'
import { deployedPage } from './deployedFiles.ts'
import { siteReadme } from './siteReadme.ts'

/** What text and program take, compressed: the runtime with its WebAssembly, and the words. */
export const besideWeights = 400_000
/** The same as files of their own, which nobody compresses. */
export const runtimeWeight = 950_000
/** A browser holds a document's text as one string, of half a billion characters at most; phones give up long before. */
const mostBytes = 250_000_000
/** A byte a weight, in base64. */
const perWeight = 4 / 3

/** @throws ThawError `export-refused` where no plain weights do the same. */
export async function planPage({ adapter, model, task }: TunedModel): Promise<Planned> {
  refuseTask(task, 'page')
  if (adapter && !adapter.attachment.merge) throw exportRefused('page')
  const bytes = Math.round(countParameters(model.trunk) * perWeight) + besideWeights
  if (bytes > mostBytes) throw new ThawError('export-refused', 'pageTooLarge', { bytes, most: mostBytes })
  return { bytes }
}

/** As a folder: bytes are bytes, and no file of it is one text. */
const mostOfSite = 500_000_000

/** @throws ThawError `export-refused` where no plain weights do the same, or a visitor's browser could not hold them. */
export async function planSite(tuned: TunedModel, wishes: PageWishes): Promise<Planned> {
  const { adapter, model, task } = tuned
  refuseTask(task, 'site')
  if (adapter && !adapter.attachment.merge) throw exportRefused('site')
  const weights = countParameters(model.trunk)
  if (weights > mostOfSite) throw new ThawError('export-refused', 'siteTooLarge', { bytes: weights, most: mostOfSite })
  return { bytes: weights + runtimeWeight, readme: siteReadme(tuned, deployedPage(tuned, wishes)) }
}

/** What is left empty is made of the model. @param card the run's own. */
export function wishesOf({ title, intro, picture, language, example }: ExportOptions, card?: string): PageWishes {
  const spoken = pageLanguageIds.find((id) => id === language)
  return {
    ...(typeof title === 'string' && title !== '' && { title }),
    ...(typeof intro === 'string' && intro !== '' && { intro }),
    ...(picture instanceof Blob && { picture }),
    ...(spoken && { language: spoken }),
    ...(example instanceof Blob && { example: { kind: 'image', image: example } }),
    ...(card !== undefined && { card }),
  }
}
