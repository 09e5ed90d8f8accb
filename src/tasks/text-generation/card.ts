/** The next token: a text is continued. */
import * as v from 'valibot'
import type { PassageLoss } from '../../shared/domain/evaluation.ts'
import { passageFigures } from '../../shared/metrics/passageFigures.ts'
import { intervalText, table } from '../../shared/report/markdown.ts'
import { count, figure } from '../recordParts.ts'
import { atLeastOne, epochEntries } from '../reportParts.ts'
import type { TaskCard, TaskPresets, TaskReport } from '../taskCard.ts'

export interface GenerationTest {
  readonly kind: 'generation'
  /** Tokens that were predicted. */
  readonly n: number
  /** Nats a token. */
  readonly loss: number
  readonly perplexity: number
  /** Comparable between tokenisers: bits for each byte of the text in UTF-8. */
  readonly bitsPerByte: number
  /** The same for the untouched network. */
  readonly before: { readonly loss: number; readonly perplexity: number; readonly bitsPerByte: number }
  /** Absent in records of versions that did not keep it. */
  readonly passages?: readonly PassageLoss[]
}

export const generationTestSchema = v.looseObject({
  kind: v.literal('generation'),
  n: count,
  loss: figure,
  perplexity: figure,
  bitsPerByte: figure,
  before: v.looseObject({ loss: figure, perplexity: figure, bitsPerByte: figure }),
  passages: v.exactOptional(v.array(v.looseObject({ loss: figure, before: figure, tokens: figure, bytes: figure }))),
})

const reportSchema = {
  epochs: v.array(v.strictObject({ ...epochEntries, validationPerplexity: atLeastOne })),
  /** Of the untouched network. */
  baseline: v.strictObject({ validationLoss: v.number(), validationPerplexity: atLeastOne }),
  test: v.strictObject({ loss: v.number(), perplexity: atLeastOne, bitsPerByte: v.number(), n: count }),
  /** How one prompt is continued by the untouched network and by the best weights. */
  samples: v.strictObject({ before: v.string(), after: v.string() }),
}

export type GenerationScores = { [Key in keyof typeof reportSchema]: v.InferOutput<(typeof reportSchema)[Key]> }

const report: TaskReport<GenerationTest> = {
  schema: reportSchema,
  of({ loss, perplexity, bitsPerByte, n }, { epochs, before, samples }): GenerationScores {
    if (!before || !samples)
      throw new Error('internal: a run that continued texts did not look at the untouched network')
    return {
      epochs: epochs.map(({ validationPerplexity, validationAccuracy: _, ...metrics }) => {
        if (validationPerplexity === null) throw new Error(`internal: epoch ${metrics.epoch} has no perplexity`)
        return { ...metrics, validationPerplexity }
      }),
      baseline: { ...before },
      test: { loss, perplexity, bitsPerByte, n },
      samples: { before: samples.before, after: samples.after },
    }
  },
}

/** A text to continue is learned at one rate, without dropout: few steps, and no head to be held back. */
const continuing = {
  'regularisation.dropout': 0,
  'optimiser.learningRate': 0.001,
  'optimiser.trunkRate': 1,
  epochs: 10,
  batch: 8,
  'earlyStopping.patience': 3,
}
/** What is put beside the trunk is learned faster than the trunk itself would be. */
const continuingSmall = { ...continuing, 'optimiser.learningRate': 0.003 }

/** Source: Hugging Face's GPT-2 recipe. */
const continuingDefaults: TaskCard['defaults'] = {
  'top-blocks': { ...continuing, thaw: 3 },
  full: continuing,
  gradual: continuing,
  bitfit: continuingSmall,
  norm: continuingSmall,
  lora: continuingSmall,
  dora: continuingSmall,
  ia3: continuingSmall,
  adapter: continuingSmall,
  prompt: continuingSmall,
  prefix: continuingSmall,
}

