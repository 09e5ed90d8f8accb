/**
 * What folders say of a file. Its class is its parent folder; folders named after a split above the class
 * (split/class/file) or below it (class/split/file) name its split; folders that all files share say nothing. A folder
 * that names no class, such as "unsup" or a "test" without classes, leaves its files without one.
 */
import type { SplitName } from '../../shared/domain/data.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { displayText } from './displayText.ts'
import { groupBy } from './groupBy.ts'
import { limits } from './limits.ts'
import { isOfMasks, saysNothing, splitOf } from './splitNames.ts'
import { SplitTree } from './splitTree.ts'

export interface FolderLabel {
  readonly label: string | null
  readonly split: SplitName | null
  /** The folder that holds the file and stands for files without a class; null where there is none. */
  readonly unlabelled: string | null
}

/** Reads all files' folders at once (outermost first): what a folder means depends on its neighbours. */
export function folderLabels(files: readonly (readonly string[])[]): FolderLabel[] {
  const folders = new Map(files.map((own) => [own.join('/'), own] as const))
  const labels = labelsOf([...folders.values()])
  const byPath = new Map([...folders.keys()].map((path, at) => [path, labels[at]] as const))
  return files.map((own) => byPath.get(own.join('/')) ?? { label: null, split: null, unlabelled: null })
}

/** Of folders that hold files, each once. */
function labelsOf(files: readonly (readonly string[])[]): FolderLabel[] {
  const paths = withoutPlainEnds(withoutDoubles(files))
  const layout = layoutOf(paths)
  const places = paths.map((folders) => place(folders, layout))
  // With nothing but the shared folders, the innermost of them is the class: one class, and the reader says so.
  const least = places.some(({ labelAt }) => labelAt >= layout.common) ? layout.common : 0
  const labelled = places.map(({ labelAt, within, split, unlabelled }, i) => ({
    label: unlabelled === null && labelAt >= least ? (within ?? paths[i]?.[labelAt] ?? null) : null,
    split,
    unlabelled,
  }))
  return withoutLoneHolders(withUnlabelledClasses(labelled))
}

/** Says how many files of folders without classes were left out, by folder. */
export function unlabelledNotices(places: readonly FolderLabel[], noun: readonly [string, string]): Message[] {
  const without = places.flatMap(({ unlabelled }) => (unlabelled === null ? [] : [unlabelled]))
  return [...groupBy(without, (folder) => folder)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, held]) =>
      notice('folderWithoutClass', { folder: displayText(folder, limits.labelLength), files: held.length, noun }),
    )
}

interface Layout {
  readonly tree: SplitTree
  /** How many outer folders all files have in common. */
  readonly common: number
  /** The folders that hold a folder of files whose name is no split's. */
  readonly mixed: ReadonlySet<string>
}

function layoutOf(paths: readonly (readonly string[])[]): Layout {
  const tree = new SplitTree(paths, { lenient: false })
  const mixed = new Set<string>()
  for (const folders of paths)
    if (folders.length > 0 && tree.roleOf(folders, folders.length - 1) === null) mixed.add(parentOf(folders))
  return { tree, common: commonDepth(paths), mixed }
}

interface Place {
  readonly labelAt: number
  /** The class where it is only a part of the folder's name. */
  readonly within: string | null
  readonly split: SplitName | null
  readonly unlabelled: string | null
}

function place(folders: readonly string[], { tree, common, mixed }: Layout): Place {
  const last = folders.length - 1
  const plain = { within: null, split: null, unlabelled: null }
  const roles = folders.map((_, depth) => (depth >= common ? tree.roleOf(folders, depth) : null))
  const unlabelled = roles.indexOf('unlabelled')
  if (unlabelled >= 0) return { ...plain, labelAt: -1, unlabelled: folders[unlabelled] ?? null }
  const above = roles.findIndex((role, depth) => depth < last && role !== null)
  if (above >= 0) return { ...plain, labelAt: last, split: splitAt(roles, above) }
  const split = last < 0 ? null : splitAt([tree.roleOf(folders, last)], 0)
  if (split === null) return { ...plain, labelAt: last }
  const within = tree.classWithin(folders, last)
  if (within !== null) return { ...plain, labelAt: last, within, split }
  if (!mixed.has(parentOf(folders))) return { ...plain, labelAt: last - 1, split }
  if (mayBeClass(folders, tree)) return { ...plain, labelAt: last }
  return { ...plain, labelAt: -1, split, unlabelled: folders[last] ?? null }
}

