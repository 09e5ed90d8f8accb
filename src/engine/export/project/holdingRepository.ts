/** A repository that holds files which it could not keep until the page is closed, so that they can be worked with. */
import type { KeptFiles, RunRepository } from '../../storage/runRepository.ts'

export function holdingRepository(repository: RunRepository): RunRepository {
  const held = new Map<string, KeptFiles>()
  return {
    ...repository,
    async keepFiles(key, files) {
      const kept = await repository.keepFiles(key, files)
      if (kept) held.delete(key)
      else held.set(key, files)
      return kept
    },
    readFiles: async (key) => (await repository.readFiles(key)) ?? held.get(key) ?? null,
  }
}
