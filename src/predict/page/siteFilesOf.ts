import { listId, type SiteFile } from '../../shared/wire/siteFiles.ts'

/** The list that stands in index.html, by name. */
export function siteFilesOf(page: Document): ReadonlyMap<string, SiteFile> {
  const list = JSON.parse(page.getElementById(listId)?.textContent || '[]') as readonly SiteFile[]
  return new Map(list.map((file) => [file.name, file]))
}
