/** What the tests of tasks are made of as they stand in a record. What is only shown as it is stays loose. */
import * as v from 'valibot'

export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
/** A loss may be no number. */
export const figure = v.union([v.number(), v.nan()])

export const judgedAnswers = v.pipe(
  v.looseObject({
    truth: v.array(count),
    probabilities: v.instance(Float32Array),
    classes: count,
    examples: v.array(count),
  }),
  v.check(
    ({ truth, probabilities, classes, examples }) =>
      probabilities.length === truth.length * classes && examples.length === truth.length,
    'as many probabilities and examples as rows',
  ),
  v.check(({ truth, classes }) => truth.every((each) => each < classes), 'expected truths among the classes'),
)
