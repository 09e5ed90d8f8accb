/** Taking the model that answers away: what is told beforehand, writing, and reading back what was written. */
import { wholeOptions } from '../../shared/catalog/exportOptions.ts'
import { exportCard, type ModelExportId } from '../../shared/catalog/exports.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Parameters, Result } from '../../shared/wire/calls.ts'
import type { ProgressUnit } from '../../shared/wire/events.ts'
import type { ModelSource } from '../export/exporter.ts'
import { modelExporter } from '../export/exporters.ts'
import { unwatched } from '../export/exportWatch.ts'
import { proveExport } from '../export/proof/proveExport.ts'
import { snippetsOf } from '../export/snippetsOf.ts'
import { freeExports } from '../export/writtenFiles.ts'
import type { TunedModel } from '../inference/tunedModel.ts'
import type { EngineContext, Handlers } from './engineContext.ts'

export function exportCalls(
  context: EngineContext,
): Handlers<'planExport' | 'exportModel' | 'proveExport' | 'dropExport'> {
  return {
    planExport: (asked) => planned(context, asked),
    exportModel: (asked) => written(context, asked),
    proveExport: ({ what, files }) =>
      context.job('export', (signal) =>
        proveExport({
          ...{ what, files, signal, source: sourceOf(context) },
          dataset: context.data?.dataset ?? null,
          codec: context.around.codec,
          onProgress: telling(context, notice('checkingExport'), 'examples'),
        }),
      ),
    dropExport: async () => {
      await freeExports(context.around.store)
      return null
    },
  }
}

function sourceOf(context: EngineContext, card?: string): ModelSource {
  const { lastRun, model, around } = context
  const ask: ModelSource['ask'] = (work) => context.ask((tuned) => withWhole(tuned, work))
  return { ask, lastRun, model, site: around, ...(card !== undefined && { card }) }
}

/** What is taken away stands on the weights as they are published, also where the run kept them packed. */
async function withWhole<T>(tuned: TunedModel, work: (whole: TunedModel) => Promise<T>): Promise<T> {
  if (!tuned.model.holdsPacked()) return work(tuned)
  const model = tuned.model.fork({ packed: false })
  try {
    return await work({ ...tuned, model })
  } finally {
    model.dispose()
  }
}

async function planned(
  context: EngineContext,
  { what, options }: Parameters<'planExport'>,
): Promise<Result<'planExport'>> {
  const whole = optionsOf(what, options)
  const { bytes, note = null, files = null, readme = '' } = await modelExporter(what).plan(sourceOf(context), whole)
  return { bytes, note, files, snippets: snippetsOf(readme) }
}

/** Those that take their time are a job of their own; others may be asked for beside them. */
async function written(
  context: EngineContext,
  { what = 'weights', options, card }: Parameters<'exportModel'>,
): Promise<Result<'exportModel'>> {
  const whole = optionsOf(what, options)
  const { write } = modelExporter(what)
  const source = sourceOf(context, card)
  if (!exportCard(what).watched) return write(source, unwatched, whole)
  const onProgress = telling(context, notice('writingWeights'), 'bytes')
  const { store } = context.around
  return context.job('export', (signal) => write(source, { signal, onProgress, store }, whole))
}

function telling({ around }: EngineContext, stage: Message, unit: ProgressUnit) {
  return (done: number, total: number) => around.emit({ type: 'progress', job: 'export', stage, done, total, unit })
}

function optionsOf(what: ModelExportId, given: Parameters<'exportModel'>['options']) {
  return wholeOptions(exportCard(what).options ?? [], given)
}
