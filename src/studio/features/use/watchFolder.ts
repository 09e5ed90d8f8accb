/** A folder of the device that a person shows the page: what lies in it, and what comes, told as it is whole. */

export interface FolderFile {
  readonly path: string
  readonly file: File
}

/** What of the File System Access API is used. */
export interface FolderHandle {
  readonly name: string
  values(): AsyncIterable<FolderHandle | FileHandle>
  readonly kind: 'directory'
}
interface FileHandle {
  readonly name: string
  readonly kind: 'file'
  getFile(): Promise<File>
}

type Picker = (options: { readonly id: string; readonly mode: 'read' }) => Promise<FolderHandle>

/** Null where the browser has none. */
function picker(): Picker | null {
  const { showDirectoryPicker } = globalThis as { showDirectoryPicker?: Picker }
  return showDirectoryPicker ? showDirectoryPicker.bind(globalThis) : null
}

export function canWatch(): boolean {
  return picker() !== null
}

/** The person chooses one; null where they think better of it. */
export async function chooseFolder(): Promise<FolderHandle | null> {
  try {
    return (await picker()?.({ id: 'thaw-watch', mode: 'read' })) ?? null
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return null
    throw thrown
  }
}

/** Between two looks at the folder. */
const everyMs = 1000
/** A file that was changed this recently may still be written. */
const settledMs = 1500
/** More is no folder that somebody drops things into. */
const mostFiles = 20_000
/** Told of at once, so that the first answers are there before the last are asked for. */
const together = 200

export interface FolderWatch {
  /** @returns whether they were taken; else they are offered again. */
  readonly onFiles: (files: readonly FolderFile[]) => Promise<boolean>
  /** How many files are too many to be looked at. */
  readonly onBeyond: (count: number) => void
  /** The folder cannot be read any more. */
  readonly onLost: (thrown: unknown) => void
}

/** @returns how to stop. */
export function watchFolder(folder: FolderHandle, { onFiles, onBeyond, onLost }: FolderWatch): () => void {
  /** By path: what a file was when it was taken. */
  const taken = new Map<string, string>()
  /** What it was a moment ago: one that still grows is not whole. */
  let before = new Map<string, string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let wanted = true
  const look = async () => {
    try {
      const { files, beyond } = await filesIn(folder)
      if (!wanted) return
      onBeyond(beyond)
      const now = new Map(files.map(({ path, file }) => [path, stateOf(file)]))
      const fresh = files.filter(({ path, file }) => {
        const state = stateOf(file)
        const whole = before.get(path) === state || Date.now() - file.lastModified > settledMs
        return whole && taken.get(path) !== state
      })
      before = now
      for (let at = 0; wanted && at < fresh.length; at += together) {
        const some = fresh.slice(at, at + together)
        if (!(await onFiles(some))) break
        for (const { path, file } of some) taken.set(path, stateOf(file))
      }
      if (wanted) timer = setTimeout(() => void look(), everyMs)
    } catch (thrown) {
      if (wanted) onLost(thrown)
    }
  }
  void look()
  return () => {
    wanted = false
    clearTimeout(timer)
  }
}

function stateOf({ size, lastModified }: File): string {
  return `${size} ${lastModified}`
}

interface FolderFiles {
  /** The oldest first. */
  readonly files: readonly FolderFile[]
  readonly beyond: number
}

async function filesIn(folder: FolderHandle): Promise<FolderFiles> {
  const files: FolderFile[] = []
  let beyond = 0
  const collect = async (each: FolderHandle, path: string): Promise<void> => {
    for await (const entry of each.values()) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.kind === 'directory') await collect(entry, below)
      else if (files.length >= mostFiles) beyond++
      // One that goes away while it is looked at was none.
      else
        await entry.getFile().then(
          (file) => files.push({ path: below, file }),
          () => {},
        )
    }
  }
  await collect(folder, '')
  const ordered = files.toSorted((a, b) => a.file.lastModified - b.file.lastModified || (a.path < b.path ? -1 : 1))
  return { files: ordered, beyond }
}
