/** The assistant's turns of conversations: what a person says is given, and the answers are learned. */
import * as v from 'valibot'
import type { PassageLoss } from '../../shared/domain/evaluation.ts'
import { count, figure } from '../recordParts.ts'
import { share } from '../reportParts.ts'
import type { TaskCard } from '../taskCard.ts'
import { perplexityText, textGeneration } from '../text-generation/card.ts'

/** What the network says where a conversation's last answer belongs, beside that answer. */
export interface AnswerScores {
  /** Conversations that were asked. */
  readonly n: number
  /** Shares: the same but for white space around; the true answer within; every answer that parses as JSON. */
  readonly exactMatch: number
  readonly contains: number
  readonly json: number
  /** Mean F1 of the words that both have. */
  readonly f1: number
}

export interface AskedAnswer {
  /** Its index in the dataset. */
  readonly example: number
  readonly truth: string
  readonly before: string
  readonly after: string
}

export interface ConversationTest {
  readonly kind: 'conversation'
  /** Tokens of answers that were predicted. */
  readonly n: number
  /** Nats a token. */
  readonly loss: number
  readonly perplexity: number
  readonly bitsPerByte: number
  /** The same for the untouched network. */
  readonly before: { readonly loss: number; readonly perplexity: number; readonly bitsPerByte: number }
  readonly passages: readonly PassageLoss[]
  readonly answers: {
    readonly test: AnswerScores
    readonly before: AnswerScores
    /** 95 % of the exact matches on the test. */
    readonly interval: readonly [number, number]
    readonly validation: AnswerScores
    readonly asked: readonly AskedAnswer[]
    /** Of prompts and answers that an epoch trains on. */
    readonly trainTokens: number
  }
}

const scoresSchema = v.looseObject({ n: count, exactMatch: share, contains: share, json: share, f1: share })

export const conversationTestSchema = v.looseObject({
  kind: v.literal('conversation'),
  n: count,
  loss: figure,
  perplexity: figure,
  bitsPerByte: figure,
  before: v.looseObject({ loss: figure, perplexity: figure, bitsPerByte: figure }),
  passages: v.array(v.looseObject({ loss: figure, before: figure, tokens: figure, bytes: figure })),
  answers: v.looseObject({
    test: scoresSchema,
    before: scoresSchema,
    interval: v.tuple([share, share]),
    validation: scoresSchema,
    asked: v.array(v.looseObject({ example: count, truth: v.string(), before: v.string(), after: v.string() })),
    trainTokens: count,
  }),
})

/** A conversation is short, and a whole one counts; greedy answers can be told right or wrong. */
const talking = { maxTokens: 512, 'sample.temperature': 0 }

const defaults = Object.fromEntries(
  Object.entries(textGeneration.defaults).map(([method, fields]) => [method, { ...fields, ...talking, epochs: 3 }]),
)

export const conversation: TaskCard<ConversationTest> = {
  ...textGeneration,
  id: 'conversation',
  title: 'Conversation',
  example: ['conversation', 'conversations'],
  needs: 'A table of conversations, or of questions and answers.',
  input: 'turns',
  settings: ['sample', 'chat'],
  defaultMethod: 'lora',
  claims: () => false,
  defaults,
  plans: {},
  stays: ['page', 'site'],
  icon: 'messages',
  score: {
    ...textGeneration.score,
    help: 'Between how many possible next words (tokens) of an answer the model hesitates, on average. Lower is better.',
    testHelp:
      'Between how many possible next words (tokens) of a test answer it hesitates, on average. Lower is better.',
    ofTest: ({ perplexity }) => perplexity,
    figures: ({ perplexity, bitsPerByte, answers }) => ({
      perplexity,
      bits_per_byte: bitsPerByte,
      exact_match: answers.test.exactMatch,
    }),
    line: ({ perplexity }) => `Perplexity ${perplexityText(perplexity)} on the test`,
  },
  words: {
    ...textGeneration.words,
    can: 'answers in conversations',
    doing: 'conversation',
    ask: 'Talk to it',
    rows: 'conversations',
    amount: { many: 'conversations', perClass: false },
  },
}
