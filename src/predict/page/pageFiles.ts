/** The files of the page: unpacked by its first script, or beside its own. */
import { deployedNames } from '../../shared/domain/deployedPage.ts'
import type { FilesAtHand } from '../folders.ts'
import { handedOver } from './handedOver.ts'

export interface PageFiles {
  /** Whether the page is a single file. */
  readonly packed: boolean
  /** What `load` opens. */
  readonly model: string | FilesAtHand
  bytes(name: string): Promise<Uint8Array<ArrayBuffer>>
  text(name: string): Promise<string>
}

export function pageFiles(): PageFiles {
  const files = handedOver()
  const decoded = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
  if (files) {
    const { model: folder } = deployedNames
    const ofModel = [...files].filter(([name]) => name.startsWith(folder))
    const bytes = async (name: string) => {
      const found = files.get(name)
      if (!found) throw new Error(`"${name}" is not in this page.`)
      return found
    }
    return {
      packed: true,
      model: new Map(ofModel.map(([name, bytes]) => [name.slice(folder.length), bytes])),
      bytes,
      text: async (name) => decoded(await bytes(name)),
    }
  }
  const base = document.baseURI
  const bytes = async (name: string) => {
    const answer = await fetch(new URL(name, base))
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`)
    return new Uint8Array(await answer.arrayBuffer())
  }
  return {
    packed: false,
    model: new URL(deployedNames.model, base).href,
    bytes,
    text: async (name) => decoded(await bytes(name)),
  }
}
