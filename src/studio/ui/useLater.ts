import { useEffect, useState } from 'react'

const againMs = 5000

/**
 * What is fetched beside the first screen because that needs none of it yet; null until it is here. Tries until it is.
 * @param fetch of module level.
 */
export function useLater<T extends object>(fetch: () => Promise<T>): T | null {
  const [here, setHere] = useState<T | null>(null)
  const [failed, setFailed] = useState(0)
  useEffect(() => {
    const go = () => fetch().then(setHere, () => setFailed((times) => times + 1))
    const timer = setTimeout(() => void go(), failed > 0 ? againMs : 0)
    return () => clearTimeout(timer)
  }, [fetch, failed])
  return here
}
