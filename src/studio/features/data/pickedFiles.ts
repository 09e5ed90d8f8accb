/** What a person brings: dropped entries, chosen files or a chosen folder, as the engine's `DataRequest`. */
import type { DirectoryDropItem, DropItem } from 'react-aria-components'
import type { DataRequest, NamedFile } from '../../../shared/protocol.ts'

type FilesRequest = DataRequest & { kind: 'files' }

/** Files from an input. A folder's files carry their path beneath it. */
export function requestFromFiles(files: readonly File[]): FilesRequest {
  const named = files.map((file) => ({ path: file.webkitRelativePath || file.name, file }))
  return { kind: 'files', name: nameOf(named), files: named }
}

/** Everything dropped at once, folders with all that is in them. */
export async function requestFromDrop(items: readonly DropItem[]): Promise<FilesRequest | null> {
  const files: NamedFile[] = []
  for (const item of items) {
    if (item.kind === 'file') files.push({ path: item.name, file: await item.getFile() })
    if (item.kind === 'directory') await collect(item, item.name, files)
  }
  return files.length > 0 ? { kind: 'files', name: nameOf(files), files } : null
}

async function collect(folder: DirectoryDropItem, path: string, into: NamedFile[]): Promise<void> {
  for await (const entry of folder.getEntries()) {
    const below = `${path}/${entry.name}`
    if (entry.kind === 'directory') await collect(entry, below, into)
    else into.push({ path: below, file: await entry.getFile() })
  }
}

/** The one folder or file, or how many there are. */
function nameOf(files: readonly NamedFile[]): string {
  const roots = new Set(files.map(({ path }) => path.split('/')[0] ?? path))
  const [only = 'Your pictures'] = roots
  return roots.size === 1 ? only.replace(/\.zip$/i, '') : `${files.length} files`
}
