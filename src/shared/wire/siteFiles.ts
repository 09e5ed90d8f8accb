/**
 * What a deployed site, its page and its service worker agree on: a list of the files that the page needs, by which both
 * know that one came whole. A host may hold half of a file, or files of two uploads.
 */

export interface SiteFile {
  /** From the folder's root. */
  readonly name: string
  readonly bytes: number
  /** SHA-256, in base64. */
  readonly digest: string
}

/** In index.html: the element whose text is the list. */
export const listId = 'thaw-files'

/** What the export tells the worker. */
export interface SiteOfWorker {
  readonly index: SiteFile
  /** The list's text, as it stands in index.html. */
  readonly list: string
}

/** The page asks its worker to keep all files, and the worker says that it does. */
export const keepAll = 'keep'
export const keepsAll = 'keeps'

export async function siteFile(name: string, content: Uint8Array<ArrayBuffer>): Promise<SiteFile> {
  return { name, bytes: content.byteLength, digest: await digest64(content) }
}

export async function isWhole({ bytes, digest }: SiteFile, content: Uint8Array<ArrayBuffer>): Promise<boolean> {
  if (content.byteLength !== bytes) return false
  // Pages that are not secure can make no digest, whatever the type says.
  return !(crypto.subtle as SubtleCrypto | undefined) || (await digest64(content)) === digest
}

/** SHA-256 in base64, as policies and `integrity` name it. */
export async function digest64(content: Uint8Array<ArrayBuffer>): Promise<string> {
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', content))))
}
