/** Taking the model that answers away: what is told beforehand, the files, and the proof that they answer alike. */
import type { ModelExportId } from '../catalog/exports.ts'
import type { ExportOptions, ExportPlan, ExportProof } from '../domain/exports.ts'
import type { ExportedFile } from '../domain/files.ts'

export interface ExportCalls {
  /** @throws `export-refused` where this model cannot leave in this form, with what to do instead. */
  planExport: { parameters: { readonly what: ModelExportId; readonly options?: ExportOptions }; result: ExportPlan }
  /** The model that answers, or what it came from, as one of the exports; the whole model where none is named. */
  exportModel: {
    parameters: {
      readonly what?: ModelExportId
      readonly options?: ExportOptions
      /** The model card of its run, in Markdown: what takes one along shows it in place of what the model alone tells. */
      readonly card?: string
    }
    result: readonly ExportedFile[]
  }
  /** Reads an export's files back, and asks them what the model is asked. */
  proveExport: {
    parameters: { readonly what: ModelExportId; readonly files: readonly ExportedFile[] }
    result: ExportProof
  }
  /** Frees the room that an export takes on the device which nobody is going to save. */
  dropExport: { parameters: null; result: null }
}
