/** Sums of two tensors of one shape, as every residual is: large ones by all threads. Others are left to tfjs's kernel. */
import { util } from '@tensorflow/tfjs-core'
import { addressOf, machineOf } from './machine.ts'
import { mend } from './registry.ts'

export function registerAdd(module: WebAssembly.Module): void {
  mend('Add', ({ backend, need }) => {
    const [a, b] = [need('a'), need('b')]
    if (a.dtype !== 'float32' || b.dtype !== 'float32' || !util.arraysEqual(a.shape, b.shape)) return null
    const output = backend.makeOutput([...a.shape], 'float32')
    const machine = machineOf(backend, module)
    const size = util.sizeFromShape(a.shape)
    machine.run({
      kernel: 'addition',
      words: [size, ...[a, b, output].map((info) => addressOf(backend, info))],
      chunks: Math.ceil(size / machine.constant('valuesOfChunk')),
      // Two values are read for each one written: moving them takes longer than adding them.
      work: 3 * size,
    })
    return output
  })
}
