/**
 * A file of a hub as bytes of which any part can be had: blocks of it come over the network when they are first asked
 * for, and from this device ever after. A file that its publisher changed is another file.
 */
import * as v from 'valibot'
import { describeFile, download } from '../../weights/hub.ts'
import type { Network } from '../../weights/network.ts'
import type { ByteSource } from '../byteSource.ts'
import { sha256 } from '../digest.ts'
import type { DatasetStore } from './datasetStore.ts'

/** Of one request: neither too many, nor much that nobody asked for. */
const blockBytes = 1024 ** 2
/** Blocks that are kept in memory: neighbouring reads share one. */
const recentBlocks = 8
/** How many are fetched at once; browsers open six connections to a host. */
const lanes = 6

const described = v.object({ bytes: v.pipe(v.number(), v.integer(), v.minValue(1)), tag: v.nullable(v.string()) })

export interface RemoteHow {
  readonly network: Network
  readonly store: DatasetStore
  /** Whether what is kept will do, so that nobody asks the hub whether the file has changed. */
  readonly offline: boolean
}

/** @throws ThawError of the network, where its length is not known here either. */
export async function openRemoteFile(url: string, { network, store, offline }: RemoteHow): Promise<ByteSource> {
  const about = `about ${url}`
  const kept = await store.json(about, described)
  const { bytes: size, tag } = (offline && kept) || (await describeFile(url, network))
  if (size !== kept?.bytes || tag !== kept.tag) await store.keep(about, { bytes: size, tag })
  const state = await sha256(new TextEncoder().encode(`${url} ${size} ${tag ?? ''}`))
  const turns = inLanes()
  const blockAt = recently(async (block) => {
    const from = block * blockBytes
    const bytes = Math.min(blockBytes, size - from)
    const name = `block ${state} ${block}`
    const here = await store.bytes(name)
    if (here?.length === bytes) return here
    const wanted = { url, from, bytes, sha256: null, limit: bytes }
    const received = await turns(() => download(wanted, network, () => {}))
    await store.keep(name, received)
    return received
  })
  const slice = async (start: number, end: number) => {
    const bytes = new Uint8Array(end - start)
    if (bytes.length === 0) return bytes.buffer
    const [first, last] = [Math.floor(start / blockBytes), Math.floor((end - 1) / blockBytes)]
    const blocks = await Promise.all(Array.from({ length: last - first + 1 }, (_, i) => blockAt(first + i)))
    for (const [i, block] of blocks.entries()) {
      const from = (first + i) * blockBytes
      bytes.set(block.subarray(Math.max(0, start - from), end - from), Math.max(0, from - start))
    }
    return bytes.buffer
  }
  return { size, slice, window: 4 * blockBytes, whole: async () => new Uint8Array(await slice(0, size)) }
}

type Blocks = (block: number) => Promise<Uint8Array<ArrayBuffer>>

/** Those that were asked for last are not asked for again. */
function recently(fetch: Blocks): Blocks {
  const recent = new Map<number, ReturnType<Blocks>>()
  return (block) => {
    const asked = recent.get(block) ?? fetch(block)
    recent.delete(block)
    recent.set(block, asked)
    // What failed is asked for anew.
    asked.catch(() => recent.delete(block))
    for (const oldest of recent.keys()) if (recent.size > recentBlocks) recent.delete(oldest)
    return asked
  }
}

/** Runs as many at once as there are lanes, the others in turn. */
function inLanes(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= lanes) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
    try {
      return await work()
    } finally {
      running--
      waiting.shift()?.()
    }
  }
}
