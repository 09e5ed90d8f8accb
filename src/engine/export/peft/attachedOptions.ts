/** Where an adapter is attached, read from its keys: by the method's own fields where they say just that, else by name. */

import { methodEngines } from '../../../methods/engines.ts'
import type { Trunk } from '../../models/trunk.ts'
import type { Attachment, MethodOptions } from '../../tuning/method.ts'

export function attachedOptions(
  trunk: Trunk,
  method: Omit<MethodOptions, 'thaw'>,
  keys: readonly string[],
): MethodOptions {
  const whole: MethodOptions = { ...method, thaw: trunk.blocks.length }
  if (method.id === 'prompt' || method.id === 'prefix') return whole
  const sites = [...new Set(keys.map(siteOf))].sort()
  const named: MethodOptions = { ...whole, sites }
  const attach = (options: MethodOptions) => methodEngines[method.id].attach(trunk, options)
  const wanted = attach(named)
  const thaw = trunk.blocks.length - wanted.line
  const choices = (['query-value', 'attention', 'all'] as const).map((targets) => ({ ...method, thaw, targets }))
  return choices.find((options) => touched(attach(options)) === touched(wanted)) ?? { ...named, thaw }
}

function touched({ added, trainables }: Attachment): string {
  return [...added.map(({ name }) => name), ...trainables].sort().join()
}

/** The layer that a key belongs to. */
function siteOf(key: string): string {
  return key.replace(/\.(lora_[AB]\.weight|lora_magnitude_vector|ia3_l|ln_tuning_layers\.[^.]+)$/, '')
}
