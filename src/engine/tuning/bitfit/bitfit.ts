/** Biases only, the shifts of norms among them (Ben Zaken et al. 2021, "BitFit"). */
import { thawedBlocks } from '../../../shared/catalog/methods.ts'
import { type Method, trainOnly } from '../method.ts'

export const bitfit: Method = {
  attach: (trunk, { thaw }) =>
    trainOnly(trunk, thawedBlocks('bitfit', thaw, trunk.blocks.length), ['bias', 'norm-shift']),
}
