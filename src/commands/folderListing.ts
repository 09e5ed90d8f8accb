/**
 * The hub's listing of a repository, made from a folder that holds its files: names, sizes, and a commit that changes
 * when a file does. Files of the sizes that the hub keeps apart (LFS) carry their SHA-256, while that costs no second.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'

export interface HubListing {
  /** Forty hexadecimal digits. */
  readonly sha: string
  readonly siblings: readonly {
    readonly rfilename: string
    readonly size: number
    readonly lfs?: { readonly sha256: string }
  }[]
}

/** From ten megabytes on, the hub keeps a file in LFS. */
const lfsBytes = 10 * 2 ** 20
/** Larger files are listed without their hash. */
const hashedBytes = 256 * 2 ** 20

/** `folder` is OWNER/NAME/resolve; null when it holds no such revision. */
export async function listRepository(folder: string, revision: string): Promise<HubListing | null> {
  const real = (await realRevision(folder, revision)) ?? revision
  const root = join(folder, real)
  if (!root.startsWith(folder + sep)) return null
  const files = await filesIn(root)
  if (!files) return null
  const siblings = await Promise.all(
    files.map(async ({ name, size }) => {
      const hashed = size >= lfsBytes && size <= hashedBytes
      const lfs = hashed ? { lfs: { sha256: await hashOf(join(root, name)) } } : {}
      return { rfilename: name, size, ...lfs }
    }),
  )
  return { sha: commitOf(real, files), siblings }
}

/** The revision whose listing has this commit; null when there is none, as where the commit itself is the folder's name. */
export async function realRevision(folder: string, commit: string): Promise<string | null> {
  for (const revision of await readdir(folder).catch(() => [])) {
    const files = await filesIn(join(folder, revision))
    if (files && commitOf(revision, files) === commit) return revision
  }
  return null
}

interface Listed {
  readonly name: string
  readonly size: number
  readonly changed: number
}

/** A folder that is named by a commit already keeps its name. */
function commitOf(revision: string, files: readonly Listed[]): string {
  if (/^[0-9a-f]{40}$/.test(revision)) return revision
  const lines = files.map(({ name, size, changed }) => `${name} ${size} ${changed}\n`)
  return createHash('sha1')
    .update(`${revision}\n${lines.join('')}`)
    .digest('hex')
}

/** Sorted by name; null when there is no such folder. */
async function filesIn(root: string): Promise<readonly Listed[] | null> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => null)
  const files = entries?.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  if (!files) return null
  const listed = files.map(async (path) => {
    const { size, mtimeMs } = await stat(path) // follows links, as caches of the hub are made of
    return { name: relative(root, path).split(sep).join('/'), size, changed: mtimeMs }
  })
  return (await Promise.all(listed)).sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
