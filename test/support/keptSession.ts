/** Sessions of several visits over one repository, with a tiny writer and a short text: runs take a second. */

import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import type { Session } from '../../src/engine/calls/engineContext.ts'
import { createSession } from '../../src/engine/calls/session.ts'
import { memoryStore } from '../../src/engine/storage/blobStore.ts'
import type { FeatureStore } from '../../src/engine/storage/featureStore.ts'
import type { RunRepository } from '../../src/engine/storage/runRepository.ts'
import type { MethodId } from '../../src/methods/ids.ts'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { NamedFile } from '../../src/shared/domain/files.ts'
import type { ModelSummary } from '../../src/shared/domain/model.ts'
import type { FieldValue } from '../../src/shared/recipe/field.ts'
import { buildRecipe, defaultFields, type Recipe } from '../../src/shared/recipe/recipe.ts'
import type { EngineEvent } from '../../src/shared/wire/events.ts'
import { startBackend } from './backends.ts'
import { tinyWriter } from './tinyTextModel.ts'

export interface Visit {
  readonly session: Session
  /** Everything that was told, in order. */
  readonly events: EngineEvent[]
  /** Called with each event, before it is added. */
  onEvent: (event: EngineEvent) => void
}

export async function visit(
  repository: RunRepository,
  backend: 'cpu' | 'wasm' = 'wasm',
  features?: FeatureStore,
): Promise<Visit> {
  await startBackend(backend)
  const opener = async () => ({ adapter: 'test', software: false, threads: 1 })
  const events: EngineEvent[] = []
  const made: Visit = {
    events,
    onEvent: () => {},
    session: createSession({
      codec: nodeCodec,
      fetch: () => Promise.reject(new Error('no network')),
      store: memoryStore(),
      storeWarning: null,
      repository,
      ...(features && { features }),
      siteBase: 'https://studio.example/',
      // A run takes a tenth of a second: by this clock it is long enough to be saved at each epoch.
      now: () => 1e6 + 100 * performance.now(),
      openers: { webgpu: opener, webgl: opener, wasm: opener, cpu: opener },
      emit(event) {
        made.onEvent(event)
        events.push(event)
      },
    }),
  }
  await made.session.boot({ backend })
  return made
}

export async function writerFolder(): Promise<NamedFile[]> {
  return (await tinyWriter()).map(({ name, buffer }) => ({ path: name, file: new Blob([new Uint8Array(buffer)]) }))
}

export function loadFolder({ session }: Visit, files: readonly NamedFile[]): Promise<ModelSummary> {
  return session.loadModel({ request: { kind: 'folder', files } })
}

/** Other nights are other data. */
export function readLamp({ session }: Visit, first = 0): Promise<DatasetSummary> {
  const line = (night: number) =>
    `In night ${night} the keeper lit the lamp and the boats came home over dark water.\n\n`
  const text = Array.from({ length: 12 }, (_, night) => line(first + night)).join('')
  const request = { kind: 'files', name: 'lamp', files: [{ path: 'lamp.txt', file: new Blob([text]) }] } as const
  return session.readData({ request, textColumn: '', labelColumn: '' })
}

/** Few steps an epoch. */
export function lampRecipe(
  model: Pick<ModelSummary, 'id' | 'revision'>,
  { fingerprint }: Pick<DatasetSummary, 'fingerprint'>,
  method: MethodId,
  changes: Record<string, FieldValue> = {},
): Recipe {
  const task = 'text-generation'
  const identity = { task, model, data: { name: 'lamp', fingerprint }, backend: 'auto' } as const
  const small = {
    epochs: 3,
    maxTokens: 32,
    batch: 4,
    thaw: 2,
    'sample.tokens': 1,
    'earlyStopping.patience': 0,
  }
  const own = { 'regularisation.dropout': 0.2, 'optimiser.learningRate': 0.01, 'optimiser.trunkRate': 1 }
  const { id, revision } = model
  return buildRecipe(
    { ...identity, model: { id, revision } },
    { ...defaultFields(method, task), ...small, ...own, ...changes },
  )
}
