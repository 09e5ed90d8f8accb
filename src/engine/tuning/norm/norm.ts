/** Scale and shift of the norms only (Frankle et al. 2020 for batch norm; peft's LN tuning for layer norm). */
import { thawedBlocks } from '../../../shared/catalog/methods.ts'
import { type Method, trainOnly } from '../method.ts'

export const norm: Method = {
  attach: (trunk, { thaw }) =>
    trainOnly(trunk, thawedBlocks('norm', thaw, trunk.blocks.length), ['norm-scale', 'norm-shift']),
}
