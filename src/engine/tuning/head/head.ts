/** Linear probe: the trunk stays frozen, only the head learns. */
import { thawedBlocks } from '../../../shared/catalog/methods.ts'
import { type Method, thawFrom } from '../method.ts'

export const head: Method = {
  attach: (trunk, { thaw }) => thawFrom(trunk, trunk.blocks.length - thawedBlocks('head', thaw, trunk.blocks.length)),
}
