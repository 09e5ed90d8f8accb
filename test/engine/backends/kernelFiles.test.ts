import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compileKernels } from '../../../src/commands/kernels/compileKernels.ts'
import { keptHash, kernelHash } from '../../../src/commands/kernels/kernelHash.ts'
import { kernelFolder } from '../../../src/commands/kernels/readKernels.ts'
import { loadKernels } from '../../../src/engine/backends/wasm/kernelModule.ts'

test('the compiled kernels are those of their sources: else run `npm run kernels`', async () => {
  // Compiling takes a core for half a minute: outside CI the hash that `npm run kernels` wrote tells as much.
  if (!process.env.CI && (await keptHash()) === (await kernelHash())) return
  for (const [name, bytes] of await compileKernels()) {
    const kept = await readFile(join(kernelFolder, name))
    expect(Buffer.compare(kept, bytes), name).toBe(0)
  }
}, 300_000) // four times some four seconds, on a machine with nothing else to do

test('a machine asks for the kernels that it can run', async () => {
  const asked: string[] = []
  const read = async (file: string) => {
    asked.push(file)
    return new Uint8Array(await readFile(join(kernelFolder, 'plain.wasm')))
  }
  await loadKernels(false, read)
  await loadKernels(true, read)
  // Relaxed SIMD came with V8 11.4 (Chrome 114); Node 20 has V8 11.3.
  const kind = Number(process.versions.v8.split('.')[0]) > 11 ? 'relaxed' : 'plain'
  expect(asked).toEqual([kind, `${kind}-shared`])
})
