/** Tells whether the compiled kernels are those of their sources without compiling them. */
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { kernelFolder } from './readKernels.ts'

const kept = join(kernelFolder, 'kernels.sha256')
const compiler = fileURLToPath(new URL('./compileKernels.ts', import.meta.url))
const packages = fileURLToPath(new URL('../../../package.json', import.meta.url))

/** SHA-256, hexadecimal, over the sources, the compiled files, the compiler's version and how it is called. */
export async function kernelHash(): Promise<string> {
  const hash = createHash('sha256')
  const names = (await readdir(kernelFolder)).filter((name) => /\.(ts|wasm)$/.test(name)).sort()
  for (const name of names) hash.update(name).update(await readFile(join(kernelFolder, name)))
  const { devDependencies } = JSON.parse(await readFile(packages, 'utf8')) as {
    devDependencies: Record<string, string>
  }
  return hash
    .update(await readFile(compiler))
    .update(devDependencies.assemblyscript ?? '')
    .digest('hex')
}

/** As the last `npm run kernels` wrote it; empty where none did. */
export function keptHash(): Promise<string> {
  return readFile(kept, 'utf8').then(
    (text) => text.trim(),
    () => '',
  )
}

export async function keepHash(): Promise<void> {
  await writeFile(kept, `${await kernelHash()}\n`)
}
