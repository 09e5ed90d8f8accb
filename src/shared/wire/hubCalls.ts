/** Calls about data sets of the Hugging Face Hub, before they are read. */
import type { HubDatasetCard, KeptHubDataset } from '../domain/hubDataset.ts'

export interface HubCalls {
  /** What the hub lists of a data set, with what the first file of each split says. It is called off as reading is. */
  lookUpDataset: { parameters: { repository: string; subset: string }; result: HubDatasetCard }
  /** Data sets of which something is kept on this device. */
  storedDatasets: { parameters: Record<string, never>; result: readonly KeptHubDataset[] }
  forgetDataset: { parameters: { repository: string }; result: readonly KeptHubDataset[] }
}
