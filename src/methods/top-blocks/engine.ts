/** The blocks nearest the head learn with it (Yosinski et al. 2014; Lee et al. 2019, arXiv 1911.03090). */

import { type Method, thawFrom } from '../../engine/tuning/method.ts'
import { thawedBlocks } from '../cards.ts'

export const topBlocks: Method = {
  attach: (trunk, { thaw }) =>
    thawFrom(trunk, trunk.blocks.length - thawedBlocks('top-blocks', thaw, trunk.blocks.length)),
}
