/** Data made ready before training: what the engine is asked, and what becomes of the page's data when it answers. */

import type { DataExportId } from '../../shared/catalog/dataExports.ts'
import type { DataFinding, DataSettings, ExampleLooks, ExampleTable, Outlier } from '../../shared/domain/cleaning.ts'
import type { ExportedFile } from '../../shared/domain/files.ts'
import { toWire, type WireError } from '../../shared/messages/errors.ts'
import type { FieldValue } from '../../shared/recipe/field.ts'
import type { ShownExample } from '../../shared/wire/evaluationCalls.ts'
import { type ActionContext, notCancelled } from './actionContext.ts'
import { takeData } from './analysisActions.ts'
import { isBusy } from './steps.ts'

/** What of the form decides how data are divided and read. */
export function settingsOf(fields: Readonly<Record<string, FieldValue>>): DataSettings {
  return {
    validation: Number(fields['split.validation']),
    test: Number(fields['split.test']),
    seed: Number(fields['split.seed']) || Number(fields.seed),
    maxTrain: Number(fields.maxTrain),
    maxTokens: Number(fields.maxTokens ?? 0),
    weighted: fields['regularisation.classWeights'] !== 'off',
  }
}

export interface CleanActions {
  check(settings: DataSettings): Promise<readonly DataFinding[]>
  list(settings: DataSettings): Promise<ExampleTable>
  show(examples: readonly number[], side: number): Promise<readonly ShownExample[]>
  /** @returns why the data stay as they were; null where they are changed. */
  setExamples(names: readonly string[], now: Int32Array): Promise<WireError | null>
  /** The data as they stand. @throws WireError */
  export(what: DataExportId, settings: DataSettings): Promise<readonly ExportedFile[]>
  /** Null where it was called off, or something else is under way. */
  lookAtAll(): Promise<ExampleLooks | WireError | null>
  findOutliers(maxTokens: number): Promise<readonly Outlier[] | WireError | null>
}

export function cleanActions(context: ActionContext): CleanActions {
  const { client, change, get } = context
  /** An analysis of the examples, with its progress where all analyses have it. */
  const analysed = async <T>(work: () => Promise<T>): Promise<T | WireError | null> => {
    if (isBusy(get())) return null
    change('analysis', { running: 'look', begun: 'look', progress: null, error: null })
    try {
      return await work()
    } catch (thrown) {
      return notCancelled(toWire(thrown))
    } finally {
      change('analysis', { running: null, progress: null })
    }
  }
  return {
    check: (settings) => client.call('checkData', { settings }),
    list: (settings) => client.call('listExamples', { settings }),
    show: (examples, side) => client.call('showRead', { examples, side }),
    async setExamples(names, now) {
      try {
        takeData(context, await client.call('setExamples', { names, now }))
        // What was said of single examples counted them as they were.
        change('analysis', { doubts: null })
        return null
      } catch (thrown) {
        return toWire(thrown)
      }
    },
    export: (what, settings) => client.call('exportData', { what, settings }),
    lookAtAll: () => analysed(() => client.call('lookAtExamples', {})),
    findOutliers: (maxTokens) => analysed(() => client.call('findOutliers', { maxTokens })),
  }
}
