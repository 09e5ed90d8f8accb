/** A split whose examples all have the same answer: whatever is measured on it says nothing. */
import { dataParts } from '../../../shared/domain/cleaning.ts'
import { notice } from '../../../shared/messages/say.ts'
import { targetText, writtenTarget } from '../target.ts'
import type { DataCheck } from './dataCheck.ts'
import { addExamples } from './remedies.ts'

export const equalAnswers: DataCheck = (input) => {
  const { dataset, split } = input
  const [first] = dataset.examples
  if (!first || first.target.kind === 'text') return []
  return dataParts.flatMap((part) => {
    const answers = split[part].flatMap((index) => dataset.examples[index]?.target ?? [])
    const [one] = answers
    if (!one || answers.length < 2 || new Set(answers.map(writtenTarget)).size > 1) return []
    const answer = targetText(one, dataset.classes)
    return [
      {
        check: 'equal-answers' as const,
        message: notice('answersAllEqual', { part, answer, examples: answers.length, noun: input.noun }),
        remedies: [addExamples(input)],
      },
    ]
  })
}
