/** Where a model lies: an address stays one, a folder of a disk is read. */
import type { FilesAtHand } from '../folders.ts'
import { nodeFiles, readFromDisk } from './disk.ts'
import type { Source } from './types.ts'

export async function filesOf(source: Source): Promise<string | FilesAtHand> {
  if (typeof source !== 'string' && !(source instanceof URL)) return source
  const files = nodeFiles()
  const onDisk = source instanceof URL ? source.protocol === 'file:' : !/^[a-z]+:\/\//i.test(source)
  if (!files || !onDisk) return String(source)
  const folder = String(source).replace(/\/?$/, '/')
  const at = (name: string) => (source instanceof URL ? new URL(name, folder) : `${folder}${name}`)
  const names = (await files.readdir(source)).filter((name) => /\.(json|safetensors|txt)$/.test(name))
  return new Map(await Promise.all(names.map(async (name) => [name, await readFromDisk(at(name))] as const)))
}
