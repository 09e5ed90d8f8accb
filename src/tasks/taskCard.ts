/** What page, command line and engine know of a task before anything is computed. A card imports the shared ring alone. */
import type { TaskId } from './ids.ts'

export interface TaskCard {
  readonly id: TaskId
  readonly title: string
  /** What one example is called, singular and plural. */
  readonly example: readonly [string, string]
  /** What the data must look like. */
  readonly needs: string
  /** What the network reads of an example. */
  readonly input: 'image' | 'text'
  /** What an example's answer is. */
  readonly target: 'class' | 'text'
}
