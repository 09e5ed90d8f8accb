/** What an earlier version of the studio left behind (test/fixtures/version-1), and visits that meet it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { nodeCodec } from '../../src/commands/nodeCodec.ts'
import type { Session } from '../../src/engine/calls/engineContext.ts'
import { createSession } from '../../src/engine/calls/session.ts'
import { memoryStore } from '../../src/engine/storage/blobStore.ts'
import type { RunRepository } from '../../src/engine/storage/runRepository.ts'
import type { NamedFile } from '../../src/shared/domain/files.ts'
import { startBackend } from './backends.ts'

const folder = 'test/fixtures/version-1'
const site = 'https://studio.example/'

export const leftBehind = ['pictures', 'messages', 'lighthouse', 'letters'] as const
export type LeftBehind = (typeof leftBehind)[number]

export function bytesLeft(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(`${folder}/${path}`))
}

export function textLeft(path: string): string {
  return readFileSync(`${folder}/${path}`, 'utf8').trim()
}

export function jsonLeft(path: string): unknown {
  return JSON.parse(textLeft(path))
}

/** Empty where the run had none apart from its model. */
export function adapterLeft(name: LeftBehind): NamedFile[] {
  const own = `${folder}/${name}/adapter`
  const names = existsSync(own) ? readdirSync(own) : []
  return names.map((path) => ({ path, file: new Blob([bytesLeft(`${name}/adapter/${path}`)]) }))
}

/** On WASM, with the site's own models and samples. */
export async function visitSite(repository: RunRepository): Promise<Session> {
  await startBackend('wasm')
  const opener = async () => ({ adapter: 'test', software: false, threads: 1 })
  const session = createSession({
    codec: nodeCodec,
    fetch: async (address) => fromSite(String(address)),
    store: memoryStore(),
    storeWarning: null,
    repository,
    siteBase: site,
    openers: { webgpu: opener, webgl: opener, wasm: opener, cpu: opener },
    emit: () => {},
  })
  await session.boot({ backend: 'wasm' })
  return session
}

function fromSite(address: string): Response {
  const path = `public/${address.slice(site.length)}`
  if (!address.startsWith(site) || !existsSync(path)) return new Response('', { status: 404 })
  return new Response(new Uint8Array(readFileSync(path)))
}
