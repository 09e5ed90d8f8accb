/** What an export holds beside the model: networks of ResNet-50's and of MiniLM's shape, written to a disk in all forms at once. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, expect, test } from 'vitest'
import { onnxFiles } from '../../../../src/engine/export/onnx/exportOnnx.ts'
import { disposeTuned } from '../../../../src/engine/inference/tunedModel.ts'
import { sizeOf } from '../../../../src/engine/nn/parameters.ts'
import { startBackend } from '../../../support/backends.ts'
import { fileStore } from '../../../support/fileStore.ts'
import { largeNetwork } from '../../../support/largeNetwork.ts'

beforeAll(() => startBackend('cpu'))

/** Pieces of so many bytes are looked at one by one, of smaller ones some. */
const large = 1e6

test.each(['MiniLM', 'ResNet-50'] as const)(
  'beside a model of %s’s shape less than half of it is held, and each of its weights is read once',
  async (shape) => {
    const network = largeNetwork(shape)
    const read: string[] = []
    const weight = (name: string) => {
      read.push(name)
      return network.model.weight(name)
    }
    const tuned = { ...network, model: { ...network.model, weight } }
    const sizes = tuned.model.trunk.blocks.flatMap(({ parameters }) => parameters).map((each) => 4 * sizeOf(each.shape))
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    const held = () => {
      collect()
      return process.memoryUsage().arrayBuffers
    }
    const before = held()
    let [most, pieces] = [0, 0]
    const store = await fileStore((piece) => {
      if (piece > large || pieces++ % 64 === 0) most = Math.max(most, held() - before)
    })
    const files = await onnxFiles(tuned, { signal: new AbortController().signal, onProgress() {}, store })
    const written = files.reduce((sum, { blob }) => sum + blob.size, 0)
    console.log(`${shape}: ${mega(bytes)} of weights, ${mega(written)} written, ${mega(most)} held beside them`)
    // Half of the bits, a quarter of them, and what stays as it is.
    expect(written).toBeGreaterThan(1.74 * bytes)
    // One weight as it is and as it is written, slices on their way to the disk, and what the collector leaves for later.
    expect(most).toBeLessThan(bytes / 2)
    expect([read.length, new Set(read).size]).toEqual([sizes.length, sizes.length])
    await store.close()
    disposeTuned(tuned)
  },
  300_000,
)

setFlagsFromString('--expose_gc')
const collect: () => void = runInNewContext('gc')

function mega(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
