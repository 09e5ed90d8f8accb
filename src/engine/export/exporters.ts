/** The exporters: one line a target. What they are for, and which files they write, says `shared/catalog/exports.ts`. */
import type { ExportId, ModelExportId } from '../../shared/catalog/exports.ts'
import type { Exporter, ModelExporter } from './exporter.ts'
import { ggufFiles, planGguf } from './gguf/exportGguf.ts'
import { onnxFiles } from './onnx/exportOnnx.ts'
import { planOnnx } from './onnx/planOnnx.ts'
import { pageFile } from './page/exportPage.ts'
import { siteFiles } from './page/exportSite.ts'
import { planPage, planSite, wishesOf } from './page/planPage.ts'
import { readPageBack, readSiteBack } from './page/readPageBack.ts'
import { neededAdapter } from './peft/exportAdapter.ts'
import { planAdapter } from './peft/planAdapter.ts'
import { readAdapterBack } from './peft/readAdapterBack.ts'
import { projectFile } from './project/projectFile.ts'
import { planProject, projectOf } from './python/projectOfRun.ts'
import { tfjsFiles } from './tfjs/exportTfjs.ts'
import { planTfjs } from './tfjs/planTfjs.ts'
import { cardFile } from './weights/cardFile.ts'
import { exportFiles } from './weights/exportWeights.ts'
import { planWeights } from './weights/planWeights.ts'
import { readWeightsBack } from './weights/readWeightsBack.ts'

export const exporters = {
  weights: {
    plan: ({ ask }) => ask(planWeights),
    write: async ({ ask, card }) => [...(await ask(exportFiles)), ...cardFile(card)],
    readBack: readWeightsBack,
  },
  adapter: {
    plan: ({ ask }) => ask(planAdapter),
    write: ({ ask }) => ask(neededAdapter),
    readBack: readAdapterBack,
  },
  page: {
    plan: ({ ask }) => ask(planPage),
    write: ({ ask, site, card }, watch, options) =>
      ask((tuned) => pageFile(tuned, { site, wishes: wishesOf(options, card), watch })),
    readBack: readPageBack,
  },
  site: {
    plan: ({ ask }, options) => ask((tuned) => planSite(tuned, wishesOf(options))),
    write: ({ ask, site, card }, watch, options) =>
      ask((tuned) => siteFiles(tuned, { site, wishes: wishesOf(options, card), watch })),
    readBack: readSiteBack,
  },
  onnx: {
    plan: ({ ask }) => ask(planOnnx),
    write: ({ ask }, watch) => ask((tuned) => onnxFiles(tuned, watch)),
  },
  gguf: {
    plan: ({ ask }, options) => ask((tuned) => planGguf(tuned, options)),
    write: ({ ask }, watch, options) => ask((tuned) => ggufFiles(tuned, watch, options)),
  },
  tfjs: {
    plan: ({ ask }) => ask(planTfjs),
    write: ({ ask }, watch) => ask((tuned) => tfjsFiles(tuned, watch)),
  },
  python: {
    plan: async ({ lastRun }) => planProject(lastRun),
    write: ({ lastRun }) => projectOf(lastRun),
  },
  project: {
    write: async (project) => [await projectFile(project)],
  },
} satisfies { readonly [Id in ExportId]: Exporter<Id> }

/** Of the model that answers, with all that an exporter may have. */
export function modelExporter(id: ModelExportId): ModelExporter {
  return exporters[id]
}
