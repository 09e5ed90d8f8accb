/**
 * Files that were added to data that stand: they are kept and read beside the first ones, in a folder of their own, whose
 * name tells the time at which they came.
 */
import type { NamedFile } from './files.ts'

const folder = /^\(added (\d{1,4})\)\//

/** `files` as the latest part beside those that stand. */
export function withAdded(standing: readonly NamedFile[], files: readonly NamedFile[]): readonly NamedFile[] {
  return [...standing, ...files.map(({ path, file }) => ({ path: inPart(lastPart(standing) + 1, path), file }))]
}

/** Files that stand, and parts that were added to them by themselves. */
export function withParts(standing: readonly NamedFile[], parts: readonly NamedFile[]): readonly NamedFile[] {
  const last = lastPart(standing)
  const own = ({ path }: NamedFile) => path.replace(folder, '')
  return [...standing, ...parts.map((one) => ({ path: inPart(last + partOf(one.path), own(one)), file: one.file }))]
}

function inPart(part: number, path: string): string {
  return `(added ${part})/${path}`
}

/** Without what was added last. */
export function withoutLatest(files: readonly NamedFile[]): readonly NamedFile[] {
  const last = lastPart(files)
  return last === 0 ? files : files.filter(({ path }) => partOf(path) !== last)
}

/** How many times something was added. */
export function lastPart(files: readonly { readonly path: string }[]): number {
  return files.reduce((most, { path }) => Math.max(most, partOf(path)), 0)
}

/** The files as they came: the first ones, and each time's under their own paths. */
export function partsOf<File extends { readonly path: string }>(files: readonly File[]): readonly (readonly File[])[] {
  const parts = new Map<number, File[]>()
  for (const file of files) {
    const part = partOf(file.path)
    const own = { ...file, path: file.path.replace(folder, '') }
    const held = parts.get(part)
    if (held) held.push(own)
    else parts.set(part, [own])
  }
  return [...parts].toSorted(([a], [b]) => a - b).map(([, held]) => held)
}

function partOf(path: string): number {
  return Number(folder.exec(path)?.[1] ?? 0)
}
