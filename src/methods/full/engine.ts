/** Everything learns. */

import { type Method, thawFrom } from '../../engine/tuning/method.ts'
import { thawedBlocks } from '../cards.ts'

export const full: Method = {
  attach: (trunk, { thaw }) => thawFrom(trunk, trunk.blocks.length - thawedBlocks('full', thaw, trunk.blocks.length)),
}
