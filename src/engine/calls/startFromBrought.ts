/** The numbers of the adapter that was brought, where a run or a trial goes on with them. */
import { startOf } from '../export/peft/importAdapter.ts'
import { refuseOtherClasses } from '../export/peft/otherOrigin.ts'
import type { StartFrom } from '../run/startFrom.ts'
import { type EngineContext, needed, neededData } from './engineContext.ts'

/** Empty where nothing is gone on with. @throws ThawError where no adapter was brought, or it was made for other classes. */
export function startFromBrought(context: EngineContext, fromAdapter: boolean): { readonly startFrom?: StartFrom } {
  if (!fromAdapter) return {}
  const brought = needed(context.adapter, 'model-unsupported', 'noAdapter')
  refuseOtherClasses(brought, neededData(context).dataset.classes)
  return { startFrom: startOf(brought) }
}
