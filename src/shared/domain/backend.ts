/** What computes. */

import type { BackendId } from '../catalog/backends.ts'
import type { Message } from '../messages/message.ts'

export interface BackendReport {
  readonly backend: BackendId
  /** What computes, for a person: "SwiftShader (software)", "4 threads, SIMD". */
  readonly adapter: string
  readonly software: boolean
  readonly threads: number
  /** Every backend that was asked before, in order of preference, with why it was not taken. */
  readonly tried: readonly { readonly backend: BackendId; readonly reason: Message }[]
}
