/**
 * How much a doubted label is worth. A model that is unsure, or sure without reason, doubts many labels that are right:
 * its confidence is set right first, and a doubt is told only where the label is more probably wrong than right.
 */
import { fitTemperature, scaled } from '../../shared/metrics/fitTemperature.ts'
import { confidentDoubts, type Doubt, type Judged } from './confidentDoubts.ts'

/**
 * The share of labels that is taken to be wrong: at least that of well-known datasets (Northcutt et al. 2021), more where
 * more are doubted, and never so much that a poor model would speak for itself.
 */
const [usuallyWrong, mostWrong] = [0.033, 0.1] as const
/** A doubt is told from this chance on that the label is wrong. */
const authority = 0.5

export interface JudgedDoubt extends Doubt {
  /** The chance that the label is right after all, and the doubt mistaken. */
  readonly mistaken: number
}

/** Those that can be stood by, the surest first, in calibrated probabilities. */
export function doubtsWithAuthority(judged: Judged): JudgedDoubt[] {
  const { labels, probabilities, classes } = judged
  const temperature = fitTemperature({ truth: labels, probabilities, classes })
  const calibrated = scaled(probabilities, classes, temperature)
  const doubts = confidentDoubts({ ...judged, probabilities: calibrated })
  const wrong = Math.min(mostWrong, Math.max(usuallyWrong, doubts.length / labels.length))
  return doubts
    .map((doubt) => ({ ...doubt, mistaken: 1 - chanceOfError(doubt, { classes, wrong }) }))
    .filter(({ mistaken }) => mistaken <= 1 - authority)
}

/** A doubt is never surer than this: the probabilities are themselves estimates. */
const surest = 0.95

/**
 * By Bayes. The probabilities are those of the labels as they stand, wrong ones among them: of what the label's own class
 * gets, a part stands for examples of the suggested class that bear it by mistake, each wrong name being as likely.
 */
function chanceOfError({ probability, own }: Doubt, { classes, wrong }: { classes: number; wrong: number }): number {
  return Math.min(surest, (probability * wrong) / (classes - 1) / own)
}
