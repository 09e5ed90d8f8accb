/** Biases only, the shifts of norms among them (Ben Zaken et al. 2021, "BitFit"). */

import { type Method, trainOnly } from '../../engine/tuning/method.ts'
import { thawedBlocks } from '../cards.ts'

export const bitfit: Method = {
  attach: (trunk, { thaw }) =>
    trainOnly(trunk, thawedBlocks('bitfit', thaw, trunk.blocks.length), ['bias', 'norm-shift']),
}
