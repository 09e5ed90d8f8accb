/** Many answers at once. */
import type { BulkColumns } from '../../shared/wire/bulkCalls.ts'
import { predictBulk } from '../evaluate/bulk/predictBulk.ts'
import type { EngineContext, Handlers } from './engineContext.ts'

export function bulkCalls(context: EngineContext): Handlers<'predictBulk'> {
  const { codec, emit } = context.around
  return {
    predictBulk: ({ files, names, columns = { textColumn: '', secondTextColumn: '' } }) =>
      context.job('bulk', (signal) =>
        context.ask((tuned) =>
          predictBulk(tuned, {
            ...{ files, names, columns: usualColumns(context, columns), codec, signal },
            onProgress: (done, total, stage, unit) => emit({ type: 'progress', job: 'bulk', stage, done, total, unit }),
          }),
        ),
      ),
  }
}

/** Where the person names none, those that the model was trained on: a table of new rows mostly has the same. */
function usualColumns({ data, lastRun }: EngineContext, { textColumn, secondTextColumn }: BulkColumns) {
  const own = lastRun && data?.dataset.fingerprint === lastRun.dataset.fingerprint ? data.dataset.columns : null
  return {
    textColumn: textColumn || (own?.text ?? ''),
    secondTextColumn: secondTextColumn || (own?.secondText ?? ''),
  }
}
