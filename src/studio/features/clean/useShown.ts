/** The pictures and texts of the examples in sight, fetched as the list is scrolled. */
import { useEffect, useRef, useState } from 'react'
import type { ShownExample } from '../../../shared/wire/evaluationCalls.ts'
import { type DeskState, exampleDesk, useDesk } from './exampleDesk.ts'

/** Sharp on screens with two pixels to a point. */
const side = 192
/** Enough for a dozen screens; a picture has a few kilobytes. */
const mostKept = 1000
/** A list that is scrolled fast asks for what it comes to rest at. */
const restMs = 40

const selectWas = ({ edits }: DeskState) => edits?.was ?? null

export function useShown(inSight: readonly number[]): ReadonlyMap<number, ShownExample> {
  const [shown, setShown] = useState<ReadonlyMap<number, ShownExample>>(new Map())
  // Other data have other examples in the same places.
  const data = useDesk(selectWas)
  const asked = useRef({ of: data, examples: new Set<number>() })
  const key = inSight.join()
  const [of, setOf] = useState(data)
  if (of !== data) {
    setOf(data)
    setShown(new Map())
  }
  useEffect(() => {
    const timer = setTimeout(async () => {
      if (asked.current.of !== data) asked.current = { of: data, examples: new Set() }
      const { examples } = asked.current
      const missing =
        key === ''
          ? []
          : key
              .split(',')
              .map(Number)
              .filter((example) => !examples.has(example))
      if (missing.length === 0) return
      for (const example of missing) examples.add(example)
      const fetched = await exampleDesk.show(missing, side).catch(() => null)
      if (!fetched) for (const example of missing) examples.delete(example)
      if (!fetched || asked.current.examples !== examples) return
      setShown((before) => kept([...before, ...fetched.map((each) => [each.example, each] as const)], examples))
    }, restMs)
    return () => clearTimeout(timer)
  }, [key, data])
  return of === data ? shown : new Map()
}

/** The newest; what is dropped is asked for again when it is seen again. */
function kept(
  all: readonly (readonly [number, ShownExample])[],
  asked: Set<number>,
): ReadonlyMap<number, ShownExample> {
  const over = Math.max(0, all.length - mostKept)
  for (const [example] of all.slice(0, over)) asked.delete(example)
  return new Map(all.slice(over))
}
