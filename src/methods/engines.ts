/** What each method does to a network: one line each. */

import type { Method } from '../engine/tuning/method.ts'
import { adapter } from './adapter/engine.ts'
import { bitfit } from './bitfit/engine.ts'
import { dora } from './dora/engine.ts'
import { full } from './full/engine.ts'
import { gradual } from './gradual/engine.ts'
import { head } from './head/engine.ts'
import { ia3 } from './ia3/engine.ts'
import type { MethodId } from './ids.ts'
import { lora } from './lora/engine.ts'
import { norm } from './norm/engine.ts'
import { prefix } from './prefix/engine.ts'
import { prompt } from './prompt/engine.ts'
import { topBlocks } from './top-blocks/engine.ts'

export const methodEngines = {
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
