/** The registry of methods: one line each. */
import type { MethodId } from '../../shared/catalog/methods.ts'
import { adapter } from './adapter/adapter.ts'
import { bitfit } from './bitfit/bitfit.ts'
import { dora } from './dora/dora.ts'
import { full } from './full/full.ts'
import { gradual } from './gradual/gradual.ts'
import { head } from './head/head.ts'
import { ia3 } from './ia3/ia3.ts'
import { lora } from './lora/lora.ts'
import type { Method } from './method.ts'
import { norm } from './norm/norm.ts'
import { prefix } from './prefix/prefix.ts'
import { prompt } from './prompt/prompt.ts'
import { topBlocks } from './topBlocks/topBlocks.ts'

export const methods = {
  head,
  'top-blocks': topBlocks,
  full,
  gradual,
  bitfit,
  norm,
  lora,
  dora,
  ia3,
  adapter,
  prompt,
  prefix,
} satisfies Record<MethodId, Method>
