/** The registry of methods: one line each. */
import type { MethodId } from '../../shared/catalog/methods.ts'
import { full } from './full/full.ts'
import { head } from './head/head.ts'
import type { Method } from './method.ts'
import { topBlocks } from './topBlocks/topBlocks.ts'

export const methods = {
  head,
  'top-blocks': topBlocks,
  full,
} satisfies Record<MethodId, Method>
