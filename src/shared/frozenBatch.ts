/** How many rows the frozen blocks take at once: the engine computes them so, and the page expects their memory. */

/** Kernels take so many rows at a time; a batch is filled up to a multiple. */
export const tile = 4
export const mostRows = 64
const [mostTokens, mostPixels] = [2048, 16 * 224 * 224]

/**
 * No gradients are needed, so that it can be more than a step's; and no more than keep a product busy.
 * @param side of a picture in pixels; 0 for texts. @param tokens of a padded row; null for pictures.
 */
export function frozenBatch(side: number, tokens: number | null, most = mostRows): number {
  const fit = tokens === null ? mostPixels / Math.max(1, side * side) : mostTokens / tokens
  return Math.max(tile, Math.floor(Math.min(most, mostRows, fit) / tile) * tile)
}
