/** What a person brings as the engine's `DataRequest`. */
import { acceptOf, withoutExtension } from '../../../shared/catalog/formats.ts'
import type { DataRequest } from '../../../shared/domain/data.ts'
import type { NamedFile } from '../../../shared/domain/files.ts'

/** What a file may be that is read as data. */
export const acceptedData = acceptOf('picture', 'table', 'text', 'archive')

/** Null for nothing. */
export function requestFor(files: readonly NamedFile[]): (DataRequest & { kind: 'files' }) | null {
  return files.length > 0 ? { kind: 'files', name: nameOf(files), files } : null
}

/** The one folder or file, or how many there are. */
function nameOf(files: readonly NamedFile[]): string {
  const roots = new Set(files.map(({ path }) => path.split('/')[0] ?? path))
  const [only = 'Your files'] = roots
  if (roots.size > 1) return `${files.length.toLocaleString('en')} files`
  return withoutExtension(only, 'archive', 'table', 'text')
}
