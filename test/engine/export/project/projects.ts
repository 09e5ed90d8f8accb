/** An engine context with a repository in memory, and a run's record, for the tests of projects. */

import { nodeCodec } from '../../../../src/commands/nodeCodec.ts'
import {
  createEngineContext,
  type EngineContext,
  type Surroundings,
} from '../../../../src/engine/calls/engineContext.ts'
import { holdingRepository } from '../../../../src/engine/export/project/holdingRepository.ts'
import { memoryStore } from '../../../../src/engine/storage/blobStore.ts'
import type { RunRepository } from '../../../../src/engine/storage/runRepository.ts'
import { memoryRepository } from '../../../../src/engine/storage/storedRepository.ts'
import type { RunRecord } from '../../../../src/shared/domain/record.ts'
import { emptyRunLog } from '../../../../src/shared/domain/runLog.ts'
import { buildRecipe, defaultFields } from '../../../../src/shared/recipe/recipe.ts'

export function benchOf(repository: RunRepository = memoryRepository()): EngineContext {
  const opener: Surroundings['openers']['cpu'] = async () => ({ adapter: 'test', software: false, threads: 1 })
  return createEngineContext({
    codec: nodeCodec,
    fetch: () => Promise.reject(new Error('no network')),
    store: memoryStore(),
    storeWarning: null,
    repository: holdingRepository(repository),
    siteBase: 'https://studio.example/',
    openers: { webgpu: opener, webgl: opener, wasm: opener, cpu: opener },
    emit: () => {},
  })
}

export const recipe = buildRecipe(
  {
    task: 'text-classification',
    model: { id: 'folder-a1', revision: 'a1' },
    data: { name: 'mails', fingerprint: 'f00' },
    backend: 'cpu',
  },
  { ...defaultFields('lora', 'text-classification'), epochs: 3 },
)

export function recordOf(id: string, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    ...{ version: 2, id, recipe, task: recipe.task, modelTitle: 'Your folder' },
    model: { kind: 'kept', id: 'folder-a1' },
    data: {
      request: { kind: 'kept', fingerprint: 'f00' },
      columns: { textColumn: 'text', labelColumn: '' },
      edits: [{ digest: 'd1', path: 'mails.csv:3', label: null }],
    },
    ...{ startedAt: 1000, changedAt: 2000, status: 'finished', log: emptyRunLog, result: null, error: null },
    ...{ tags: ['best'], note: 'the one to keep', checkpoint: null, weights: true, testViews: 2, comparison: null },
    temperature: 1.5,
    ...changes,
  }
}

export const mails = {
  name: 'mails',
  files: [
    { path: 'mails/inbox.csv', file: new Blob(['text,label\nhello,ham\n'], { type: 'text/csv' }) },
    { path: 'mails/more/spam.csv', file: new Blob(['text,label\nbuy,spam\n']) },
  ],
}
export const folder = { name: 'Your folder', files: [{ path: 'config.json', file: new Blob(['{}']) }] }

/** What a visit leaves: two runs with weights, their data and their model's folder. */
export async function keptRuns(repository: RunRepository): Promise<void> {
  await repository.saveFiles('data/f00', mails)
  await repository.saveFiles('model/folder-a1', folder)
  for (const [at, id] of ['run-a', 'run-b'].entries()) {
    await repository.writeRecord(recordOf(id, { startedAt: 1000 + at }))
    await repository.writePart(id, 'weights', new Uint8Array([at, 7, 7, 7]))
  }
}

export async function textsOf(files: readonly { path: string; file: Blob }[] | undefined) {
  return Promise.all((files ?? []).map(async ({ path, file }) => [path, await file.text(), file.type]))
}
