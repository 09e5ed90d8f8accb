/** 32 MB of logits in single precision, and as much again for their gradient. */
const mostLogits = 2 ** 23
/** Fewer rows than this do not pay for reading a table of any size. */
const fewestTokens = 32

/** Tokens whose logits over a vocabulary stand in memory at a time, while the loss of a longer text is computed. */
export function tokensOfBlock(vocabulary: number): number {
  return Math.max(fewestTokens, Math.floor(mostLogits / Math.max(1, vocabulary)))
}
