/** Builds the studio when what is built is missing or older than what it is built from. */
import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const sources = [
  ...['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'],
  ...['bench.html', 'test/bench/card', 'test/bench/work'],
]

export async function ensureBuilt(): Promise<void> {
  const built = await newest(join(root, 'dist/index.html'))
  const changed = Math.max(...(await Promise.all(sources.map((source) => newest(join(root, source))))))
  if (built < changed) await buildStudio()
}

/** In a process of its own: this one may run under another NODE_ENV, which would bundle React's development half. */
async function buildStudio(): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const env = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: root, env })
}

/** When the file, or the newest file in the folder, was written; 0 where there is none. */
async function newest(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0
  const names = await readdir(path)
  return Math.max(0, ...(await Promise.all(names.map((name) => newest(join(path, name))))))
}
