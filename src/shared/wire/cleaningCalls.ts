/** Data made ready before training: checked, looked through and put right. Places are those of the data as they were read. */
import type { DataExportId } from '../catalog/dataExports.ts'
import type { DataFinding, DataSettings, EditedData, ExampleLooks, ExampleTable, Outlier } from '../domain/cleaning.ts'
import type { DataEdit } from '../domain/data.ts'
import type { ExportedFile } from '../domain/files.ts'
import type { ShownExample } from './evaluationCalls.ts'

export interface CleaningCalls {
  /** What will go wrong in training, as the settings divide and read the data. A later call ends an earlier one. */
  checkData: { parameters: { settings: DataSettings }; result: readonly DataFinding[] }
  listExamples: { parameters: { settings: DataSettings }; result: ExampleTable }
  /** As they were read, whatever became of them. */
  showRead: { parameters: { examples: readonly number[]; side?: number }; result: readonly ShownExample[] }
  /**
   * Gives examples another class, or leaves them out: `now` is by example an index into `names`, −1 for one that is left
   * out. Where nothing could be trained on any more, it throws, and the data stay as they were.
   */
  setExamples: {
    parameters: { names: readonly string[]; now: Int32Array }
    result: EditedData<DataEdit>
  }
  /** The data as they stand, with their edits and parts, as one of the forms of `catalog/dataExports`. */
  exportData: {
    parameters: { what: DataExportId; settings: DataSettings }
    result: readonly ExportedFile[]
  }
  /** The job `examine`, which can be cancelled. */
  lookAtExamples: { parameters: Record<string, never>; result: ExampleLooks }
  /** Examples far from the others of their class, in the features of the model that stands; the farthest first. */
  findOutliers: { parameters: { maxTokens: number }; result: readonly Outlier[] }
}
