/** The compiled kernels in Node, which has no threads for them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadKernels } from '../../engine/backends/wasm/kernelModule.ts'

export const kernelFolder = fileURLToPath(new URL('../../engine/backends/wasm/kernels', import.meta.url))

export function readKernels(): Promise<WebAssembly.Module | null> {
  return loadKernels(false, async (file) => new Uint8Array(await readFile(join(kernelFolder, `${file}.wasm`))))
}
