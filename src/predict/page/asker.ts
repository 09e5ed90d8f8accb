/** Where a person asks: a picture, a text, two of them, or the beginning of one. */

import type { Generation, Prediction } from '../../shared/domain/answers.ts'
import type { PageExample } from '../../shared/domain/deployedPage.ts'
import type { ContinueOptions, PredictModel } from '../load.ts'
import type { Spoken } from './spoken.ts'

export interface Asking {
  readonly model: PredictModel
  readonly spoken: Spoken
  /** Something to try; null where the person chose none. */
  readonly example: PageExample | null
  readonly answers: Answers
}

/** How a camera's answers are shown; moved while it runs. */
export interface LiveSettings {
  /** A class is named from this probability on; 0 always names one. */
  threshold: number
  /** How much of an answer is those before it: 0 none. */
  smoothing: number
}

/** Where the answer appears. What comes after a newer question is dropped. */
export interface Answers {
  /** @param live of a camera: nothing is announced, and the answer before stays until the next is there. */
  show(work: () => Promise<Prediction>, live?: LiveSettings): Promise<void>
  write(work: (options: Pick<ContinueOptions, 'onText'>) => Promise<Generation>): Promise<void>
  fault(thrown: unknown): void
  /** What is wrong, in the page's own words. */
  refuse(words: string): void
}

export type Asker = (asking: Asking) => HTMLElement
