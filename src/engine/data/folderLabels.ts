/**
 * What folders say of a file. Its class is its parent folder; folders named train, validation or test above the class
 * (split/class/file) or below it (class/split/file) name its split; folders that all files share say nothing.
 */
import type { SplitName } from '../../shared/domain/data.ts'

export interface FolderLabel {
  readonly label: string | null
  readonly split: SplitName | null
}

const splitNames = new Map<string, SplitName>([
  ['train', 'train'],
  ['training', 'train'],
  ['validation', 'validation'],
  ['valid', 'validation'],
  ['val', 'validation'],
  ['dev', 'validation'],
  ['test', 'test'],
  ['testing', 'test'],
  ['eval', 'test'],
])

/** Reads all files' folders at once (outermost first): what a folder means depends on its neighbours. */
export function folderLabels(files: readonly (readonly string[])[]): FolderLabel[] {
  const common = commonDepth(files)
  const mixed = parentsWithOtherNames(files)
  const placed = files.map((folders) => place(folders, common, mixed))
  // With nothing but the shared folders, the innermost of them is the class: one class, and the reader says so.
  const least = placed.some(({ labelAt }) => labelAt >= common) ? common : 0
  return placed.map(({ labelAt, split }, i) => ({
    label: labelAt >= least ? (files[i]?.[labelAt] ?? null) : null,
    split,
  }))
}

function place(
  folders: readonly string[],
  common: number,
  mixed: ReadonlySet<string>,
): { labelAt: number; split: SplitName | null } {
  const last = folders.length - 1
  const above = folders.findIndex((folder, depth) => depth >= common && depth < last && splitOf(folder) !== null)
  if (above >= 0) return { labelAt: last, split: splitOf(folders[above] ?? '') }
  const split = splitOf(folders[last] ?? '')
  // "train" beside "bus" and "tram" is a class of vehicles.
  if (split === null || mixed.has(parentOf(folders))) return { labelAt: last, split: null }
  return { labelAt: last - 1, split }
}

/** The split that a name means; null for any other name. */
export function splitOf(folder: string): SplitName | null {
  return splitNames.get(folder.toLowerCase()) ?? null
}

/** How many outer folders all files have in common. */
function commonDepth(files: readonly (readonly string[])[]): number {
  const first = files[0] ?? []
  let depth = first.length
  for (const folders of files) {
    let shared = 0
    while (shared < depth && shared < folders.length && folders[shared] === first[shared]) shared++
    depth = shared
  }
  return depth
}

/** The folders that hold a folder of files whose name is no split's. */
function parentsWithOtherNames(files: readonly (readonly string[])[]): Set<string> {
  const mixed = new Set<string>()
  for (const folders of files) {
    const innermost = folders.at(-1)
    if (innermost !== undefined && splitOf(innermost) === null) mixed.add(parentOf(folders))
  }
  return mixed
}

function parentOf(folders: readonly string[]): string {
  return folders.slice(0, -1).join('/')
}
