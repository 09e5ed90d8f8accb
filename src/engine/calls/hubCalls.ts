/** Data sets of the Hugging Face Hub: what there is, and what of it is kept here. */
import { forgetDataset, storedDatasets } from '../data/hub/datasetStore.ts'
import { lookUpDataset } from '../data/hub/hubDataset.ts'
import type { EngineContext, Handlers } from './engineContext.ts'

export function hubCalls(context: EngineContext): Handlers<'lookUpDataset' | 'storedDatasets' | 'forgetDataset'> {
  const { around } = context
  return {
    lookUpDataset: (wanted) =>
      context.job('data', (signal) => lookUpDataset(wanted, { fetch: around.fetch, store: around.store, signal })),
    storedDatasets: () => storedDatasets(around.store),
    forgetDataset: async ({ repository }) => {
      await forgetDataset(around.store, repository)
      return storedDatasets(around.store)
    },
  }
}
