/**
 * Where the thaw line stands as a run goes on: it follows the settings, and the epoch where the method moves it. When it
 * falls below everything that was ever thawed the method is attached further down; when it rises, what lies below stays
 * as it was trained, and its features are computed with that.
 */
import type { LiveModel } from '../models/liveModel.ts'
import type { Attachment } from '../tuning/method.ts'
import type { MovingFeatures } from './features.ts'
import type { Trainer } from './trainer.ts'

export interface ThawLine {
  /** True where it moved. */
  place(thaw: number, epoch: number): Promise<boolean>
  /** The lowest that it ever stood at: nothing below has learned. */
  readonly lowest: number
  /** The most blocks that were ever asked for: what the method is attached by. */
  readonly thaw: number
  /** At the end, with the best weights in place: what lies between the lowest and the line of now may have changed. */
  settle(): Promise<void>
}

export interface ThawLineOptions {
  readonly model: LiveModel
  readonly trainer: Trainer
  readonly features: MovingFeatures
  readonly attach: (thaw: number) => Attachment
  /** Where it stands, what the trainer is attached by, and the lowest so far. */
  readonly line: number
  readonly thaw: number
  readonly lowest: number
}

export function lineIn(attachment: Attachment, epoch: number): number {
  return attachment.lineAt?.(epoch) ?? attachment.line
}

export function thawLine({ model, trainer, features, attach, ...begin }: ThawLineOptions): ThawLine {
  let { line, thaw: most, lowest } = begin
  return {
    get lowest() {
      return lowest
    },
    get thaw() {
      return most
    },
    async place(thaw, epoch) {
      const wanted = attach(thaw)
      if (thaw > most) {
        trainer.attach(wanted, await wanted.first(model.weight))
        most = thaw
      }
      const next = lineIn(wanted, epoch)
      if (next === line) return false
      await features.moveTo(next)
      trainer.moveTo(next)
      line = next
      lowest = Math.min(lowest, next)
      return true
    },
    async settle() {
      if (line === lowest) return
      await features.moveTo(lowest, { keep: false })
      trainer.moveTo(lowest)
      line = lowest
    },
  }
}
