/** The small runtime, as the build lays it beside the studio: an export takes its files along. */
import { type RuntimeFile, runtimeFiles, runtimeFolder } from '../../../shared/catalog/runtimeFiles.ts'
import { ThawError } from '../../../shared/messages/errors.ts'

/** Where the studio's own files are. */
export interface Site {
  readonly fetch: typeof fetch
  /** With a slash at the end. */
  readonly siteBase: string
}

/** @throws ThawError `export-refused` where the site has no such file. */
export async function runtimeBytes(site: Site, file: RuntimeFile): Promise<Uint8Array<ArrayBuffer>> {
  const address = new URL(`${runtimeFolder}/${runtimeFiles[file]}`, site.siteBase).href
  const { fetch } = site
  const answer = await fetch(address).catch((cause: unknown) => {
    throw new ThawError('export-refused', 'runtimeUnreachable', { address, status: null }, { cause })
  })
  // A host may answer with the page itself where a file is absent.
  const page = answer.headers.get('content-type')?.startsWith('text/html') === true
  if (!answer.ok || page)
    throw new ThawError('export-refused', 'runtimeUnreachable', { address, status: answer.status })
  return new Uint8Array(await answer.arrayBuffer())
}
