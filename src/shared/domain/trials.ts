/** What the short trials before a run find. */

import type { Message } from '../messages/message.ts'

/** Losses under a rate that grows by the same factor with every step (Smith 2017). */
export interface RateSearch {
  /** The lowest and the highest rate that were to be tried. */
  readonly range: { readonly from: number; readonly to: number }
  readonly points: readonly { readonly rate: number; readonly loss: number; readonly smooth: number }[]
  /** Where the longest descent is two thirds done (fastai `valley`); null where the loss never fell. */
  readonly valley: number | null
  /** Where the smoothed loss falls fastest (fastai `steep`). */
  readonly steepest: number | null
  readonly end: 'finished' | 'diverged'
}

export interface BatchTrial {
  readonly tried: readonly {
    readonly batch: number
    readonly peakBytes: number
    readonly msPerExample: number
    /** Null when it worked. */
    readonly failure: Message | null
  }[]
  /** The largest whose memory stays within the budget, and over how many parts the wanted batch is accumulated then. */
  readonly fits: number
  readonly budgetBytes: number
  readonly accumulate: number
}
