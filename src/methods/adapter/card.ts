/** Bottleneck adapters after the sublayers of a transformer. */
import type { Part } from '../../shared/catalog/parts.ts'
import type { SiteSummary } from '../../shared/domain/blocks.ts'
import { adapted, besideSites, isAmong, smallDefaults } from '../counting.ts'
import { adapterDropout } from '../lora/card.ts'
import type { MethodCard } from '../methodCard.ts'

/** Layers that a bottleneck follows, by its placement. */
export const bottleneckParts: Record<'houlsby' | 'pfeiffer', readonly Part[]> = {
  houlsby: ['attention-output', 'feed-forward-out'],
  pfeiffer: ['feed-forward-out'],
}

/** Width of a bottleneck beside a layer of so many outputs. */
export function bottleneckWidth(outputs: number, reduction: number): number {
  return Math.max(1, Math.round(outputs / reduction))
}

const fields = [
  adapterDropout,
  {
    key: 'method.reduction',
    label: 'Reduction',
    help: 'The adapter’s inner width is the layer’s width divided by this. Larger is narrower, with fewer parameters.',
    level: 'main',
    group: 'method',
    type: 'number',
    default: 16,
    minimum: 1,
    maximum: 256,
    step: 1,
    integer: true,
  },
  {
    key: 'method.placement',
    label: 'Placement',
    help: 'After attention and feed-forward (Houlsby), or after feed-forward only (Pfeiffer). Two learn more; one is faster.',
    level: 'main',
    group: 'method',
    type: 'choice',
    default: 'houlsby',
    options: ['houlsby', 'pfeiffer'],
  },
] as const

export const adapter = {
  id: 'adapter',
  title: 'Bottleneck adapter',
  summary: 'Insert small layers between the model’s own and train only those. Works well with little data.',
  thaw: 'choice',
  group: 'beside',
  learns: { part: 'layer', ...adapted },
  fields,
  defaults: smallDefaults,
  leaves: { adapter: true, model: false },
  peft: 'none',
  refusal: (_, network) =>
    network?.attends === false ? 'Bottleneck adapters need a transformer; this model is not one.' : null,
  counter: ({ settings: { placement, reduction } }) => {
    const takes = (site: SiteSummary) => isAmong(bottleneckParts[placement], site)
    return (block) => besideSites(block, takes, ({ outputs }) => bottleneck(outputs, reduction))
  },
  nameDetail: ({ reduction }) => `1/${reduction}`,
  settingWords: ({ placement, reduction }) => `${placement}, reduction ${reduction}`,
} as const satisfies MethodCard<typeof fields>

/** Down and up again, each with a bias. */
function bottleneck(width: number, reduction: number): number {
  const narrow = bottleneckWidth(width, reduction)
  return width * narrow + narrow + narrow * width + width
}
