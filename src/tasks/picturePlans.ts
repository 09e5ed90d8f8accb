/** What runs on pictures begin with where it follows from how many there are. */
import type { TaskCard } from './taskCard.ts'

/** As many as 5,000 examples leave to train on, by the usual shares. From here on pictures vary enough by themselves. */
const many = 3250

/** Each augmented view is as much to compute as the pictures themselves, which with so many is the longest part of a run. */
export const picturePlans: NonNullable<TaskCard['plans']> = {
  head: (rows) => ({ 'augment.views': rows < many ? 4 : 0 }),
}
