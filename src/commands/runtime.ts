/** `npm run runtime`: builds the small runtime alone, into the folder of a built site, and tells how large it is. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { runtimeFiles, runtimeFolder } from '../shared/catalog/runtimeFiles.ts'
import { runtimeSources } from './runtimeBuild.ts'

export async function main(): Promise<number> {
  const folder = join('dist', runtimeFolder)
  await mkdir(folder, { recursive: true })
  const rows: (readonly [name: string, ...bytes: number[]])[] = []
  for (const [file, source] of await runtimeSources({ name: 'unseen' })) {
    const bytes = Buffer.from(source)
    await writeFile(join(folder, runtimeFiles[file]), bytes)
    rows.push([
      runtimeFiles[file],
      bytes.length,
      gzipSync(bytes, { level: 9 }).length,
      brotliCompressSync(bytes).length,
    ])
  }
  const sum = (column: 1 | 2 | 3) => rows.reduce((total, row) => total + (row[column] ?? 0), 0)
  for (const [name, plain, gzip, brotli] of [...rows, ['in all', sum(1), sum(2), sum(3)] as const])
    console.log(`${name.padEnd(30)} ${[plain, gzip, brotli].map((bytes) => inKilobytes(bytes ?? 0)).join('  ')}`)
  console.log('plain, gzip, brotli')
  return 0
}

function inKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(7)} kB`
}
