/**
 * The engine's line to the worker that keeps its runs. It is started with the first call. Where no worker can be
 * started, the repository works here; where one dies, its calls answer that nothing was kept, and the next call starts
 * another.
 */
import { proxy, transfer, wrap } from 'comlink'
import type { StorageStatus } from '../../shared/domain/record.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { openRepository } from './openRepository.ts'
import type { RunRepository } from './runRepository.ts'
import type { RepositoryCall, StorageEndpoint } from './storageWorker.ts'

type Ask = (call: RepositoryCall, transferred?: Transferable[]) => Promise<unknown>

/** Never throws. `freeSpace` frees what can be computed anew, where the browser gives no more space. */
export function openBrowserRepository(
  emitStatus: (status: StorageStatus) => void,
  freeSpace: () => Promise<boolean>,
): RunRepository {
  let line: Promise<Ask> | null = null
  const ask = async <T>(fallback: T, call: RepositoryCall, transferred: Transferable[] = []): Promise<T> => {
    line ??= openLine(emitStatus, freeSpace)
    const own = line
    try {
      return (await (
        await own
      )(call, transferred)) as T
    } catch (error) {
      if (error instanceof WorkerGone && line === own) line = null
      emitStatus(stopped(reasonOf(error)))
      return fallback
    }
  }
  return {
    status: () => ask(stopped(notice('keepingSilent')), ['status']),
    takeOver: () => ask(stopped(notice('keepingSilent')), ['takeOver']),
    records: () => ask({ records: [], newer: 0 }, ['records']),
    listing: () => ask({ runs: [], newer: 0 }, ['listing']),
    record: (runId) => ask(null, ['record', runId]),
    writeRecord: (record) => ask(false, ['writeRecord', record]),
    writeProgress: (record) => ask(false, ['writeProgress', record]),
    describe: (runId, words) => ask(null, ['describe', runId, words]),
    writePart: (runId, part, bytes) => ask(false, ['writePart', runId, part, bytes], [bytes.buffer]),
    part: (runId, part) => ask(null, ['part', runId, part]),
    removePart: (runId, part) => ask(undefined, ['removePart', runId, part]),
    bytesOf: (runId) => ask(0, ['bytesOf', runId]),
    remove: (runIds) => ask(undefined, ['remove', runIds]),
    restore: (runIds) => ask(undefined, ['restore', runIds]),
    writeVisit: (visit) => ask(false, ['writeVisit', visit]),
    visit: () => ask(null, ['visit']),
    saveFiles: (key, files) => ask(false, ['saveFiles', key, files]),
    readFiles: (key) => ask(null, ['readFiles', key]),
  }
}

type Hearing = readonly [emitStatus: (status: StorageStatus) => void, freeSpace: () => Promise<boolean>]

async function openLine(...hearing: Hearing): Promise<Ask> {
  try {
    return await workerLine(...hearing)
  } catch {
    const repository = await openRepository(...hearing)
    return ([name, ...given]) => (repository[name] as (...values: unknown[]) => Promise<unknown>)(...given)
  }
}

/** Calls to a worker that dies would hang for ever: each is raced against its errors. */
async function workerLine(...[emitStatus, freeSpace]: Hearing): Promise<Ask> {
  const worker = new Worker(new URL('./storageWorker.ts', import.meta.url), { type: 'module', name: 'storage' })
  const dead = new Promise<never>((_, reject) => {
    const die = (event: Event) => {
      worker.terminate()
      reject(new WorkerGone((event as Partial<ErrorEvent>).message))
    }
    worker.addEventListener('error', die)
    worker.addEventListener('messageerror', die)
  })
  dead.catch(() => {})
  const endpoint = wrap<StorageEndpoint>(worker)
  await Promise.race([endpoint.open(proxy(emitStatus), proxy(freeSpace)), dead])
  return (call, transferred = []) => Promise.race([endpoint.call(transfer(call, transferred)), dead])
}

/** Its message is empty where the browser does not tell what happened. */
class WorkerGone extends Error {}

function reasonOf(error: unknown): Message {
  if (error instanceof WorkerGone && error.message === '') return notice('keepingCrashed')
  return notice('keepingStopped', { detail: error instanceof Error ? error.message : String(error) })
}

function stopped(reason: Message): StorageStatus {
  return { kind: 'absent', reason, usedBytes: null, quotaBytes: null, runsBytes: 0 }
}
