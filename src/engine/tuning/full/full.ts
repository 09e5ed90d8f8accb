/** Everything learns. */
import { thawedBlocks } from '../../../shared/catalog/methods.ts'
import { type Method, thawFrom } from '../method.ts'

export const full: Method = {
  attach: (trunk, { thaw }) => thawFrom(trunk, trunk.blocks.length - thawedBlocks('full', thaw, trunk.blocks.length)),
}
