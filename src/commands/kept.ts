/** `npm run kept`: tells how much the service worker of the built studio keeps on a visitor's device. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { serviceWorkerFile } from '../shared/wire/serviceWorker.ts'
import { ensureBuilt } from './buildStudio.ts'

export interface Kept {
  readonly files: number
  readonly bytes: number
  /** As a host that compresses sends them. */
  readonly sent: number
}

export async function main(): Promise<number> {
  await ensureBuilt()
  const { files, bytes, sent } = await keptIn('dist')
  console.log(`${files} files, ${mega(bytes)}; ${mega(sent)} in gzip`)
  return 0
}

/** By the list that stands in its service worker. */
export async function keptIn(folder: string): Promise<Kept> {
  const worker = await readFile(join(folder, serviceWorkerFile), 'utf8')
  const names = [...worker.matchAll(/\{"url":"([^"]+)","revision":(?:null|"[0-9a-f]+")\}/g)].map(
    ([, name = '']) => name,
  )
  const all = await Promise.all(names.map((name) => readFile(join(folder, name))))
  return {
    files: all.length,
    bytes: all.reduce((sum, { length }) => sum + length, 0),
    // What is packed already gains nothing.
    sent: all.reduce((sum, file) => sum + Math.min(file.length, gzipSync(file).length), 0),
  }
}

function mega(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