function splitAt(roles: readonly (SplitName | 'unlabelled' | null)[], at: number): SplitName | null {
  const role = roles[at] ?? null
  return role === 'unlabelled' ? null : role
}

/** These name nothing but a part of the data; of the others, "train" is a vehicle and "valid" the opposite of another. */
const neverClasses = new Set(['test', 'testing', 'val', 'validation'])

/** Whether a folder named like a split, with files and other folders of files beside it, is a class: "train" beside "bus". */
function mayBeClass(folders: readonly string[], tree: SplitTree): boolean {
  const depth = folders.length - 1
  const name = folders[depth] ?? ''
  const own = tree.roleOf(folders, depth)
  const divided = [...tree.neighboursOf(folders, depth).values()].some(({ role }) => role !== null && role !== own)
  return splitOf(name) !== null && !neverClasses.has(name.toLowerCase()) && !divided
}

/** Folders that only repeat the one around them, as "seg_train/seg_train", are one. */
function withoutDoubles(files: readonly (readonly string[])[]): (readonly string[])[] {
  const held = new Map<string, Set<string>>()
  for (const folders of files)
    for (let depth = 0; depth <= folders.length; depth++) {
      const path = folders.slice(0, depth).join('/')
      const inside = held.get(path) ?? new Set()
      held.set(path, inside.add(folders[depth] ?? ''))
    }
  const repeats = (folders: readonly string[], depth: number) =>
    depth > 0 &&
    folders[depth]?.toLowerCase() === folders[depth - 1]?.toLowerCase() &&
    held.get(folders.slice(0, depth).join('/'))?.size === 1
  return files.map((folders) => folders.filter((_, depth) => !repeats(folders, depth)))
}

/** Where every file lies in a folder of a name that says nothing, as "cat/images" and "dog/images", those around it say more. */
function withoutPlainEnds(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const isPlain = (folders: readonly string[]) => saysNothing(folders.at(-1) ?? '')
  const around = new Set(paths.map(parentOf))
  return around.size > 1 && paths.every(isPlain) ? paths.map((folders) => folders.slice(0, -1)) : paths
}

/** "unsup" is left out beside two classes or more, or where splits are named; else it may be a class itself. */
function withUnlabelledClasses(places: readonly FolderLabel[]): readonly FolderLabel[] {
  const labels = new Set(places.flatMap(({ label }) => (label === null ? [] : [keyOf(label)])))
  if (labels.size >= 2 || places.some(({ split }) => split !== null)) return places
  return places.map((one) =>
    one.unlabelled === null || isOfMasks(one.unlabelled) ? one : { ...one, label: one.unlabelled, unlabelled: null },
  )
}

/** A held-back part whose only folder is no class of the training part, as "test/unknown", only holds its files. */
function withoutLoneHolders(places: readonly FolderLabel[]): FolderLabel[] {
  const labelsIn = (parts: readonly (SplitName | null)[]) =>
    new Set(places.flatMap(({ label, split }) => (label !== null && parts.includes(split) ? [keyOf(label)] : [])))
  const trained = labelsIn(['train', null])
  const holders = (['validation', 'test'] as const).flatMap((part) => {
    const own = [...labelsIn([part])]
    const [only = ''] = own
    return own.length === 1 && trained.size > 1 && !trained.has(only) ? [{ part, only }] : []
  })
  return places.map((one) => {
    const holds = holders.some(
      ({ part, only }) => one.split === part && one.label !== null && keyOf(one.label) === only,
    )
    return holds ? { label: null, split: one.split, unlabelled: one.label } : one
  })
}

function keyOf(label: string): string {
  return label.normalize('NFC').trim().toLowerCase()
}

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

function parentOf(folders: readonly string[]): string {
  return folders.slice(0, -1).join('/')
}
