/**
 * The kernels by number, which a job names. A job is cut into chunks, and `run` does some of them; the arguments lie in
 * the heap (simd.ts reads them).
 */
import { attend, attendBack } from './attention'
import { convolve, convolveBackFilter, convolveBackInput } from './convolution'
import { depthwiseBackFilter, depthwiseBackInput } from './depthwise'
import { adamW, addValues, dropped, geluSlopes, geluValues, squares } from './elements'
import { multiplyPacked, pickRows } from './packed'
import { multiply } from './product'
import { crossEntropyRows, normalize, normalizeBack, normalizeParameters, sumByRow, sumColumns } from './rows'

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
export const packedProduct: i32 = 20
export const packedRows: i32 = 21

export function run(kernel: i32, args: usize, begin: i32, end: i32, scratch: usize): void {
  switch (kernel) {
    case product:
      multiply(args, begin, end, scratch)
      return
    case gelu:
      geluValues(args, begin, end)
      return
    case geluGrad:
      geluSlopes(args, begin, end)
      return
    case sumOfSquares:
      squares(args, begin, end)
      return
    case adam:
      adamW(args, begin, end)
      return
    case dropout:
      dropped(args, begin, end)
      return
    case layerNorm:
      normalize(args, begin, end)
      return
    case layerNormGrad:
      normalizeBack(args, begin, end)
      return
    case layerNormParameterGrad:
      normalizeParameters(args, begin, end, scratch)
      return
    case columnSum:
      sumColumns(args, begin, end, scratch)
      return
    case crossEntropy:
      crossEntropyRows(args, begin, end)
      return
    case rowSums:
      sumByRow(args, begin, end)
      return
    case attention:
      attend(args, begin, end, scratch)
      return
    case attentionGrad:
      attendBack(args, begin, end, scratch)
      return
    case convolution:
      convolve(args, begin, end, scratch)
      return
    case convolutionFilterGrad:
      convolveBackFilter(args, begin, end, scratch)
      return
    case convolutionInputGrad:
      convolveBackInput(args, begin, end, scratch)
      return
    case depthwiseFilterGrad:
      depthwiseBackFilter(args, begin, end)
      return
    case depthwiseInputGrad:
      depthwiseBackInput(args, begin, end)
      return
    case addition:
      addValues(args, begin, end)
      return
    case packedProduct:
      multiplyPacked(args, begin, end, scratch)
      return
    case packedRows:
      pickRows(args, begin, end, scratch)
      return
  }
}
