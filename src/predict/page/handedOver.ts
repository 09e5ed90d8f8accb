/** What the first script of a page that is a single file has unpacked, for the page's own script. */
const place = Symbol.for('thaw.page.files')

export type Unpacked = ReadonlyMap<string, Uint8Array<ArrayBuffer>>

export function handOver(files: Unpacked): void {
  Object.assign(globalThis, { [place]: files })
}

/** Null where the page is a folder of files. */
export function handedOver(): Unpacked | null {
  const found: unknown = Reflect.get(globalThis, place)
  return found instanceof Map ? found : null
}
