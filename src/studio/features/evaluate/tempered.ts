// Answers at another temperature, kept as long as the answers they come from.

import type { JudgedAnswers } from '../../../shared/domain/evaluation.ts'
import { scaled } from '../../../shared/metrics/fitTemperature.ts'

/** The same object each time, so that what was computed of it is found again. */
export function tempered(answers: JudgedAnswers, temperature: number): JudgedAnswers {
  if (temperature === 1) return answers
  const known = kept.get(answers)
  if (known?.temperature === temperature) return known.answers
  const probabilities = scaled(answers.probabilities, answers.classes, temperature)
  const made = { temperature, answers: { ...answers, probabilities } }
  kept.set(answers, made)
  return made.answers
}

const kept = new WeakMap<JudgedAnswers, { readonly temperature: number; readonly answers: JudgedAnswers }>()
