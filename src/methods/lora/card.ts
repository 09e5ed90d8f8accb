/** LoRA: a low-rank pair beside each chosen layer. Its settings are DoRA's too. */
import type { Part } from '../../shared/catalog/parts.ts'
import type { CountedBlock, SiteSummary } from '../../shared/domain/blocks.ts'
import { adapted, besideSites, isAmong, isPartless, smallDefaults } from '../counting.ts'
import type { BlockCounter, MethodCard, SettingsOf } from '../methodCard.ts'

/** Layers that get a pair, by the choice of targets; null: every layer. */
export const pairedParts: Record<'query-value' | 'attention' | 'all', readonly Part[] | null> = {
  'query-value': ['query', 'value', 'query-key-value'],
  attention: ['query', 'key', 'value', 'query-key-value', 'attention-output'],
  all: null,
}

const common = [
  {
    key: 'method.rank',
    label: 'Rank',
    help: 'The size of each LoRA pair. Larger can learn more, and has more parameters.',
    level: 'main',
    group: 'method',
    type: 'number',
    default: 8,
    minimum: 1,
    maximum: 1024,
    step: 1,
    integer: true,
  },
  {
    key: 'method.alpha',
    label: 'Alpha',
    help: 'How strongly the adapter acts: its output is scaled by alpha ÷ rank.',
    level: 'main',
    group: 'method',
    type: 'number',
    default: 16,
    minimum: 0.1,
    maximum: 1024,
    step: 1,
  },
  {
    key: 'method.targets',
    label: 'Targets',
    help: 'Which layers get a LoRA pair: queries and values only, all of attention, or every dense layer and convolution. More layers learn more.',
    level: 'main',
    group: 'method',
    type: 'choice',
    default: 'all',
    options: ['query-value', 'attention', 'all'],
  },
] as const

/** Bottleneck adapters have it as well. */
export const adapterDropout = {
  key: 'method.dropout',
  label: 'Adapter dropout',
  help: 'Share of the adapter’s inputs hidden at random in each step. More protects against over-fitting and learns more slowly.',
  level: 'more',
  group: 'method',
  type: 'number',
  default: 0,
  minimum: 0,
  maximum: 0.9,
  step: 0.05,
} as const

const rankStabilised = {
  key: 'method.rankStabilised',
  label: 'Rank-stabilised',
  help: 'Scales by alpha ÷ √rank instead, so that large ranks still learn (rsLoRA).',
  level: 'more',
  group: 'method',
  type: 'switch',
  default: false,
} as const

const initialisation = {
  key: 'method.initialisation',
  label: 'LoRA initialisation',
  help: 'Zero starts with no change to the model; PiSSA starts with the strongest directions of each layer, and changes those.',
  level: 'more',
  group: 'method',
  type: 'choice',
  default: 'zero',
  options: ['zero', 'pissa'],
} as const

const rateRatio = {
  key: 'method.rateRatio',
  label: 'Rate ratio',
  help: 'How many times faster the second matrix of a pair learns than the first (LoRA+). 1 treats both alike.',
  level: 'more',
  group: 'method',
  type: 'number',
  default: 1,
  minimum: 1,
  maximum: 64,
  step: 1,
} as const

/** What LoRA and DoRA share. */
export const pairFields = [...common, adapterDropout, rankStabilised, rateRatio] as const
const fields = [...common, adapterDropout, rankStabilised, initialisation, rateRatio] as const

export type PairSettings = SettingsOf<typeof pairFields>

/** @param magnitudes numbers beside each output of a layer, as DoRA has them. */
export function pairCounter(
  { rank, targets }: Pick<PairSettings, 'rank' | 'targets'>,
  open: readonly CountedBlock[],
  magnitudes: number,
): BlockCounter {
  const parts = isPartless(open) ? null : pairedParts[targets]
  const takes = (site: SiteSummary) => !parts || isAmong(parts, site)
  return (block) =>
    besideSites(block, takes, ({ area, inputs, outputs }) => rank * (area * inputs + outputs) + magnitudes * outputs)
}

export function pairWords({ rank, alpha, rankStabilised }: PairSettings): string {
  return `rank ${rank}, alpha ${alpha}${rankStabilised ? ', rank-stabilised' : ''}`
}

export const lora = {
  id: 'lora',
  title: 'LoRA',
  summary:
    'Add a pair of small matrices to the layers and train only those. Nearly as good as full fine-tuning, with a small file to share.',
  thaw: 'choice',
  group: 'beside',
  learns: { part: 'pair', ...adapted },
  fields,
  defaults: smallDefaults,
  leaves: { adapter: true, model: true },
  peft: 'layers',
  counter: ({ settings }, open) => pairCounter(settings, open, 0),
  // A pair that began at principal directions is written as a plain pair of twice the rank.
  writtenTimes: ({ initialisation }) => (initialisation === 'pissa' ? 2 : 1),
  nameDetail: ({ rank }) => `r ${rank}`,
  settingWords: (settings) =>
    `${pairWords(settings)}${settings.initialisation === 'pissa' ? ' (PiSSA, written as a plain pair of twice the rank)' : ''}`,
} as const satisfies MethodCard<typeof fields>
