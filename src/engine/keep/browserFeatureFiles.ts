/** Files of features in the origin private file system. Synchronous handles exist in dedicated workers only. */
import type { FeatureFiles } from './featureStore.ts'

const folderName = 'thaw-features'

export const browserFeatureFiles: FeatureFiles = {
  async open(name) {
    const folder = await openFolder()
    const handle = await (await folder.getFileHandle(name, { create: true })).createSyncAccessHandle()
    return {
      read: (into, at) => handle.read(into as Uint8Array<ArrayBuffer>, { at }),
      write: (bytes, at) => handle.write(bytes as Uint8Array<ArrayBuffer>, { at }),
      size: () => handle.getSize(),
      truncate: (bytes) => handle.truncate(bytes),
      close: () => handle.close(),
    }
  },
  async list() {
    const found: { name: string; bytes: number; usedAt: number }[] = []
    for await (const [name, handle] of (await openFolder()).entries()) {
      if (handle.kind !== 'file') continue
      const { size, lastModified } = await (handle as FileSystemFileHandle).getFile()
      found.push({ name, bytes: size, usedAt: lastModified })
    }
    return found
  },
  remove: async (name) => (await openFolder()).removeEntry(name),
}

async function openFolder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(folderName, { create: true })
}
