/** Classes, labels or tags that no example of the training split has: they cannot be learned. */
import { few } from '../../../shared/messages/few.ts'
import { notice } from '../../../shared/messages/say.ts'
import { namesIn } from '../target.ts'
import type { DataCheck } from './dataCheck.ts'
import { addExamples, isCapped, leaveOut, trainOnAll } from './remedies.ts'

export const untrainedClasses: DataCheck = (input) => {
  const { dataset, split, noun } = input
  const trained = new Set(split.train.flatMap((index) => namesIn(dataset.examples[index]?.target ?? { kind: 'text' })))
  const absent = new Set([...dataset.classes.keys()].filter((name) => !trained.has(name)))
  if (absent.size === 0) return []
  const [, many] = noun
  const classes = few([...absent].map((name) => dataset.classes[name] ?? ''))
  const capped = isCapped(input)
  const theirs = dataset.examples.flatMap(({ target }, index) =>
    target.kind === 'class' && absent.has(target.class) ? [index] : [],
  )
  return [
    {
      check: 'untrained-classes',
      message: notice('classesAbsent', { classes, capped, many }),
      remedies: capped
        ? [trainOnAll(input)]
        : [addExamples(input), ...(theirs.length > 0 ? [leaveOut(input, theirs)] : [])],
    },
  ]
}
