/** What a test of a run says: one kind for each kind of task. A record is checked against these. */
import * as v from 'valibot'
import { type ClassificationTest, classificationTestSchema } from './classification/card.ts'
import { type GenerationTest, generationTestSchema } from './text-generation/card.ts'

export type Evaluation = ClassificationTest | GenerationTest

export const evaluationSchema = v.variant('kind', [classificationTestSchema, generationTestSchema])
