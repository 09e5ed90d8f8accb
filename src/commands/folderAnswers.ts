/**
 * What a folder of files answers in place of a hub. A browser takes an intercepted answer in one message, which cannot
 * hold a file of some hundred megabytes: a large file is given a part at a time, as if the connection broke after each,
 * and the client asks for the rest by range.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { normalize, resolve, sep } from 'node:path'
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
    const path = hostname === 'huggingface.co' ? await atRealRevision(base, asked) : inside(base, hostname + asked)
    return path === null ? missing : fileAnswer(path, request)
  }
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
  return inside(base, `huggingface.co${revision ? `${repository}/${revision}/${file}` : asked}`)
}

async function listingAnswer(folder: string | null, revision: string | null): Promise<FolderAnswer> {
  const listing = folder && revision && (await listRepository(folder, revision))
  if (!listing) return missing
  const headers = { ...crossOrigin, 'Content-Type': 'application/json' }
  return { status: 200, headers, body: new TextEncoder().encode(JSON.stringify(listing)) }
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
