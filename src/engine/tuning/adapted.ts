/** An adapter: the parameters that a method has added beside the trunk, and how they are read. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Network } from '../models/network.ts'
import type { Attachment, MethodOptions } from './method.ts'

export interface Adapter {
  readonly options: MethodOptions
  readonly attachment: Attachment
  /** Every added parameter by name, in the engine's layout. */
  readonly values: ReadonlyMap<string, Tensor>
}

/** The network as it answers with the adapter in place; null leaves it as it is. */
export function adapted(network: Network, adapter: Adapter | null): Network {
  if (!adapter) return network
  const { attachment, values } = adapter
  const { kernel } = network
  return {
    trunk: network.trunk,
    weight: (name) => values.get(name) ?? network.weight(name),
    kernel: kernel && ((name) => (values.get(name) as Tensor2D | undefined) ?? kernel(name)),
    rest: network.rest,
    wrapForward: attachment.wrapForward,
    virtualTokens: attachment.virtualTokens,
  }
}
