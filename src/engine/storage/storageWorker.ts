/** A worker that writes and hashes beside the training: the message loop of the repository, and nothing else. */
import { expose } from 'comlink'
import type { StorageStatus } from '../../shared/domain/record.ts'
import { openRepository } from './openRepository.ts'
import type { RunRepository } from './runRepository.ts'

export type KeeperCall = {
  readonly [Name in keyof RunRepository]: readonly [Name, ...Parameters<RunRepository[Name]>]
}[keyof RunRepository]

export interface KeeperEndpoint {
  open(onStatus: (status: StorageStatus) => void, spare: () => Promise<boolean>): Promise<void>
  call(call: KeeperCall): Promise<unknown>
}

let opened: Promise<RunRepository> | null = null

const endpoint: KeeperEndpoint = {
  async open(onStatus, spare) {
    opened ??= openRepository(onStatus, spare)
    await opened
  },
  async call([name, ...given]) {
    if (!opened) throw new Error('internal: open comes before everything else')
    const work = (await opened)[name] as (...values: unknown[]) => Promise<unknown>
    return work(...given)
  },
}

expose(endpoint)
