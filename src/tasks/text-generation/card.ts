/** The next token: a text is continued. */
import * as v from 'valibot'
import type { PassageLoss } from '../../shared/domain/evaluation.ts'
import type { FieldValue } from '../../shared/recipe/field.ts'
import { count, figure } from '../recordParts.ts'
import type { TaskCard } from '../taskCard.ts'

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

/** Of so much text a few epochs are enough. */
function fullEpochs(passages: number): Readonly<Record<string, FieldValue>> {
  return passages < 3250 ? { epochs: continuing.epochs } : { epochs: 4 }
}

export const textGeneration: TaskCard<GenerationTest> = {
  id: 'text-generation',
  title: 'Text generation',
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
  plans: { full: fullEpochs },
  analyses: [],
  huggingFace: { pipelineTag: 'text-generation', autoModel: 'AutoModelForCausalLM', peftTaskType: 'CAUSAL_LM' },
  windowed: true,
  icon: 'book',
  score: {
    key: 'perplexity',
    name: 'Perplexity',
    help: 'Between how many possible next words (tokens) the model hesitates, on average, in validation passages. Lower is better.',
    testHelp:
      'Between how many possible next words (tokens) it hesitates, on average, in the test passages. Lower is better.',
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
    doing: 'text generation',
    ask: 'Give it a prompt',
    rows: 'windows of text',
    classes: null,
    amount: { many: 'passages', perClass: false },
    out: () => 'The next token out',
    misfit: (reads) =>
      reads === 'image'
        ? 'It reads pictures, but your data is texts.'
        : 'It reads a text from both sides, so it cannot continue one.',
  },
}

/** 3.21 · 45.7 · 124 · 1,234 */
export function perplexityText(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
