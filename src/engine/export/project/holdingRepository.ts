/** A repository that holds files which it could not keep until the page is closed, so that they can be worked with. */
import type { FileSet, RunRepository } from '../../storage/runRepository.ts'

export function holdingRepository(repository: RunRepository): RunRepository {
  const held = new Map<string, FileSet>()
  return {
    ...repository,
    async saveFiles(key, files) {
      const kept = await repository.saveFiles(key, files)
      if (kept) held.delete(key)
      else held.set(key, files)
      return kept
    },
    readFiles: async (key) => (await repository.readFiles(key)) ?? held.get(key) ?? null,
  }
}
