/** The exporters: one line a target. What they are for, and which files they write, says `shared/catalog/exports.ts`. */
import type { ExportId, ModelExportId } from '../../shared/catalog/exports.ts'
import type { PageWishes } from '../../shared/domain/deployedPage.ts'
import type { ExportedFile } from '../../shared/domain/files.ts'
import type { TunedModel } from '../inference/tunedModel.ts'
import type { LastRun } from '../run/lastRun.ts'
import type { ExportWatch } from './exportWatch.ts'
import { onnxFiles } from './onnx/exportOnnx.ts'
import { pageFile } from './page/exportPage.ts'
import type { Site } from './page/runtime.ts'
import { neededAdapter } from './peft/exportAdapter.ts'
import type { Project } from './project/project.ts'
import { projectFile } from './project/projectFile.ts'
import { projectOf } from './python/projectOfRun.ts'
import { tfjsFiles } from './tfjs/exportTfjs.ts'
import { exportFiles } from './weights/exportWeights.ts'

/** Where exports of the model that answers take it from. */
export interface ModelSource {
  /** Lends the model; rejects where there is none. */
  ask<T>(work: (tuned: TunedModel) => Promise<T>): Promise<T>
  /** What the model came from; null for one that was brought. */
  readonly lastRun: LastRun | null
  readonly site: Site
  /** What a person wants of a page; absent where nothing was said. */
  readonly wishes?: PageWishes
}

type SourceOf<Id extends ExportId> = Id extends ModelExportId ? ModelSource : Project

/** @throws ThawError `export-refused`, with what to do instead. */
type Exporter<Source> = (source: Source, watch: ExportWatch) => Promise<readonly ExportedFile[]>

export const exporters = {
  weights: ({ ask }) => ask(exportFiles),
  adapter: ({ ask }) => ask(neededAdapter),
  page: ({ ask, site, wishes = {} }, watch) => ask((tuned) => pageFile(tuned, { site, wishes, watch })),
  onnx: ({ ask }, watch) => ask((tuned) => onnxFiles(tuned, watch)),
  tfjs: ({ ask }, watch) => ask((tuned) => tfjsFiles(tuned, watch)),
  python: ({ lastRun }) => projectOf(lastRun),
  project: async (project): Promise<readonly [ExportedFile]> => [await projectFile(project)],
} satisfies { readonly [Id in ExportId]: Exporter<SourceOf<Id>> }
