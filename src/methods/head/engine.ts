/** Linear probe: the trunk stays frozen, only the head learns. */

import { type Method, thawFrom } from '../../engine/tuning/method.ts'
import { thawedBlocks } from '../cards.ts'

export const head: Method = {
  attach: (trunk, { thaw }) => thawFrom(trunk, trunk.blocks.length - thawedBlocks('head', thaw, trunk.blocks.length)),
}
