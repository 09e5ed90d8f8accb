/** All checks of data before training, in the order in which they are told: what stops a run first. */
import type { CheckId } from '../../../shared/domain/cleaning.ts'
import { contradictions } from './contradictions.ts'
import { copies } from './copies.ts'
import { cutTexts } from './cutTexts.ts'
import type { DataCheck } from './dataCheck.ts'
import { emptyTexts } from './emptyTexts.ts'
import { equalAnswers } from './equalAnswers.ts'
import { farNumbers } from './farNumbers.ts'
import { fewExamples } from './fewExamples.ts'
import { leakedExamples } from './leakedExamples.ts'
import { nearLeaks } from './nearLeaks.ts'
import { poorPictures } from './poorPictures.ts'
import { smallTest } from './smallTest.ts'
import { unevenClasses } from './unevenClasses.ts'
import { untrainedClasses } from './untrainedClasses.ts'

export const dataChecks = {
  'untrained-classes': untrainedClasses,
  'equal-answers': equalAnswers,
  'leaked-examples': leakedExamples,
  'near-leaks': nearLeaks,
  contradictions,
  'cut-texts': cutTexts,
  'few-examples': fewExamples,
  'far-numbers': farNumbers,
  'uneven-classes': unevenClasses,
  'small-test': smallTest,
  'empty-texts': emptyTexts,
  copies,
  'poor-pictures': poorPictures,
} satisfies Record<Exclude<CheckId, 'indivisible'>, DataCheck>
