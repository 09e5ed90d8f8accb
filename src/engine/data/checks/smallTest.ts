/** A test of so few examples that its score is mostly the luck of the draw. */
import type { Remedy } from '../../../shared/domain/cleaning.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { CheckInput, DataCheck } from './dataCheck.ts'
import { addExamples } from './remedies.ts'

/** From here on a score of 80 % is known to 14 points either way; below, two models can hardly be told apart. */
const enoughTested = 30
/** More than this of the examples is not taken from training. */
const mostShare = 0.3

export const smallTest: DataCheck = (input) => {
  const { dataset, split, noun } = input
  const tested = split.test.length
  if (tested >= enoughTested || dataset.examples[0]?.target.kind === 'text') return []
  const spread = dataset.classes.length > 0 ? Math.round(100 * 1.96 * Math.sqrt((0.8 * 0.2) / tested)) : null
  return [
    {
      check: 'small-test',
      message: notice('testSmall', { examples: tested, points: spread, noun }),
      remedies: [...largerShare(input), addExamples(input)],
    },
  ]
}

/** Nothing where the data name their test, or where a larger share would not make it much larger. */
function largerShare({ dataset, settings, split }: CheckInput): Remedy[] {
  if (dataset.namedSplits.includes('test')) return []
  const value = Math.min(mostShare, Math.ceil((100 * enoughTested) / dataset.examples.length) / 100)
  if (value * dataset.examples.length < 1.25 * split.test.length || value <= settings.test) return []
  return [{ kind: 'set', label: notice('remedyTestShare', { share: value }), key: 'split.test', value }]
}
