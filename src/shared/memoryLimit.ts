/**
 * How much memory a page may count on. Browsers say coarsely how much a device has (a power of two, at most 8 GB), some
 * not at all; half is left to what else runs, and WebAssembly's addresses end at 4 GB whatever there is.
 */
export interface MemoryLimit {
  readonly bytes: number
  /** What the browser says that the device has, in GB; null where it says nothing. */
  readonly said: number | null
}

const mostAddressed = 4 * 2 ** 30

export function memoryLimit(navigator: unknown = globalThis.navigator): MemoryLimit {
  const said = (navigator as { readonly deviceMemory?: unknown } | undefined)?.deviceMemory
  if (typeof said !== 'number' || !(said > 0)) return { bytes: mostAddressed, said: null }
  return { bytes: Math.min(mostAddressed, (said / 2) * 2 ** 30), said }
}
