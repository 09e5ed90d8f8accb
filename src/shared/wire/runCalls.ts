/** Runs that outlive a visit, and the storage that keeps them, as the page asks for them. */
import type { ExportedFile } from '../domain/files.ts'
import type { ProjectContents, RunListing, RunRecord, StorageStatus, Visit } from '../domain/record.ts'

export interface RunCalls {
  listRuns: { parameters: Record<string, never>; result: RunListing }
  /** The whole record, for its curves. */
  readRun: { parameters: { runId: string }; result: RunRecord }
  /** Its weights answer from now on. Its model must be loaded, and, for looking at examples, its data. */
  openRun: { parameters: { runId: string }; result: RunRecord }
  describeRun: { parameters: { runId: string; tags?: readonly string[]; note?: string }; result: RunListing }
  /** Counts that the test of a run is looked at; answers with how often that was, and by how many runs of this test set. */
  countTestView: { parameters: { runId: string }; result: { readonly views: number; readonly runs: number } }
  /** Can be undone until the next visit. */
  deleteRuns: { parameters: { runIds: readonly string[] }; result: RunListing }
  restoreRuns: { parameters: { runIds: readonly string[] }; result: RunListing }
  /** Keeps the data and the model that stand, files and all, so that the next visit finds them. */
  keepVisit: { parameters: { runId: string | null }; result: null }
  /** Null where there was none. */
  lastVisit: { parameters: Record<string, never>; result: Visit | null }
  storage: { parameters: Record<string, never>; result: StorageStatus }
  /** This tab writes from now on; another that did reads only. */
  takeOver: { parameters: Record<string, never>; result: StorageStatus }
  /** Bytes of the frozen features that runs have left for the next on the same model. */
  featureBytes: { parameters: Record<string, never>; result: number }
  /** Frees them; answers with what is left. */
  forgetFeatures: { parameters: Record<string, never>; result: number }
  /** Everything in one zip: data or their references, recipe, runs, weights. */
  exportProject: { parameters: { runIds: readonly string[]; withData: boolean }; result: ExportedFile }
  /** @throws `project-invalid`, `project-newer`; then nothing was touched. */
  openProject: { parameters: { file: Blob }; result: ProjectContents }
}
