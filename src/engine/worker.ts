/** The message loop of the engine's worker, and nothing else. */
import './backends/tfjs.ts'
import { expose } from 'comlink'
import type { NamedFile } from '../shared/domain/files.ts'
import { en } from '../shared/messages/en.ts'
import { toWire } from '../shared/messages/errors.ts'
import { speak } from '../shared/messages/say.ts'
import type { Answer, CallName, EngineEndpoint, Parameters, Result } from '../shared/wire/calls.ts'
import type { EngineEvent } from '../shared/wire/events.ts'
import { giveFiles } from '../shared/wire/handedFiles.ts'
import { hearAtWork } from './atWork.ts'
import { openers } from './backends/openers.ts'
import type { Session } from './calls/engineContext.ts'
import { createSession } from './calls/session.ts'
import { browserCodec } from './inputs/browserCodec.ts'
import { browserFeatureFiles } from './storage/browserFeatureFiles.ts'
import { openBrowserRepository } from './storage/browserRepository.ts'
import { openBrowserStore } from './storage/browserStore.ts'
import { featureStore } from './storage/featureStore.ts'
import { retryingStore } from './storage/retryingStore.ts'

// Messages leave as data; only the causes beneath an error and the pages of an exported adapter are written in words here.
speak(en)

const beatMs = 1000

let handed: { readonly number: number; readonly files: NamedFile[] } | null = null
let listener: (event: EngineEvent) => void = () => {}
const session = open()

const endpoint: EngineEndpoint = {
  connect(onEvent) {
    listener = onEvent
  },
  hand(number, files) {
    if (handed?.number !== number) handed = { number, files: [] }
    handed.files.push(...files)
  },
  async call<Name extends CallName>(name: Name, parameters: Parameters<Name>, number?: number): Promise<Answer<Name>> {
    const files = number !== undefined && handed?.number === number ? handed.files : null
    if (files) handed = null
    try {
      const handle = (await session)[name] as (given: Parameters<Name>) => Promise<Result<Name>>
      return { ok: true, value: await handle(files ? giveFiles(parameters, files) : parameters) }
    } catch (error) {
      return { ok: false, error: toWire(error) }
    }
  },
}

const beat = () => listener({ type: 'beat' })
setInterval(beat, beatMs)
hearAtWork(beat)
expose(endpoint)

async function open(): Promise<Session> {
  const { store, reason } = await openBrowserStore()
  const estimate = () => navigator.storage.estimate()
  const features = featureStore({ files: browserFeatureFiles, estimate, now: () => Date.now() })
  return createSession({
    codec: browserCodec,
    fetch: (...request) => fetch(...request),
    store: retryingStore(store, features.clear),
    storeWarning: reason,
    repository: openBrowserRepository((status) => listener({ type: 'storage', status }), features.clear),
    features,
    // The worker's script lies one folder below the page's in the built site.
    siteBase: new URL(import.meta.env.DEV ? '/' : '../', self.location.href).href,
    openers,
    emit: (event) => listener(event),
  })
}
