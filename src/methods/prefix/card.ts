/** Prefix tuning: learned keys and values before those of the input, in every layer. */
import { adapted, beside, smallDefaults } from '../counting.ts'
import type { MethodCard } from '../methodCard.ts'
import { virtualTokens } from '../prompt/card.ts'

const fields = [virtualTokens] as const

export const prefix = {
  id: 'prefix',
  title: 'Prefix tuning',
  summary: 'Learn extra keys and values that every layer attends to. Small, and stronger than a prompt.',
  thaw: 'choice',
  group: 'beside',
  learns: { part: 'tokens', ...adapted },
  fields,
  defaults: smallDefaults,
  leaves: { adapter: true, model: false },
  refusal: (_, network) =>
    network?.attends === false ? 'A prefix needs attention layers; this model has none.' : null,
  counter:
    ({ settings: { tokens } }) =>
    ({ attentionWidth }) =>
      beside(tokens * 2 * (attentionWidth ?? 0)),
  // Keys and values alone: a small part of what a layer of 12 width² products and 2 × tokens × width attention does.
  tokenPace: ({ tokens }, { row, width }) => (width === null ? 1 : 1 + (2 * tokens) / (12 * width + 2 * row)),
  nameDetail: ({ tokens }) => `${tokens}`,
  settingWords: ({ tokens }) => `${tokens} virtual tokens`,
} as const satisfies MethodCard<typeof fields>
