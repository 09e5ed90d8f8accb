/** What peft makes of each method: one line each. Those that share a type in peft's files are asked in this order. */

import { type MethodPeft, withoutPeft } from '../engine/tuning/methodPeft.ts'
import { adapter } from './adapter/peft.ts'
import { dora } from './dora/peft.ts'
import { ia3 } from './ia3/peft.ts'
import type { MethodId } from './ids.ts'
import { lora } from './lora/peft.ts'
import { norm } from './norm/peft.ts'
import { prefix } from './prefix/peft.ts'
import { prompt } from './prompt/peft.ts'

const pefts = {
  lora,
  dora,
  ia3,
  norm,
  prompt,
  prefix,
  adapter,
  head: withoutPeft,
  'top-blocks': withoutPeft,
  full: withoutPeft,
  gradual: withoutPeft,
  bitfit: withoutPeft,
} satisfies Record<MethodId, MethodPeft>

export const methodPefts: Readonly<Record<MethodId, MethodPeft>> = pefts
