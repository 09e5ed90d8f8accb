/** Prompt tuning: learned vectors among the tokens. */
import { taskCards } from '../../tasks/cards.ts'
import { adapted, beside, nothing, smallDefaults } from '../counting.ts'
import type { MethodCard } from '../methodCard.ts'

/** Prefixes have it as well. */
export const virtualTokens = {
  key: 'method.tokens',
  label: 'Virtual tokens',
  help: 'How many learned tokens are put before the input, or before keys and values. More can learn more, and take more time.',
  level: 'main',
  group: 'method',
  type: 'number',
  default: 10,
  minimum: 1,
  maximum: 512,
  step: 1,
  integer: true,
} as const

const fields = [
  virtualTokens,
  {
    key: 'method.depth',
    label: 'Prompt depth',
    help: 'Shallow adds the tokens once; deep gives every layer its own. Deep learns more.',
    level: 'more',
    group: 'method',
    tasks: taskCards.filter(({ input }) => input === 'image').map(({ id }) => id),
    type: 'choice',
    default: 'deep',
    options: ['shallow', 'deep'],
  },
] as const

export const prompt = {
  id: 'prompt',
  title: 'Prompt tuning',
  summary:
    'Learn a few virtual tokens that are put before the input. Tiny; works best with large models and many epochs.',
  thaw: 'all',
  group: 'beside',
  learns: { part: 'tokens', ...adapted },
  fields,
  defaults: smallDefaults,
  leaves: {
    adapter: true,
    model: false,
    graph: ({ headed }) =>
      headed
        ? null
        : 'A graph answers token after token by the same steps, and a prompt stands before the first tokens alone.',
  },
  atInput: true,
  refusal: (_, network) =>
    network?.attends === false ? 'A prompt needs a model that reads tokens; this one does not.' : null,
  // Deep prompts belong to every layer of a picture's network; others stand once, before the first block.
  counter: ({ task, settings: { tokens, depth } }, open) => {
    if (task.input === 'image' && depth === 'deep')
      return ({ attentionWidth }) => beside(tokens * (attentionWidth ?? 0))
    const width = open.find(({ attentionWidth }) => attentionWidth !== null)?.attentionWidth ?? 0
    return (_, index) => (index === 0 ? beside(tokens * width) : nothing)
  },
  tokenPace: ({ tokens }, { row }) => 1 + tokens / row,
  nameDetail: ({ tokens }) => `${tokens}`,
  settingWords: ({ tokens }) => `${tokens} virtual tokens`,
} as const satisfies MethodCard<typeof fields>
