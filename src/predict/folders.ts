/** Where a model's files may lie: at hand, or in a folder of a site. */
import type { Bytes, ModelFolder } from '../engine/weights/modelFolder.ts'
import { ThawError } from '../shared/messages/errors.ts'

/** By name, as an export of the studio names them. */
export type FilesAtHand = ReadonlyMap<string, Bytes>

export function folderAtHand(files: FilesAtHand): ModelFolder {
  return {
    names: new Set(files.keys()),
    find: async (name) => files.get(name) ?? null,
    async get(name) {
      const bytes = files.get(name)
      if (!bytes) throw absent(name)
      return bytes
    },
    notJson,
  }
}

/** @param address of the folder, with or without a slash at its end. */
export function folderAt(address: string): ModelFolder {
  const base = address.endsWith('/') ? address : `${address}/`
  const find = async (name: string): Promise<Bytes | null> => {
    const url = `${base}${name}`
    const answer = await fetch(url)
    // A host may answer with a page of its own where a file is absent.
    if (answer.status === 404 || answer.headers.get('content-type')?.startsWith('text/html')) return null
    if (!answer.ok) throw refused(url, answer.status)
    return new Uint8Array(await answer.arrayBuffer())
  }
  return {
    names: null,
    find,
    async get(name) {
      const bytes = await find(name)
      if (!bytes) throw absent(`${base}${name}`)
      return bytes
    },
    notJson,
  }
}

function refused(url: string, status: number): ThawError {
  return new ThawError('network-refused', 'hostRefused', { host: new URL(url).host, url, status })
}

function absent(name: string): ThawError {
  return new ThawError('weights-invalid', 'droppedShardAbsent', { name })
}

function notJson(name: string, cause: unknown): ThawError {
  return new ThawError('weights-invalid', 'droppedNotJson', { name }, { cause })
}
