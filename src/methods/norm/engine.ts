/** Scale and shift of the norms only (Frankle et al. 2020 for batch norm; peft's LN tuning for layer norm). */

import { lowest } from '../../engine/models/sites.ts'
import type { Trunk } from '../../engine/models/trunk.ts'
import { type Attachment, type Method, training, trainOnly } from '../../engine/tuning/method.ts'
import { thawedBlocks } from '../cards.ts'

const roles = ['norm-scale', 'norm-shift'] as const

export const norm: Method = {
  attach: (trunk, { thaw, sites }) =>
    sites ? trainNamed(trunk, sites) : trainOnly(trunk, thawedBlocks('norm', thaw, trunk.blocks.length), roles),
}

function trainNamed(trunk: Trunk, sites: readonly string[]): Attachment {
  const names = new Set(trainOnly(trunk, trunk.blocks.length, roles).trainables)
  const chosen = trunk.blocks.flatMap(({ parameters }, block) =>
    parameters
      .filter(({ name }) => names.has(name) && sites.includes(name.slice(0, name.lastIndexOf('.'))))
      .map(({ name }) => ({ name, block })),
  )
  return training(
    lowest(trunk, chosen),
    chosen.map(({ name }) => name),
  )
}
