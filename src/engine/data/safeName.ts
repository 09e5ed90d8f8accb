/** Names in archives and folders are labels, never paths to write to. This decides which are read, and as what. */
import { limits } from './limits.ts'
import { Skip } from './skip.ts'

/** Files that systems leave behind and nobody means to drop. */
export function isLitter(path: string): boolean {
  const segments = path.split(/[\\/]/).filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
  const name = segments.at(-1)?.toLowerCase() ?? ''
  return (
    name === 'thumbs.db' ||
    name === 'desktop.ini' ||
    segments.some((segment) => segment.startsWith('.') || segment === '__MACOSX')
  )
}

/** The folders and the file name of a path, with `/` or `\` between them. Throws Skip for a name that leads elsewhere. */
export function pathSegments(path: string): string[] {
  if (/^[\\/]/.test(path)) throw new Skip('Its name is an absolute path. Pack the folder again with relative names.')
  if (/^[a-z]:/i.test(path)) throw new Skip('Its name begins with a drive. Pack the folder again with relative names.')
  const segments = path.split(/[\\/]/).filter((segment) => segment !== '' && segment !== '.')
  if (segments.includes('..')) throw new Skip('Its name leads out of the archive ("..").')
  if (segments.length > limits.folderLevels + 1)
    throw new Skip(`It lies ${segments.length - 1} folders deep; at most ${limits.folderLevels} are read.`)
  return segments
}
