/**
 * What the module exports: kernels on tfjs's own heap. The module has no memory, no data and no allocator of its own: it
 * works on addresses that it is given.
 */
import { queryBlock } from './attention'
import { placesOfBlock } from './convolution'
import { chunkSize } from './elements'
import { gemmScratch } from './gemm'
import { columnChunk } from './rows'

export {
  adam,
  addition,
  attention,
  attentionGrad,
  columnSum,
  convolution,
  convolutionFilterGrad,
  convolutionInputGrad,
  crossEntropy,
  depthwiseFilterGrad,
  depthwiseInputGrad,
  dropout,
  gelu,
  geluGrad,
  layerNorm,
  layerNormGrad,
  layerNormParameterGrad,
  packedProduct,
  packedRows,
  product,
  rowSums,
  run,
  sumOfSquares,
} from './run'
export { finish, help } from './threadPool'

/** Bytes of scratch that every run may use; what a job needs beyond them comes behind. */
export const scratchBytes: usize = gemmScratch
/** How much of a job is done at a time: values, columns, queries of attention, places of a convolution. */
export const valuesOfChunk: i32 = chunkSize
export const columnsOfChunk: i32 = columnChunk
export const queriesOfBlock: i32 = queryBlock
export const placesOfChunk: i32 = placesOfBlock
