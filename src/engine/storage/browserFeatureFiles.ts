/** Files of features in the origin private file system. Synchronous handles exist in dedicated workers only. */
import type { FeatureFiles } from './featureStore.ts'

const folderName = 'thaw-features'

export const browserFeatureFiles: FeatureFiles = {
  async open(name) {
    const folder = await openFolder()
    const handle = await patiently(await folder.getFileHandle(name, { create: true }))
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

/** A worker that was just ended may hold the file a moment longer; another tab holds it for as long as its run. */
async function patiently(file: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  for (const milliseconds of waits) {
    try {
      return await file.createSyncAccessHandle()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, milliseconds))
    }
  }
  return file.createSyncAccessHandle()
}

const waits = [100, 300, 600]

async function openFolder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(folderName, { create: true })
}
