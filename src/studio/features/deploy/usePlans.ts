/** Asks once for each model that answers how it can leave: how large, in which files, or why not. */
import { useEffect, useState } from 'react'
import { wholeOptions } from '../../../shared/catalog/exportOptions.ts'
import { exportCard, type ModelExportId, modelExportIds } from '../../../shared/catalog/exports.ts'
import { type PlanAnswer, planExport } from '../../store/deployActions.ts'
import type { Answering } from '../../store/state.ts'
import { actions } from '../../store/studio.ts'

export type Plans = Readonly<Partial<Record<ModelExportId, PlanAnswer>>>

const none: Plans = {}
const known = new WeakMap<Answering, Plans>()

/** Fills up one by one. While `busy`, nothing is asked: a plan may trace the network, and a run goes before it. */
export function usePlans(answering: Answering | null, busy: boolean): Plans {
  const [, drawAgain] = useState(0)
  useEffect(() => {
    if (!answering || busy) return
    let wanted = true
    const ask = async () => {
      for (const what of modelExportIds) {
        if (known.get(answering)?.[what]) continue
        const options = wholeOptions(exportCard(what).options ?? [])
        const answer = await actions.by((context) => planExport(context, what, options))
        if (!wanted) return
        known.set(answering, { ...known.get(answering), [what]: answer })
        drawAgain((times) => times + 1)
      }
    }
    void ask()
    return () => {
      wanted = false
    }
  }, [answering, busy])
  return (answering && known.get(answering)) || none
}
