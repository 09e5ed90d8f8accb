/**
 * Kernels on tfjs's own heap. The module has no memory, no data and no allocator of its own: it works on addresses that
 * it is given. A job is cut into chunks, and `run` does some of them; the arguments lie in the heap (simd.ts reads them).
 */
import { attend, attendBack, queryBlock } from './attention'
import { convolve, convolveBackFilter, convolveBackInput, placesOfBlock } from './convolution'
import { depthwiseBackFilter, depthwiseBackInput } from './depthwise'
import { adamW, addValues, chunkSize, dropped, geluSlopes, geluValues, squares } from './elements'
export { conduct, serve } from './crew'
import { gemmScratch } from './gemm'
import { multiply } from './product'
import {
  columnChunk,
  crossEntropyRows,
  normalize,
  normalizeBack,
  normalizeParameters,
  sumByRow,
  sumColumns,
} from './rows'

/** Bytes of scratch that every run may use; what a job needs beyond them comes behind. */
export const scratchBytes: usize = gemmScratch
/** How much of a job is done at a time: values, columns, queries of attention, places of a convolution. */
export const valuesOfChunk: i32 = chunkSize
export const columnsOfChunk: i32 = columnChunk
export const queriesOfBlock: i32 = queryBlock
export const placesOfChunk: i32 = placesOfBlock

export const product: i32 = 0
export const gelu: i32 = 1
export const geluGrad: i32 = 2
export const sumOfSquares: i32 = 3
export const adam: i32 = 4
export const dropout: i32 = 5
export const layerNorm: i32 = 6
export const layerNormGrad: i32 = 7
export const layerNormParameterGrad: i32 = 8
export const columnSum: i32 = 9
export const crossEntropy: i32 = 10
export const rowSums: i32 = 11
export const attention: i32 = 12
export const attentionGrad: i32 = 13
export const convolution: i32 = 14
export const convolutionFilterGrad: i32 = 15
export const convolutionInputGrad: i32 = 16
export const depthwiseFilterGrad: i32 = 17
export const depthwiseInputGrad: i32 = 18
export const addition: i32 = 19

export function run(kernel: i32, args: usize, begin: i32, end: i32, scratch: usize): void {
  switch (kernel) {
    case product:
      return multiply(args, begin, end, scratch)
    case gelu:
      return geluValues(args, begin, end)
    case geluGrad:
      return geluSlopes(args, begin, end)
    case sumOfSquares:
      return squares(args, begin, end)
    case adam:
      return adamW(args, begin, end)
    case dropout:
      return dropped(args, begin, end)
    case layerNorm:
      return normalize(args, begin, end)
    case layerNormGrad:
      return normalizeBack(args, begin, end)
    case layerNormParameterGrad:
      return normalizeParameters(args, begin, end, scratch)
    case columnSum:
      return sumColumns(args, begin, end, scratch)
    case crossEntropy:
      return crossEntropyRows(args, begin, end)
    case rowSums:
      return sumByRow(args, begin, end)
    case attention:
      return attend(args, begin, end, scratch)
    case attentionGrad:
      return attendBack(args, begin, end, scratch)
    case convolution:
      return convolve(args, begin, end, scratch)
    case convolutionFilterGrad:
      return convolveBackFilter(args, begin, end, scratch)
    case convolutionInputGrad:
      return convolveBackInput(args, begin, end, scratch)
    case depthwiseFilterGrad:
      return depthwiseBackFilter(args, begin, end)
    case depthwiseInputGrad:
      return depthwiseBackInput(args, begin, end)
    case addition:
      return addValues(args, begin, end)
  }
}
