/**
 * Gradual unfreezing (Howard and Ruder 2018, "ULMFiT"; fastai): the head learns alone, then one block more from the top
 * joins after every few epochs, down to the thaw line that was asked for. Where there is no head, the top block begins.
 */

import { type Method, thawFrom } from '../../engine/tuning/method.ts'
import { lineInEpoch } from '../../shared/catalog/methodCosts.ts'
import { thawedBlocks } from '../cards.ts'

export const gradual: Method = {
  attach(trunk, { thaw, task, ...method }) {
    const blocks = trunk.blocks.length
    const lowest = blocks - thawedBlocks('gradual', thaw, blocks)
    return {
      ...thawFrom(trunk, lowest),
      lineAt: (epoch) => lineInEpoch({ task, thaw, method }, { lowest, blocks, epoch }),
    }
  },
}
