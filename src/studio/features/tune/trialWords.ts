/** The trials before a run in words: what is told aloud, and what the buttons offer. */
import type { BatchTrial, RateSearch } from '../../../shared/domain/trials.ts'
import { significant } from '../../../shared/significant.ts'
import type { ProbeState } from '../../store/probeState.ts'
import { countOf, formatRate, formatSeconds } from '../../ui/format.ts'

export type Trial = NonNullable<ProbeState['running']>

/** Told aloud, sparingly: every quarter of the way, and what came of it. */
export function trialStatus({ running, progress, error }: ProbeState, trial: Trial, found: string | null): string {
  if (running !== trial) return error ? '' : (found ?? '')
  if (!progress || progress.total === 0) return 'Getting ready.'
  const quarter = Math.floor((4 * progress.done) / progress.total)
  return quarter === 0 ? 'The trial is running.' : `${25 * quarter} percent of the trial is done.`
}

/** What is taken into the form: two digits, as a rate is known no better. */
export function takenRate(rate: number): number {
  return Number(rate.toPrecision(2))
}

export interface RateOffer {
  readonly kind: 'steepest' | 'valley'
  readonly rate: number
}

export function rateOffers({ steepest, valley }: RateSearch): readonly RateOffer[] {
  const offers: RateOffer[] = []
  if (steepest !== null) offers.push({ kind: 'steepest', rate: takenRate(steepest) })
  if (valley !== null) offers.push({ kind: 'valley', rate: takenRate(valley) })
  return offers
}

export function rateWords(search: RateSearch): string {
  const offers = rateOffers(search)
  if (offers.length === 0) return whyNot(search)
  return `Suggested: ${offers.map(({ kind, rate }) => `${formatRate(rate)} (${kind})`).join(', ')}.`
}

/** Why no rate can be suggested, and what to try. */
function whyNot({ points, range, end }: RateSearch): string {
  const last = points.at(-1)
  if (end === 'diverged' && last)
    return `No rate can be suggested: the loss shot up at ${formatRate(last.rate)}, before it had clearly fallen. A larger batch makes the losses less noisy; then try again.`
  const smooth = points.map(({ smooth }) => smooth)
  const spread = `${significant(Math.min(...smooth), 3)} and ${significant(Math.max(...smooth), 3)}`
  return `No rate from ${formatRate(range.from)} to ${formatRate(range.to)} made the loss fall: it stayed between ${spread}. Check the labels, thaw more of the model, or take a larger batch; then try again.`
}

/** How a batch is taken that must be accumulated over parts, or need not be any more; null where the form stands right. */
export function batchOffer(
  { fits, accumulate }: BatchTrial,
  batch: number,
  asked: number,
): { readonly accumulate: number; readonly text: string } | null {
  if (fits === 0 || accumulate === asked || (accumulate < asked && accumulate > 1)) return null
  return {
    accumulate,
    text: accumulate === 1 ? `Use a batch of ${batch}` : `Use a batch of ${batch}, in ${accumulate} accumulation steps`,
  }
}

export function batchWords({ fits, accumulate }: BatchTrial, batch: number): string {
  if (fits === 0) return 'Not even a single example fits. Thaw fewer blocks, or choose a smaller model.'
  if (accumulate === 1) return `Your batch of ${batch} fits.`
  const most = countOf(fits, 'example fits', 'examples fit')
  return `${most} at once, so that your batch of ${batch} is computed in ${accumulate} gradient accumulation steps. It learns the same.`
}

/** 0.042 ms · 3.1 ms · 80 ms: what is short for one example counts over thousands. */
export function millisecondsText(milliseconds: number): string {
  return milliseconds < 10 ? `${Number(milliseconds.toPrecision(2))}\u00a0ms` : formatSeconds(milliseconds / 1000)
}
