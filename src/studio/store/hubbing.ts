/** Data sets of the Hugging Face Hub, before they are read. These actions come with the field that asks for them. */
import { parseDatasetReference } from '../../shared/catalog/datasetReference.ts'
import type { HubDatasetCard, KeptHubDataset } from '../../shared/domain/hubDataset.ts'
import { toWire, type WireError } from '../../shared/messages/errors.ts'
import { type ActionContext, notCancelled, quietly } from './actionContext.ts'
import { actions } from './studio.ts'

/** What came of looking one up; all null where it was called off. */
export interface LookedUp {
  readonly card: HubDatasetCard | null
  /** The split that an address named. */
  readonly split: string | null
  readonly error: WireError | null
}

function hubActions({ client }: ActionContext) {
  return {
    /** @param subset Empty takes the one that an address names, or the first. */
    async lookUp(typed: string, subset = ''): Promise<LookedUp> {
      try {
        const reference = parseDatasetReference(typed)
        const wanted = { repository: reference.repository, subset: subset || (reference.subset ?? '') }
        return { card: await client.call('lookUpDataset', wanted), split: reference.split ?? null, error: null }
      } catch (thrown) {
        return { card: null, split: null, error: notCancelled(toWire(thrown)) }
      }
    },
    cancel: () => quietly(client.call('cancel', { job: 'data' })),
    kept: (): Promise<readonly KeptHubDataset[]> => client.call('storedDatasets', {}).catch(() => []),
    forget: (repository: string): Promise<readonly KeptHubDataset[]> =>
      client.call('forgetDataset', { repository }).catch(() => []),
  }
}

export const hubbing = actions.by(hubActions)
