/** transformers.js as anybody would use it in Node, on exported folders that lie on the disk: nothing is fetched. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as library from '@huggingface/transformers'
import type { ExportedFile } from '../../src/shared/domain/files.ts'

export interface ModelShelf {
  readonly library: typeof library
  /** Puts an exported folder where `from_pretrained(name)` finds it, and tells where the last of its files lies. */
  put(name: string, files: readonly ExportedFile[]): Promise<string>
  pathOf(name: string, file: string): string
  close(): Promise<void>
}

export async function modelShelf(): Promise<ModelShelf> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-transformers-'))
  const hadWorkers = 'Worker' in globalThis
  Object.assign(library.env, { allowRemoteModels: false, localModelPath: `${folder}/`, useFSCache: false })
  return {
    library,
    async put(name, files) {
      let path = ''
      for (const file of files) {
        path = join(folder, name, file.name)
        await mkdir(dirname(path), { recursive: true })
        await writeFile(path, new Uint8Array(await file.blob.arrayBuffer()))
      }
      return path
    },
    pathOf: (name, file) => join(folder, name, file),
    async close() {
      // onnxruntime puts a Worker of Node's among the globals, which tests that follow in this process take for a browser's.
      if (!hadWorkers) Reflect.deleteProperty(globalThis, 'Worker')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
