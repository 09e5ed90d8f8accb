/** Asks once for each model that answers how it can leave: how large, in which files, or why not. */
import { useEffect, useState } from 'react'
import { wholeOptions } from '../../../shared/catalog/exportOptions.ts'
import { exportCard, type ModelExportId, modelExportIds } from '../../../shared/catalog/exports.ts'
import { type PlanAnswer, planExport, refusalIn } from '../../store/deployActions.ts'
import type { Answering } from '../../store/state.ts'
import { actions } from '../../store/studio.ts'

export type Plans = Readonly<Partial<Record<ModelExportId, PlanAnswer>>>

const none: Plans = {}
const known = new WeakMap<Answering, Plans>()

/** Seconds until what failed in passing is asked again; longer each time. */
const pause = 4

/** Fills up one by one, and what failed in passing is asked again. While `busy`, nothing is asked: a plan may trace the network, and a run goes before it. */
export function usePlans(answering: Answering | null, busy: boolean): Plans {
  const [, drawAgain] = useState(0)
  useEffect(() => {
    if (!answering || busy) return
    let wanted = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (seconds: number) => {
      let failed = false
      for (const what of modelExportIds) {
        if (isSettled(known.get(answering)?.[what])) continue
        const options = wholeOptions(exportCard(what).options ?? [])
        const answer = await actions.by((context) => planExport(context, what, options))
        if (!wanted) return
        known.set(answering, { ...known.get(answering), [what]: answer })
        drawAgain((times) => times + 1)
        failed ||= !isSettled(answer)
      }
      if (failed) timer = setTimeout(() => void ask(2 * seconds), 1000 * seconds)
    }
    void ask(pause)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [answering, busy])
  return (answering && known.get(answering)) || none
}

/** A lost worker or a full memory says nothing of the model. */
function isSettled(answer: PlanAnswer | undefined): boolean {
  return answer?.ok === true || refusalIn(answer) !== null
}
