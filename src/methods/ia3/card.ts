/** IA3: learned vectors that scale what layers give out or take in. */
import type { Part } from '../../shared/catalog/parts.ts'
import type { SiteSummary } from '../../shared/domain/blocks.ts'
import { adapted, besideSites, isAmong, isPartless, smallDefaults } from '../counting.ts'
import type { MethodCard } from '../methodCard.ts'

/** The layers of a transformer that are scaled; in other networks all are. */
export const scaledParts: readonly Part[] = ['key', 'value', 'query-key-value', 'feed-forward-out']

export const ia3 = {
  id: 'ia3',
  title: 'IA3',
  summary: 'Learn to scale keys, values and features up or down. The smallest adapter of all.',
  thaw: 'choice',
  group: 'beside',
  learns: { part: 'edge', ...adapted },
  fields: [],
  defaults: smallDefaults,
  leaves: { adapter: true, model: true },
  peft: 'layers',
  counter: (_, open) => {
    const all = isPartless(open)
    const takes = (site: SiteSummary) => all || isAmong(scaledParts, site)
    return (block) =>
      besideSites(block, takes, ({ part, inputs, outputs }) => (part === 'feed-forward-out' ? inputs : outputs))
  },
} as const satisfies MethodCard<[]>