const continuingPresets: TaskPresets = {
  small: {
    quick: {
      reason: 'Pairs of rank 4 take on the manner of a few passages in a few epochs.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, epochs: 4 },
    },
    balanced: {
      reason: 'Pairs of rank 8 beside every layer learn the manner, and forget little of the language.',
      fields: { 'method.id': 'lora', epochs: 12 },
    },
    thorough: {
      reason: 'Every block learns, and takes on the most; it ends when it begins to recite so few passages.',
      fields: { 'method.id': 'full', epochs: 20, 'earlyStopping.patience': 3 },
    },
  },
  middle: {
    quick: {
      reason: 'Pairs of rank 4 and a few epochs show where it leads.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, epochs: 3 },
    },
    balanced: {
      reason: 'Pairs of rank 8 beside every layer come near full tuning, in a small file.',
      fields: { 'method.id': 'lora', epochs: 8 },
    },
    thorough: {
      reason: 'There is enough to read for every block to learn; it ends when it begins to recite.',
      fields: { 'method.id': 'full', epochs: 15, 'earlyStopping.patience': 3 },
    },
  },
  large: {
    quick: {
      reason: 'Pairs of rank 4 and one epoch: so much text need not be read twice to show where it leads.',
      fields: { 'method.id': 'lora', 'method.rank': 4, 'method.alpha': 8, epochs: 1 },
    },
    balanced: {
      reason: 'A quarter of the blocks learns at a quarter of the time; two epochs of so much text are plenty.',
      fields: { 'method.id': 'top-blocks', epochs: 2 },
      share: 0.25,
    },
    thorough: {
      reason: 'So much text can teach every block.',
      fields: { 'method.id': 'full', epochs: 4, 'earlyStopping.patience': 2 },
    },
  },
}

export const textGeneration: TaskCard<GenerationTest> = {
  id: 'text-generation',
  title: 'Continue texts',
  example: ['passage', 'passages'],
  needs: 'One or more text files, or a table of texts without labels.',
  input: 'text',
  target: 'text',
  headed: false,
  outputs: () => 0,
  serves: ({ continues }) => continues,
  settings: ['sample'],
  defaultMethod: 'full',
  fewestNames: 0,
  claims: ({ names }) => names === 0,
  defaults: continuingDefaults,
  presets: continuingPresets,
  analyses: [],
  huggingFace: { pipelineTag: 'text-generation', autoModel: 'AutoModelForCausalLM', peftTaskType: 'CAUSAL_LM' },
  windowed: true,
  icon: 'book',
  score: {
    key: 'perplexity',
    name: 'Perplexity',
    help: 'How many tokens the network is torn between at each place, on average, in passages that it never trains on. Lower is better.',
    testHelp: 'How many tokens it is torn between on held-back passages; lower is better.',
    better: 'lower',
    least: 0,
    ofEpoch: ({ validationPerplexity }) => validationPerplexity,
    ofTest: ({ perplexity }) => perplexity,
    format: perplexityText,
    tick: perplexityText,
    figures: ({ perplexity, bitsPerByte }) => ({ perplexity, bits_per_byte: bitsPerByte }),
    line: ({ perplexity }) => `Perplexity ${perplexityText(perplexity)} on the test`,
  },
  words: {
    can: 'continues texts',
    doing: 'continuing texts',
    ask: 'Give it a prompt',
    rows: 'windows of text',
    classes: null,
    amount: { many: 'passages', perClass: false },
    out: () => 'The next token out',
    misfit: (reads) =>
      reads === 'image'
        ? 'It looks at pictures, and your data are texts.'
        : 'It reads a text from both sides, so that it cannot continue one.',
  },
  report,
  modelCard: {
    intendedUse: () => 'Continuing texts like those it was tuned on. It does not know whether what it writes is true.',
    metrics: (test, { passages }) => [
      table(
        ['On the test', 'Untouched', 'Tuned', '95 % interval'],
        passageFigures.map(({ key, label, digits }) => [
          label,
          test.before[key].toFixed(digits),
          test[key].toFixed(digits),
          intervalText(passages?.[key] ?? null, digits),
        ]),
      ),
    ],
    limits: () => [],
  },
}

/** 3.21 · 45.7 · 124 · 1,234 */
export function perplexityText(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
