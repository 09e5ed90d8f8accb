/**
 * Where the one fine-tuned model stands that answers. Whoever asks it may still wait when another takes its place; the
 * one before is freed when the last of them has its answer.
 */
import { disposeTuned, type TunedModel } from './tunedModel.ts'

export interface ActiveModel {
  /** Frees the one before, at once or when nobody uses it any more; null leaves none. */
  replace(next: TunedModel | null): void
  /** Keeps the model that stands there until `work` settles. Null where there is none. */
  use<T>(work: (tuned: TunedModel) => Promise<T>): Promise<T> | null
}

interface Standing {
  readonly tuned: TunedModel
  users: number
  replaced: boolean
}

export function activeModel(): ActiveModel {
  let standing: Standing | null = null
  const freeIfUnused = ({ tuned, users, replaced }: Standing) => {
    if (replaced && users === 0) disposeTuned(tuned)
  }
  const hold = async <T>(held: Standing, work: (tuned: TunedModel) => Promise<T>): Promise<T> => {
    held.users++
    try {
      return await work(held.tuned)
    } finally {
      held.users--
      freeIfUnused(held)
    }
  }
  return {
    replace(next) {
      const before = standing
      standing = next && { tuned: next, users: 0, replaced: false }
      if (!before) return
      before.replaced = true
      freeIfUnused(before)
    },
    use: (work) => standing && hold(standing, work),
  }
}
