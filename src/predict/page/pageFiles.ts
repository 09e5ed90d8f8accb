/** The files of the page: unpacked by its first script, or beside its own. */
import { deployedNames } from '../../shared/domain/deployedPage.ts'
import { isWhole, type SiteFile } from '../../shared/wire/siteFiles.ts'
import type { FilesAtHand } from '../folders.ts'
import { handedOver } from './handedOver.ts'
import { IncompleteFile } from './incompleteFile.ts'
import { siteFilesOf } from './siteFilesOf.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface PageFiles {
  /** Whether the page is a single file. */
  readonly packed: boolean
  readonly names: readonly string[]
  /** @throws IncompleteFile for one that is not there, or of which half came. */
  bytes(name: string): Promise<Bytes>
}

export function pageFiles(): PageFiles {
  const files = handedOver()
  return files ? packedFiles(files) : filesBeside(siteFilesOf(document))
}

export async function textOf(files: PageFiles, name: string): Promise<string> {
  return new TextDecoder().decode(await files.bytes(name))
}

/** What `load` opens. */
export async function modelOf({ names, bytes }: PageFiles): Promise<FilesAtHand> {
  const { model: folder } = deployedNames
  const own = names.filter((name) => name.startsWith(folder))
  return new Map(await Promise.all(own.map(async (name) => [name.slice(folder.length), await bytes(name)] as const)))
}

function packedFiles(files: ReadonlyMap<string, Bytes>): PageFiles {
  return {
    packed: true,
    names: [...files.keys()],
    async bytes(name) {
      const found = files.get(name)
      if (!found) throw new Error(`"${name}" is not in this page.`)
      return found
    },
  }
}

function filesBeside(list: ReadonlyMap<string, SiteFile>): PageFiles {
  return {
    packed: false,
    names: [...list.keys()],
    async bytes(name) {
      const file = list.get(name)
      if (!file) throw new Error(`"${name}" is not in this page.`)
      let received = 0
      // The browser may still hold the file of an earlier upload: the second time it asks the host.
      for (const cache of ['default', 'reload'] as const) {
        const found = await fetched(name, cache)
        if (await isWhole(file, found)) return found
        received = found.byteLength
      }
      throw new IncompleteFile(name, received, file.bytes)
    },
  }
}

/** Nothing where it cannot be had. */
async function fetched(name: string, cache: RequestCache): Promise<Bytes> {
  const answer = await fetch(new URL(name, document.baseURI), { cache }).catch(() => null)
  return answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : new Uint8Array()
}
