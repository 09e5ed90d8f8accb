/** Rows of the table, fetched in windows around what is looked at, and forgotten when they are far away. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { TableProposal } from '../../../../shared/domain/data.ts'
import type { RowQuery, ShownRow } from '../../../../shared/domain/tableRows.ts'
import { actions } from '../../../store/studio.ts'
import { tableRows } from '../../../store/tableActions.ts'

const windowRows = 100
/** Windows that are kept; those that are farthest from the last one go first. */
const mostWindows = 12

interface Held {
  readonly query: RowQuery
  readonly windows: ReadonlyMap<number, readonly ShownRow[]>
  /** Null until the first window is here. */
  readonly matching: number | null
}

export interface RowWindows {
  /** Rows that the query finds; null until that is known. */
  readonly matching: number | null
  /** Undefined while it is on its way. */
  readonly rowAt: (place: number) => ShownRow | undefined
  /** Fetches what of these rows is not here yet. */
  readonly want: (first: number, last: number) => void
}

/** @param table where another table is read, or the same one anew, its rows are fetched again. */
export function useRowWindows(table: TableProposal, query: RowQuery): RowWindows {
  const [held, setHeld] = useState<Held>({ query, windows: new Map(), matching: null })
  const current = useRef<{ readonly asked: Set<number> }>({ asked: new Set() })
  // What stood before stays on screen until the first rows of the next are here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another table is another source of the same rows
  useEffect(() => {
    const asking = { asked: new Set([0]) }
    current.current = asking
    void actions.by(tableRows(query, 0, windowRows)).then((found) => {
      if (found && current.current === asking)
        setHeld({ query, windows: new Map([[0, found.rows]]), matching: found.matching })
    })
  }, [table, query])
  const want = useCallback(
    (first: number, last: number) => {
      const asking = current.current
      for (let at = Math.floor(first / windowRows); at <= Math.floor(last / windowRows); at++) {
        if (asking.asked.has(at)) continue
        asking.asked.add(at)
        void fetchWindow(query, at).then((rows) => {
          if (current.current !== asking) return
          setHeld((before) => (before.query === query ? withWindow(before, at, { rows, asked: asking.asked }) : before))
        })
      }
    },
    [query],
  )
  const rowAt = (place: number) => held.windows.get(Math.floor(place / windowRows))?.[place % windowRows]
  return { matching: held.matching, rowAt, want }
}

async function fetchWindow(query: RowQuery, at: number): Promise<readonly ShownRow[] | null> {
  const found = await actions.by(tableRows(query, at * windowRows, windowRows))
  return found?.rows ?? null
}

interface Arrived {
  /** Null where it did not come: it is asked for again when it is looked at. */
  readonly rows: readonly ShownRow[] | null
  readonly asked: Set<number>
}

function withWindow(held: Held, at: number, { rows, asked }: Arrived): Held {
  if (rows === null) {
    asked.delete(at)
    return held
  }
  const windows = new Map(held.windows).set(at, rows)
  const far = [...windows.keys()].toSorted((a, b) => Math.abs(b - at) - Math.abs(a - at))
  for (const other of far.slice(0, Math.max(0, windows.size - mostWindows))) {
    windows.delete(other)
    asked.delete(other)
  }
  return { ...held, windows }
}
