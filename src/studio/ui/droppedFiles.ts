/** Files that a person dropped or chose, folders with all that is in them, each with its path. */
import type { DirectoryDropItem, DropItem } from 'react-aria-components'

export interface PathedFile {
  readonly path: string
  readonly file: File
}

/** Files from an input. A folder's files carry their path beneath it. */
export function filesFromInput(files: readonly File[]): readonly PathedFile[] {
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, file }))
}

/** Everything dropped at once. */
export async function filesFromDrop(items: readonly DropItem[]): Promise<readonly PathedFile[]> {
  const files: PathedFile[] = []
  for (const item of items) {
    if (item.kind === 'file') files.push({ path: item.name, file: await item.getFile() })
    if (item.kind === 'directory') await collect(item, item.name, files)
  }
  return files
}

async function collect(folder: DirectoryDropItem, path: string, into: PathedFile[]): Promise<void> {
  for await (const entry of folder.getEntries()) {
    const below = `${path}/${entry.name}`
    if (entry.kind === 'directory') await collect(entry, below, into)
    else into.push({ path: below, file: await entry.getFile() })
  }
}
