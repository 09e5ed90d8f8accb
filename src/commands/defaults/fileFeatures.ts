/** Features of runs, kept in a folder between runs of a command. */
import { closeSync, constants, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type FeatureStore, featureStore } from '../../engine/storage/featureStore.ts'

export function fileFeatures(folder: string): FeatureStore {
  mkdirSync(folder, { recursive: true })
  return featureStore({
    now: Date.now,
    estimate: async () => ({}),
    files: {
      async open(name) {
        const file = openSync(join(folder, name), constants.O_RDWR | constants.O_CREAT)
        return {
          read: (into, at) => readSync(file, into, 0, into.length, at),
          write: (bytes, at) => writeSync(file, bytes, 0, bytes.length, at),
          size: () => fstatSync(file).size,
          truncate: (bytes) => ftruncateSync(file, bytes),
          close: () => closeSync(file),
        }
      },
      async list() {
        const names = await readdir(folder)
        return Promise.all(
          names.map(async (name) => {
            const { size, mtimeMs } = await stat(join(folder, name))
            return { name, bytes: size, usedAt: mtimeMs }
          }),
        )
      },
      remove: (name) => rm(join(folder, name)),
    },
  })
}
