// Asks once for each model that answers what its adapter is: how large, and whose format it takes.
import { useEffect, useState } from 'react'
import type { Answering } from '../../store/state.ts'
import { actions } from '../../store/studio.ts'
import type { AdapterPeek } from '../../store/useActions.ts'

/** Null until the engine has answered. */
export function useAdapterPeek(answering: Answering | null, hasAdapter: boolean): AdapterPeek | null {
  const [known, setKnown] = useState<{ readonly of: Answering; readonly peek: AdapterPeek } | null>(null)
  useEffect(() => {
    if (!answering || !hasAdapter) return
    let asked = true
    void actions.peekAdapter().then((peek) => {
      if (asked) setKnown({ of: answering, peek })
    })
    return () => {
      asked = false
    }
  }, [answering, hasAdapter])
  return known?.of === answering ? known.peek : null
}
