/**
 * What folders say of a picture. Its class is its parent folder; folders named train, validation or test above the class
 * (split/class/file) or below it (class/split/file) name its split; folders that all pictures share say nothing.
 */
import type { SplitName } from '../../shared/protocol.ts'

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

/** Reads all pictures' folders at once (outermost first): what a folder means depends on its neighbours. */
export function folderLabels(pictures: readonly (readonly string[])[]): FolderLabel[] {
  const common = commonDepth(pictures)
  const mixed = parentsWithOtherNames(pictures)
  const placed = pictures.map((folders) => place(folders, common, mixed))
  // With nothing but the shared folders, the innermost of them is the class: one class, and the reader says so.
  const least = placed.some(({ labelAt }) => labelAt >= common) ? common : 0
  return placed.map(({ labelAt, split }, i) => ({
    label: labelAt >= least ? (pictures[i]?.[labelAt] ?? null) : null,
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

function splitOf(folder: string): SplitName | null {
  return splitNames.get(folder.toLowerCase()) ?? null
}

/** How many outer folders all pictures have in common. */
function commonDepth(pictures: readonly (readonly string[])[]): number {
  const first = pictures[0] ?? []
  let depth = first.length
  for (const folders of pictures) {
    let shared = 0
    while (shared < depth && shared < folders.length && folders[shared] === first[shared]) shared++
    depth = shared
  }
  return depth
}

/** The folders that hold a folder of pictures whose name is no split's. */
function parentsWithOtherNames(pictures: readonly (readonly string[])[]): Set<string> {
  const mixed = new Set<string>()
  for (const folders of pictures) {
    const innermost = folders.at(-1)
    if (innermost !== undefined && splitOf(innermost) === null) mixed.add(parentOf(folders))
  }
  return mixed
}

function parentOf(folders: readonly string[]): string {
  return folders.slice(0, -1).join('/')
}
