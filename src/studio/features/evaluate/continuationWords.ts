// What a perplexity means beside the untouched network's, in plain words.

import type { Interval } from '../../../shared/metrics/bootstrapInterval.ts'
import type { GenerationTest } from '../../../tasks/text-generation/card.ts'
import { countOf } from '../../ui/format.ts'

/** "In passages it has never seen, on average it hesitates between 21 possible next words (tokens); before fine-tuning it was 34. That is 38 % fewer." */
export function perplexityWords({ perplexity, before }: Pick<GenerationTest, 'perplexity' | 'before'>): string {
  const now = about(perplexity)
  const then = about(before.perplexity)
  const share = (before.perplexity - perplexity) / before.perplexity
  const torn = `In passages it has never seen, on average it hesitates between ${now} possible next words (tokens)`
  if (Math.abs(share) < 0.005)
    return `${torn}, as many as before fine-tuning: it has not become better at predicting them.`
  if (share < 0) return `${torn}; before fine-tuning it was ${then}. It predicts them worse than before.`
  return `${torn}; before fine-tuning it was ${then}. That is ${percent(share)} fewer.`
}

/** "−38 %", "+4 %", "±0 %" */
export function shareLess(before: number, after: number): string {
  return shareText((after - before) / before)
}

function shareText(share: number): string {
  if (!Number.isFinite(share) || Math.abs(share) < 0.0005) return '±0\u00a0%'
  return `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`
}

/** What other passages of the same kind would say of the perplexity's change; −0.4 is 40 % less. */
export function changeWords([low, high]: Interval): string {
  const [from, to] = [shareText(low), shareText(high)]
  const by = from === to ? `about ${from}` : `between ${from} and ${to}`
  const said = `On other passages of the same kind the perplexity would change by ${by}, 19 times out of 20`
  return low <= 0 && high >= 0 ? `${said}: it may not have improved at all.` : `${said}.`
}

/** In place of intervals. */
export function tooFewWords(passages: number): string {
  return `The test has only ${countOf(passages, 'passage', 'passages')}: too few to tell how far other passages would differ.`
}

function about(value: number): string {
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)}\u00a0%`
}
