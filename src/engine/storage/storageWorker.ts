/** A worker that writes and hashes beside the training: the message loop of the repository, and nothing else. */
import { expose } from 'comlink'
import type { StorageStatus } from '../../shared/domain/record.ts'
import { openRepository } from './openRepository.ts'
import type { RunRepository } from './runRepository.ts'

export type RepositoryCall = {
  readonly [Name in keyof RunRepository]: readonly [Name, ...Parameters<RunRepository[Name]>]
}[keyof RunRepository]

export interface StorageEndpoint {
  open(onStatus: (status: StorageStatus) => void, freeSpace: () => Promise<boolean>): Promise<void>
  call(call: RepositoryCall): Promise<unknown>
}

let opened: Promise<RunRepository> | null = null

const endpoint: StorageEndpoint = {
  async open(onStatus, freeSpace) {
    opened ??= openRepository(onStatus, freeSpace)
    await opened
  },
  async call([name, ...given]) {
    if (!opened) throw new Error('internal: open comes before everything else')
    const work = (await opened)[name] as (...values: unknown[]) => Promise<unknown>
    return work(...given)
  },
}

expose(endpoint)
