/** DoRA: LoRA in which each output's length is a parameter of its own. */
import { adapted, smallDefaults } from '../counting.ts'
import { pairCounter, pairFields, pairWords } from '../lora/card.ts'
import type { MethodCard } from '../methodCard.ts'

export const dora = {
  id: 'dora',
  title: 'DoRA',
  summary:
    'LoRA that learns the length of each output separately from its direction. A little better at low ranks, but slower.',
  thaw: 'choice',
  group: 'beside',
  learns: { part: 'pair', ...adapted },
  fields: pairFields,
  defaults: smallDefaults,
  leaves: { adapter: true, model: true },
  peft: 'layers',
  packs: false,
  counter: ({ settings }, open) => pairCounter(settings, open, 1),
  nameDetail: ({ rank }) => `r ${rank}`,
  settingWords: pairWords,
} as const satisfies MethodCard<typeof pairFields>
