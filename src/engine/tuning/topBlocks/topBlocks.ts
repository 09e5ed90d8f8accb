/** The blocks nearest the head learn with it (Yosinski et al. 2014; Lee et al. 2019, arXiv 1911.03090). */
import { thawedBlocks } from '../../../shared/catalog/methods.ts'
import { type Method, thawFrom } from '../method.ts'

export const topBlocks: Method = {
  attach: (trunk, { thaw }) =>
    thawFrom(trunk, trunk.blocks.length - thawedBlocks('top-blocks', thaw, trunk.blocks.length)),
}
