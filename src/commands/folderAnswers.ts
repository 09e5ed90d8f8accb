/**
 * What a folder of files answers in place of a hub. A browser takes an intercepted answer in one message, which cannot
 * hold a file of some hundred megabytes: a large file is given a part at a time, as if the connection broke after each,
 * and the client asks for the rest by range.
 */
import { type FileHandle, open, stat } from 'node:fs/promises'
import { normalize, resolve, sep } from 'node:path'
import { datasetFile, knowsDataset, listDataset } from './folderDatasets.ts'
import { listRepository, realRevision } from './folderListing.ts'

export interface FolderRequest {
  readonly method: string
  readonly url: string
  /** The header, or null. */
  readonly range: string | null
}

export interface FolderAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** The most bytes of one answer. */
export const partBytes = 16 * 2 ** 20

/** Any page may read what a hub gives; the headers that tell length, range and hash are open to it too. */
const crossOrigin = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Accept-Ranges': 'bytes',
}
const nothing = new Uint8Array()
const missing: FolderAnswer = { status: 404, headers: crossOrigin, body: new TextEncoder().encode('Not found') }

export function folderAnswers(folder: string): (request: FolderRequest) => Promise<FolderAnswer> {
  const base = resolve(folder)
  return async (request) => {
    const { hostname, pathname } = new URL(request.url)
    const asked = decoded(pathname)
    const listing = /^\/api\/models\/(.+)\/revision\/([^/]+)$/.exec(pathname)
    if (hostname === 'huggingface.co' && listing) {
      return listingAnswer(inside(base, `huggingface.co/${decoded(listing[1])}/resolve`), decoded(listing[2]))
    }
    const dataset =
      hostname === 'huggingface.co' && /^\/api\/datasets\/(.+?)(?:\/parquet(?:\/(.+))?)?$/.exec(asked ?? '')
    const found = dataset && (await datasetAnswer(base, dataset, request))
    if (found) return found
    const path = hostname === 'huggingface.co' ? await atRealRevision(base, asked) : inside(base, hostname + asked)
    return path === null ? missing : fileAnswer(path, request)
  }
}

/** The list of a data set's files, or one of them; null where these are not made from the folder. */
async function datasetAnswer(
  base: string,
  [asked, repository = '', file]: RegExpExecArray,
  request: FolderRequest,
): Promise<FolderAnswer | null> {
  const hub = inside(base, 'huggingface.co')
  if (!hub || !inside(hub, `datasets/${repository}`)) return missing
  if (file !== undefined) {
    const path = await datasetFile(hub, repository, file)
    return path ? fileAnswer(path, request) : null
  }
  if (asked.endsWith('/parquet')) return jsonAnswer(await listDataset(hub, repository))
  return jsonAnswer((await knowsDataset(hub, repository)) ? { id: repository } : null)
}

function jsonAnswer(value: object | null): FolderAnswer | null {
  const headers = { ...crossOrigin, 'Content-Type': 'application/json' }
  return value && { status: 200, headers, body: new TextEncoder().encode(JSON.stringify(value)) }
}

/** The path, or null where it would lie outside the folder. */
function inside(base: string, path: string | null): string | null {
  const whole = path === null ? null : normalize(`${base}/${path}`)
  return whole?.startsWith(base + sep) ? whole : null
}

/** A file that is asked for at the commit of a listing lies in the folder of the revision that was listed. */
async function atRealRevision(base: string, asked: string | null): Promise<string | null> {
  const [, repository, commit, file] = /^(\/[^/]+\/[^/]+\/resolve)\/([0-9a-f]{40})\/(.+)$/.exec(asked ?? '') ?? []
  const folder = inside(base, `huggingface.co${repository}`)
  const revision = commit && folder && (await realRevision(folder, commit))
  const path = inside(base, `huggingface.co${revision ? `${repository}/${revision}/${file}` : asked}`)
  const written = path?.replace(`${sep}refs${sep}convert${sep}parquet${sep}`, `${sep}refs%2Fconvert%2Fparquet${sep}`)
  return path && written && (await isThere(written)) ? written : path
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}

async function listingAnswer(folder: string | null, revision: string | null): Promise<FolderAnswer> {
  const listing = folder && revision && (await listRepository(folder, revision))
  return jsonAnswer(listing || null) ?? missing
}

async function fileAnswer(path: string, { method, url, range }: FolderRequest): Promise<FolderAnswer> {
  const file = await open(path).catch(() => null)
  if (!file) return missing
  try {
    const stat = await file.stat()
    if (!stat.isFile()) return missing
    const type = new URL(url).pathname.endsWith('.json') ? 'application/json' : 'application/octet-stream'
    const headers = { ...crossOrigin, 'Content-Type': type }
    if (method !== 'HEAD') return await partAnswer(file, stat.size, range, headers)
    return { status: 200, headers: { ...headers, 'Content-Length': String(stat.size) }, body: nothing }
  } finally {
    await file.close()
  }
}

async function partAnswer(file: FileHandle, size: number, range: string | null, headers: Record<string, string>) {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? []
  const first = Number(from ?? 0)
  const wanted = Math.min(to ? Number(to) + 1 : size, size)
  if (from !== undefined && first >= wanted) {
    return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${size}` }, body: nothing }
  }
  const end = Math.min(first + partBytes, wanted)
  const body = new Uint8Array(end - first)
  await file.read(body, 0, body.byteLength, first)
  if (from === undefined) return { status: 200, headers: { ...headers, 'Content-Length': String(size) }, body }
  return { status: 206, headers: { ...headers, 'Content-Range': `bytes ${first}-${end - 1}/${size}` }, body }
}

function decoded(text: string | undefined): string | null {
  try {
    return text === undefined ? null : decodeURIComponent(text)
  } catch {
    return null
  }
}
