/** Texts that are longer than what the model is given of them: what stands behind the limit is not read. */
import type { Remedy } from '../../../shared/domain/cleaning.ts'
import { notice } from '../../../shared/messages/say.ts'
import type { DataCheck } from './dataCheck.ts'

/** Texts that are counted, evenly over all: the share of so many is known to three points. */
const counted = 1000
/** A smaller share is the long tail that most data have. */
const mostCut = 0.02
/** The limit that is offered leaves so many texts whole. */
const wholeShare = 0.98

export const cutTexts: DataCheck = async ({ dataset, settings, noun, tokens, pace }) => {
  const { examples } = dataset
  if (!tokens || examples.length === 0) return []
  const taken = Math.min(counted, examples.length)
  const lengths: number[] = []
  for (let at = 0; at < taken; at++) {
    const example = examples[Math.floor((at * examples.length) / taken)]
    if (example) lengths.push(tokens.count(example.content))
    await pace.breathe()
  }
  const limit = Math.min(settings.maxTokens, tokens.most)
  const share = lengths.filter((length) => length > limit).length / taken
  if (share <= mostCut) return []
  const longest = lengths.toSorted((a, b) => a - b)[Math.ceil(wholeShare * taken) - 1] ?? limit
  const value = Math.min(tokens.most, Math.ceil(longest / 16) * 16)
  const raise: Remedy = { kind: 'set', label: notice('remedyMaxTokens', { tokens: value }), key: 'maxTokens', value }
  return [
    {
      check: 'cut-texts',
      message: notice('textsWillBeCut', { share, tokens: limit, most: tokens.most, noun }),
      remedies: value > limit ? [raise] : [],
    },
  ]
}
