/**
 * The features that runs have computed, kept for the next run on the same trunk: a file for each trunk and thaw line.
 * They can always be computed anew, so that they come last: they take a share of the space that is left, the oldest go
 * first, and all of them go as soon as anything that a person values finds no room.
 */
import { type FeatureFile, type RandomAccessFile, RowFile } from './featureFile.ts'

/** Where the files lie. */
export interface FeatureFiles {
  /** Opens or makes it, for this worker alone. @throws where another tab has it, or the browser has none. */
  open(name: string): Promise<RandomAccessFile>
  /** `usedAt` in milliseconds since the epoch: when it was last written. */
  list(): Promise<readonly { readonly name: string; readonly bytes: number; readonly usedAt: number }[]>
  /** @throws while it is open somewhere. */
  remove(name: string): Promise<void>
}

export interface FeatureStore {
  /**
   * The file of a name, in hexadecimal; null where none can be had. A name of null is of features that no other run can
   * use: what is spilled there goes when it is closed.
   */
  open(name: string | null): Promise<FeatureFile | null>
  bytes(): Promise<number>
  /** Frees everything, also what is open: a run goes on and computes anew. False where there was nothing. */
  clear(): Promise<boolean>
}

export interface FeatureStoreOptions {
  readonly files: FeatureFiles
  readonly estimate: () => Promise<StorageEstimate>
  readonly now: () => number
}

/** In all. */
const mostBytes = 2 * 2 ** 30
/** Of the space that is left. */
const mostShare = 0.2
/** Less is not worth a file. */
const fewestBytes = 2 ** 20
const spillName = 'spill'

export function featureStore({ files, estimate, now }: FeatureStoreOptions): FeatureStore {
  const open = new Map<string, FeatureFile>()
  const list = async () => {
    const all = await files.list().catch(() => [])
    return all.toSorted((a, b) => a.usedAt - b.usedAt)
  }
  const total = async () => (await list()).reduce((sum, { bytes }) => sum + bytes, 0)
  const allowance = async () => {
    const { quota, usage } = await estimate().catch((): StorageEstimate => ({}))
    if (quota === undefined) return mostBytes
    return Math.min(mostBytes, mostShare * Math.max(0, quota - (usage ?? 0) + (await total())))
  }
  /** The oldest first, until so many bytes are left for more; false where they cannot be had. */
  const freeUntil = async (wanted: number, allowed: number): Promise<boolean> => {
    const all = await list()
    let taken = all.reduce((sum, { bytes }) => sum + bytes, 0)
    for (const { name, bytes } of all) {
      if (taken + wanted <= allowed) break
      if (open.has(name)) continue
      const gone = await files.remove(name).then(
        () => true,
        () => false,
      )
      if (gone) taken -= bytes
    }
    return taken + wanted <= allowed
  }
  /** Removes the spill files of runs whose worker died. */
  const sweep = async () => {
    for (const { name } of await list())
      if (name.startsWith(spillName) && !open.has(name)) await files.remove(name).catch(() => {})
  }
  return {
    async open(asked) {
      const temporary = asked === null
      const name = asked ?? `${spillName}-${now().toString(36)}`
      const allowed = await allowance()
      if (open.has(name) || allowed < fewestBytes) return null
      await sweep()
      await freeUntil(0, allowed)
      try {
        const opened = new RowFile({
          file: await files.open(name),
          now,
          makeRoom: (bytes) => freeUntil(bytes, allowed),
          async onClose() {
            open.delete(name)
            if (temporary) await files.remove(name).catch(() => {})
          },
        })
        open.set(name, opened)
        return opened
      } catch {
        return null
      }
    },
    bytes: total,
    async clear() {
      const before = await total()
      for (const opened of [...open.values()]) await opened.close()
      for (const { name } of await list()) await files.remove(name).catch(() => {})
      return (await total()) < before
    },
  }
}
