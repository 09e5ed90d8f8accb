/** Names in archives and folders are labels, never paths to write to. This decides which are read, and as what. */
import { notice } from '../../shared/messages/say.ts'
import { limits } from './limits.ts'
import { Skip } from './skip.ts'

/** Files and folders that systems and programs leave behind; lower case. */
const leftBehind = new Set([
  ...['thumbs.db', 'ehthumbs.db', 'desktop.ini', 'icon\r'],
  ...['__macosx', '__pycache__', '@eadir', '$recycle.bin', 'system volume information'],
])

/** Files that systems leave behind and nobody means to drop. */
export function isLitter(path: string): boolean {
  const segments = path.split(/[\\/]/).filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
  return segments.some(
    (segment) => segment.startsWith('.') || segment.startsWith('~$') || leftBehind.has(segment.toLowerCase()),
  )
}

/** The folders and the file name of a path, with `/` or `\` between them. Throws Skip for a name that leads elsewhere. */
export function pathSegments(path: string): string[] {
  if (/^[\\/]/.test(path)) throw new Skip(notice('fileNameAbsolute'))
  if (/^[a-z]:/i.test(path)) throw new Skip(notice('fileNameWithDrive'))
  const segments = path.split(/[\\/]/).filter((segment) => segment !== '' && segment !== '.')
  if (segments.includes('..')) throw new Skip(notice('fileNameLeadsOut'))
  if (segments.length > limits.folderLevels + 1)
    throw new Skip(notice('fileTooDeep', { folders: segments.length - 1, most: limits.folderLevels }))
  return segments
}
