/** `npm run kernels`: compiles the WebAssembly kernels and writes them beside their sources, where they are kept. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compileKernels } from './kernels/compileKernels.ts'
import { keepHash } from './kernels/kernelHash.ts'
import { kernelFolder } from './kernels/readKernels.ts'

export async function main(): Promise<number> {
  for (const [name, bytes] of await compileKernels()) {
    await writeFile(join(kernelFolder, name), bytes)
    console.log(`${name}: ${bytes.length} bytes`)
  }
  await keepHash()
  return 0
}
