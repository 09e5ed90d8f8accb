/** Where an adapter is attached, read from its keys: by the method's own fields where they say just that, else by name. */

import { methodEngines } from '../../../methods/engines.ts'
import type { Trunk } from '../../models/trunk.ts'
import type { Attachment, MethodOptions } from '../../tuning/method.ts'
import type { PeftAdapter } from '../../tuning/methodPeft.ts'

export function attachedOptions(
  trunk: Trunk,
  peft: PeftAdapter,
  method: Omit<MethodOptions, 'thaw'>,
  keys: readonly string[],
): MethodOptions {
  const whole: MethodOptions = { ...method, thaw: trunk.blocks.length }
  const { keyEnd, reaches = [{}] } = peft
  if (!keyEnd) return whole
  const sites = [...new Set(keys.map((key) => key.replace(keyEnd, '')))].sort()
  const named: MethodOptions = { ...whole, sites }
  const attach = (options: MethodOptions) => methodEngines[method.id].attach(trunk, options)
  const wanted = attach(named)
  const thaw = trunk.blocks.length - wanted.line
  const choices = reaches.map((settings) => ({ ...method, thaw, ...settings }))
  return choices.find((options) => touched(attach(options)) === touched(wanted)) ?? { ...named, thaw }
}

function touched({ added, trainables }: Attachment): string {
  return [...added.map(({ name }) => name), ...trainables].sort().join()
}
