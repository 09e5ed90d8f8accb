/** A model's folder over a network: on a hub, on the site, or at any address. The cache of its files fetches and keeps. */
import { ThawError } from '../../shared/messages/errors.ts'
import type { ModelFile, ModelFileCache } from './modelFileCache.ts'
import type { ModelFolder } from './modelFolder.ts'
import { faults } from './networkFaults.ts'

export interface RemoteFolderOptions {
  /** What messages call it: an address or a repository. */
  readonly title: string
  readonly names: ReadonlySet<string> | null
  fileAt(name: string): ModelFile
  /** Codes of the errors that mean "this file does not exist", where nobody lists the folder. */
  readonly absent: readonly string[]
}

export function remoteFolder(
  files: ModelFileCache,
  { title, names, fileAt, absent }: RemoteFolderOptions,
): ModelFolder {
  if (names) files.announce(Array.from(names, fileAt))
  return {
    names,
    find: async (name) => {
      if (names) return names.has(name) ? files.obtain(fileAt(name)) : null
      return orAbsent(files.obtain(fileAt(name)), absent)
    },
    get: async (name) => {
      if (names && !names.has(name)) throw new ThawError('weights-invalid', 'modelFileLacking', { title, name })
      return files.obtain(fileAt(name))
    },
    weights: async (name) => {
      if (names) return names.has(name) ? files.obtainWeights(fileAt(name)) : null
      return orAbsent(files.obtainWeights(fileAt(name)), absent)
    },
    notJson: (name, cause) => faults.notJson(fileAt(name).url, cause),
  }
}

async function orAbsent<T>(file: Promise<T>, codes: readonly string[]): Promise<T | null> {
  try {
    return await file
  } catch (error) {
    if (error instanceof ThawError && codes.includes(error.code)) return null
    throw error
  }
}
