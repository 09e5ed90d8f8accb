/** What a test of a run says: one kind for each kind of task. A record is checked against these. */
import * as v from 'valibot'
import { type ClassificationTest, classificationTestSchema, fitsClasses } from './classification/card.ts'
import { type ConversationTest, conversationTestSchema } from './conversation/card.ts'
import { fitsLabels, type MultiLabelTest, multiLabelTestSchema } from './multi-label/card.ts'
import { type RegressionTest, regressionTestSchema } from './regression/card.ts'
import { type GenerationTest, generationTestSchema } from './text-generation/card.ts'
import { fitsTags, type TokenTest, tokenTestSchema } from './token-classification/card.ts'

export type Evaluation =
  | ClassificationTest
  | GenerationTest
  | RegressionTest
  | TokenTest
  | MultiLabelTest
  | ConversationTest

export const evaluationSchema = v.variant('kind', [
  classificationTestSchema,
  generationTestSchema,
  regressionTestSchema,
  tokenTestSchema,
  multiLabelTestSchema,
  conversationTestSchema,
])

/** Whether every table of the test is as long as the run's names of classes, labels or tags. */
export function fitsNames(test: Evaluation, names: number): boolean {
  return fits[test.kind](test as never, names)
}

const fits: {
  readonly [Kind in Evaluation['kind']]: (test: Extract<Evaluation, { kind: Kind }>, names: number) => boolean
} = {
  classification: fitsClasses,
  generation: () => true,
  regression: () => true,
  tokens: fitsTags,
  'multi-label': fitsLabels,
  conversation: () => true,
}
