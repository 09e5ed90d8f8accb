/** What either format of an adapter gives when it is read for a given network. */
import type { Message } from '../../../shared/messages/message.ts'
import type { BaseModel } from '../../inference/tunedModel.ts'
import type { MethodOptions } from '../../tuning/method.ts'

export interface ReadAdapter {
  readonly options: MethodOptions
  /** What was added, and what takes the place of the trunk's own; by name, in the engine's layout. */
  readonly values: ReadonlyMap<string, Float32Array>
  /** Of the head, likewise; empty where it has none. */
  readonly head: ReadonlyMap<string, Float32Array>
  /** 0 where it has no head. */
  readonly classes: number
  /** What it says that it was trained on. */
  readonly base: BaseModel | null
  /** What was settled in reading it, for the person. */
  readonly notices: readonly Message[]
}
