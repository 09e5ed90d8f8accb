/** A keeper that holds files which it could not keep until the page is closed, so that they can be worked with. */
import type { Keeper, KeptFiles } from '../../storage/runRepository.ts'

export function holdingKeeper(keeper: Keeper): Keeper {
  const held = new Map<string, KeptFiles>()
  return {
    ...keeper,
    async keepFiles(key, files) {
      const kept = await keeper.keepFiles(key, files)
      if (kept) held.delete(key)
      else held.set(key, files)
      return kept
    },
    readFiles: async (key) => (await keeper.readFiles(key)) ?? held.get(key) ?? null,
  }
}
