/** A tag for each word: names of persons and places in a text, parts of speech. */
import * as v from 'valibot'
import type { ClassMetrics } from '../../shared/domain/evaluation.ts'
import { count, figure } from '../recordParts.ts'
import type { TaskCard } from '../taskCard.ts'
import { shareText, shareTick } from '../taskFigures.ts'
import { textPlans } from '../textPlans.ts'

export interface TokenTest {
  readonly kind: 'tokens'
  /** Sentences. */
  readonly n: number
  readonly words: number
  /** Nats a word. */
  readonly loss: number
  /** Of entities, each right only where type, first and last word are: micro averages, as seqeval's in its strict mode. */
  readonly entityF1: number
  readonly precision: number
  readonly recall: number
  /** The mean over types. */
  readonly macroF1: number
  /** Of `entityF1`, 95 %, by resampling sentences; null where there is nothing to resample. */
  readonly interval: readonly [number, number] | null
  readonly tokenAccuracy: number
  /** Share of the words whose tag is the commonest of the training words. */
  readonly baseline: number
  /** By type of entity. */
  readonly perType: readonly ClassMetrics[]
  /** confusion[true][predicted] of words, in the order of the run's tags. */
  readonly confusion: readonly (readonly number[])[]
  /** Tags by word, as indices into the run's names. */
  readonly answers: TagAnswersKept
}

export interface TagAnswersKept {
  readonly truth: readonly (readonly number[])[]
  readonly predicted: readonly (readonly number[])[]
  /** Indices into the dataset. */
  readonly examples: readonly number[]
}

const sentences = v.array(v.array(count))

export const tokenTestSchema = v.looseObject({
  kind: v.literal('tokens'),
  n: count,
  words: count,
  loss: figure,
  entityF1: figure,
  precision: figure,
  recall: figure,
  macroF1: figure,
  interval: v.nullable(v.tuple([figure, figure])),
  tokenAccuracy: figure,
  baseline: figure,
  perType: v.array(v.looseObject({ name: v.string(), precision: figure, recall: figure, f1: figure, support: count })),
  confusion: v.array(v.array(count)),
  answers: v.pipe(
    v.looseObject({ truth: sentences, predicted: sentences, examples: v.array(count) }),
    v.check(
      ({ truth, predicted, examples }) =>
        truth.length === examples.length &&
        predicted.length === examples.length &&
        truth.every((tags, sentence) => tags.length === predicted[sentence]?.length),
      'as many answers as sentences and words',
    ),
  ),
})

/** What is told of a sentence while a run goes on: tags by word. */
export interface WatchedTags {
  readonly kind: 'tags'
  readonly truth: readonly number[]
  readonly predicted: readonly number[]
}

export const watchedTagsSchema = v.looseObject({
  kind: v.literal('tags'),
  example: count,
  truth: v.array(count),
  predicted: v.array(count),
})

export function fitsTags({ confusion, answers }: TokenTest, names: number): boolean {
  const known = (all: readonly (readonly number[])[]) => all.every((tags) => tags.every((tag) => tag < names))
  return (
    [confusion, ...confusion].every(({ length }) => length === names) &&
    known(answers.truth) &&
    known(answers.predicted)
  )
}

export const tokenClassification: TaskCard<TokenTest> = {
  id: 'token-classification',
  title: 'Mark words in texts',
  example: ['sentence', 'sentences'],
  needs:
    'Sentences with a tag for each word (token classification): JSON lines of tokens and tags, a text with marked entities, or CoNLL columns.',
  input: 'words',
  plans: textPlans,
  target: 'tags',
  headed: true,
  outputs: (tags) => tags,
  settings: ['labelSmoothing'],
  serves: ({ input }) => input === 'text',
  defaults: { head: { 'optimiser.learningRate': 0.01 } },
  huggingFace: {
    pipelineTag: 'token-classification',
    autoModel: 'AutoModelForTokenClassification',
    peftTaskType: 'TOKEN_CLS',
  },
  defaultMethod: 'lora',
  fewestNames: 2,
  claims: ({ architectures }) => architectures.some((name) => name.endsWith('ForTokenClassification')),
  analyses: [],
  windowed: false,
  icon: 'marker',
  score: {
    key: 'entityF1',
    name: 'Entity F1',
    help: 'How well entities are found in the validation sentences: one counts only if its type, first and last word are correct.',
    testHelp:
      'How well entities are found in the test sentences: one counts only if its type, first and last word are correct.',
    better: 'higher',
    least: 0,
    most: 1,
    ofEpoch: ({ validationScores }) => validationScores?.entityF1 ?? null,
    ofTest: ({ entityF1 }) => entityF1,
    format: shareText,
    tick: shareTick,
    line: ({ entityF1 }) => `Entity F1 ${shareText(entityF1)} on the test`,
    figures: ({ entityF1, precision, recall, tokenAccuracy }) => ({
      entity_f1: entityF1,
      precision,
      recall,
      token_accuracy: tokenAccuracy,
    }),
  },
  words: {
    can: 'marks words in texts',
    doing: 'marking words in texts',
    ask: 'Try a text',
    rows: 'sentences',
    classes: ['tag', 'tags'],
    amount: { many: 'sentences', perClass: false },
    out: (tags) => `${tags} tags out`,
    misfit: () => 'It reads pictures, but your data is texts.',
  },
}
