/** Files of features in memory, whose faults a test makes: full, torn, locked, absent. */
import type { RandomAccessFile } from '../../src/engine/storage/featureFile.ts'
import type { FeatureFiles } from '../../src/engine/storage/featureStore.ts'

export interface TestFiles extends FeatureFiles {
  /** By name: what a device holds. */
  readonly held: Map<string, { bytes: Uint8Array<ArrayBuffer>; usedAt: number }>
  /** The device takes so many bytes in all. */
  room: number
  /** Nothing can be opened, as where the browser has no such files or another tab has them. */
  locked: boolean
  /** Reads since the beginning, and bytes. */
  reads: number
}

export function testFiles(now: () => number = () => Date.now()): TestFiles {
  const open = new Set<string>()
  const files: TestFiles = {
    held: new Map(),
    room: Number.POSITIVE_INFINITY,
    locked: false,
    reads: 0,
    async open(name) {
      if (files.locked || open.has(name)) throw new DOMException('locked', 'NoModificationAllowedError')
      open.add(name)
      if (!files.held.has(name)) files.held.set(name, { bytes: new Uint8Array(0), usedAt: now() })
      return handle(name)
    },
    list: async () => Array.from(files.held, ([name, { bytes, usedAt }]) => ({ name, bytes: bytes.length, usedAt })),
    async remove(name) {
      if (open.has(name)) throw new DOMException('open', 'NoModificationAllowedError')
      files.held.delete(name)
    },
  }
  const contents = (name: string) => (files.held.get(name) as { bytes: Uint8Array<ArrayBuffer> }).bytes
  const become = (name: string, bytes: Uint8Array<ArrayBuffer>) => files.held.set(name, { bytes, usedAt: now() })
  const handle = (name: string): RandomAccessFile => ({
    read(into, at) {
      files.reads++
      const part = contents(name).subarray(at, at + into.length)
      into.set(part)
      return part.length
    },
    write(bytes, at) {
      const others = [...files.held].reduce((sum, [other, held]) => sum + (other === name ? 0 : held.bytes.length), 0)
      if (others + at + bytes.length > files.room) throw new DOMException('full', 'QuotaExceededError')
      const before = contents(name)
      const after = new Uint8Array(Math.max(before.length, at + bytes.length))
      after.set(before)
      after.set(bytes, at)
      become(name, after)
      return bytes.length
    },
    size: () => contents(name).length,
    truncate(bytes) {
      const after = new Uint8Array(bytes)
      after.set(contents(name).subarray(0, bytes))
      become(name, after)
    },
    close: () => void open.delete(name),
  })
  return files
}
