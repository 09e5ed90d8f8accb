/** The methods: one line each, in the order in which they are offered. A recipe names a method by its id, so that an id never changes. */
export const methodIds = [
  'head',
  'top-blocks',
  'full',
  'gradual',
  'bitfit',
  'norm',
  'lora',
  'dora',
  'ia3',
  'adapter',
  'prompt',
  'prefix',
] as const

export type MethodId = (typeof methodIds)[number]
