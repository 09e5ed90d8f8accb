/**
 * What the person just saw, in the field's words: said from the figures of the runs that were made, whatever they came
 * to. Null while there is nothing to say; `done` once the chapter has shown what it is there for. Pure.
 */
import { countOf, formatCount, formatPercent } from '../../ui/format.ts'
import { type ChapterId, headAlone, kinds, optionLabel } from './chapters.ts'
import { latestOf, scoreOf, type TourRun } from './tourRun.ts'

export interface Closing {
  readonly text: string
  readonly done: boolean
}

interface Seen {
  readonly runs: readonly TourRun[]
  /** Runs whose test was opened, the last one last. */
  readonly opened: readonly string[]
}

export function closingOf(chapter: ChapterId, seen: Seen): Closing | null {
  return closings[chapter](seen)
}

export const guessing = 1 / kinds

const closings: Readonly<Record<ChapterId, (seen: Seen) => Closing | null>> = {
  features: ({ runs }) => {
    const random = newest(runs, 'features', 'random')
    const trained = newest(runs, 'features', 'pretrained')
    if (!random && !trained) return null
    const guess = `Guessing would get ${formatPercent(guessing)}.`
    if (!random || !trained) {
      const [one, other] = random ? [random, 'pre-trained'] : [trained as TourRun, 'random']
      return { done: false, text: `It gets ${named(one)} right. ${guess} Now try ${other} weights, and compare.` }
    }
    const better = scoreOf(trained) > scoreOf(random)
    return {
      done: true,
      text: `With random weights it gets ${named(random)} right; with pre-trained weights, ${score(trained)}. ${guess} ${
        better
          ? 'Both networks were frozen, so the difference is what one had learned before: its pre-trained features. Using them for something new is called transfer learning.'
          : 'This time pre-training has not helped: that happens where the new pictures have little in common with the old ones.'
      }`,
    }
  },
  head: ({ runs }) => {
    const tried = byAmount(latestOf(runs, 'head'))
    const [first] = tried
    const last = tried.at(-1)
    if (!first || !last) return null
    const { trainable, total } = last.parameters
    const learned = `Only the head learned: ${formatCount(trainable)} of ${formatCount(total)} parameters.`
    if (first === last)
      return {
        done: false,
        text: `${amount(first)}, it learns to get ${named(first)} right. ${learned} Now try another amount.`,
      }
    return {
      done: true,
      text: `${amount(first)}, it learns to get ${named(first)} right; ${amount(last, 'from')}, ${score(last)}. ${learned} A head trained on frozen features is called a linear probe.`,
    }
  },
  thawing: ({ runs }) => {
    const thawed = latestOf(runs, 'thawing').filter(({ option }) => option !== '0')
    const last = thawed.at(-1)
    const head = newest(runs, 'thawing', '0') ?? newest(runs, 'head', headAlone.value)
    if (!last)
      return head && head.chapter === 'thawing'
        ? { done: false, text: `The head alone gets ${named(head)} right. Now move the line down, and train again.` }
        : null
    const blocks = countOf(Number(last.option), 'block', 'blocks')
    const learned = `You thawed ${blocks}: ${formatCount(last.parameters.trainable)} parameters learned`
    if (!head)
      return {
        done: false,
        text: `${learned}, and it gets ${named(last)} right. Now move the line to the top, to see the head alone.`,
      }
    const than = `${learned} instead of ${formatCount(head.parameters.trainable)}.`
    const both = `It gets ${named(last)} right; the head alone, ${score(head)}.`
    return { done: true, text: `${than} ${both} ${gainWords(last, head)}` }
  },
  rate: ({ runs }) => {
    const tried = [...latestOf(runs, 'rate')].sort((a, b) => Number(a.option) - Number(b.option))
    const [low] = tried
    const high = tried.at(-1)
    if (!low || !high) return null
    if (low === high)
      return { done: false, text: `Right of the validation pictures: ${atRate(low)}. Now try another rate.` }
    const forgot = (high.drift ?? 0) > (low.drift ?? 0) && scoreOf(high) < scoreOf(low)
    return {
      done: true,
      text: `Right of the validation pictures: ${tried.map(atRate).join('; ')}. ${
        forgot
          ? 'Large steps turned the features away from what pre-training had taught, and the head could not follow. That is catastrophic forgetting, and why thawed blocks get small learning rates.'
          : 'Some drift is wanted: features have to move to fit. It becomes forgetting where the share falls while the drift grows. The largest rate shows it.'
      }`,
    }
  },
  test: ({ runs, opened }) => {
    const run = runs.find(({ id }) => id === opened.at(-1))
    if (!run) return null
    const [low, high] = run.test.interval
    const gap = run.test.accuracy - scoreOf(run)
    const how =
      Math.abs(gap) < 0.005
        ? 'Here the two agree.'
        : gap < 0
          ? 'Validation was a little kinder, as it often is for a run that was chosen by it.'
          : 'Here the test was kinder: on so few pictures, chance goes either way.'
    const again =
      opened.length > 1
        ? ` You have opened ${opened.length} tests. The more of them you choose by, the less of a test they are.`
        : ''
    return {
      done: true,
      text: `Validation said ${formatPercent(scoreOf(run))}, the test says ${formatPercent(run.test.accuracy)} on ${formatCount(run.counts.test)} pictures that played no part before. ${how} The 95 % confidence interval, ${formatPercent(low)} to ${formatPercent(high)}, says how far chance reaches. Report the test: it is an honest estimate of generalisation.${again}`,
    }
  },
}

function newest(runs: readonly TourRun[], chapter: ChapterId, option: string): TourRun | undefined {
  return runs.findLast((run) => run.chapter === chapter && run.option === option)
}

/** "93 % of the validation pictures" */
function named(run: TourRun): string {
  return `${score(run)} of the validation pictures`
}

function score(run: TourRun): string {
  return formatPercent(scoreOf(run))
}

function byAmount(runs: readonly TourRun[]): readonly TourRun[] {
  return [...runs].sort((a, b) => a.counts.train - b.counts.train)
}

function amount(run: TourRun, word = 'From'): string {
  if (run.option === headAlone.value) return `${word} all ${formatCount(run.counts.train)} pictures`
  return `${word} ${optionLabel('head', run.option)}`
}

/** "82 % at a rate of 0.0003 (drift 8.9 %)" */
function atRate(run: TourRun): string {
  return `${score(run)} at a rate of ${run.option}${run.drift === null ? '' : ` (drift ${formatPercent(run.drift)})`}`
}

function gainWords(thawed: TourRun, head: TourRun): string {
  const pictures = Math.round((scoreOf(thawed) - scoreOf(head)) * head.counts.validation)
  const said = countOf(Math.abs(pictures), 'picture', 'pictures')
  if (pictures > 1) return `That is ${said} more. Training pre-trained blocks further is what fine-tuning means.`
  if (pictures < -1)
    return `That is ${said} fewer: so many parameters can fit few pictures too closely, which is over-fitting. Fewer blocks may do better.`
  return `That is the same within a picture: here the frozen features were good already. Training pre-trained blocks further is called fine-tuning, and it pays most where your pictures differ from those of pre-training.`
}
