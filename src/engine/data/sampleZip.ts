/**
 * The zips of examples that Teachable Machine gives away, one for each class: "Cats-samples.zip" holds 0.jpg, 1.jpg and
 * so on. Its name is the class; so is that of the folder that it was unpacked into.
 */

import { groupBy } from './groupBy.ts'

/** Files of such a folder, under the name of the class. */
export function inSampledFolders<File extends { readonly path: string }>(files: readonly File[]): File[] {
  const names = groupBy(files, ({ path }) => folderOf(path))
  const labels = new Map(
    Array.from(names, ([folder, within]) => [
      folder,
      sampledClass(
        folder,
        within.map(({ path }) => nameOf(path)),
      ),
    ]),
  )
  return files.map((file) => {
    const folder = folderOf(file.path)
    const label = labels.get(folder) ?? null
    return label === null
      ? file
      : { ...file, path: `${folder.slice(0, -nameOf(folder).length)}${label}/${nameOf(file.path)}` }
  })
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The class, or null for any other archive. @param name without the ending of an archive; @param paths of its files */
export function sampledClass(name: string, paths: readonly string[]): string | null {
  const [, label] = /^(?:.*\/)?([^/]+?)[-_ ]samples(?: ?\(\d+\))?$/i.exec(name) ?? []
  const numbered = paths.length > 0 && paths.every((path) => /^\d+\.(jpe?g|png|webp)$/i.test(path))
  return label !== undefined && numbered ? label : null
}
