/**
 * What llama.cpp calls a network, its parts and its settings (GGUF's keys and names of tensors). Each family says it of
 * the trunk that it reads; the export asks the trunk, and knows no family by name. Reference: llama.cpp `src/models/`
 * and `conversion/`.
 */
import type { Message } from '../../shared/messages/message.ts'

export interface LlamaCppFacts {
  /** `general.architecture`. */
  readonly architecture: string
  /** Settings, by their keys after the architecture's name and a dot. */
  readonly keys: GgufKeys
  /** Where a parameter stands, by its name here. */
  placeOf(name: string): LlamaCppPlace
  /** Tensors of numbers that follow from the configuration, by their names there. */
  readonly computed: ReadonlyMap<string, Float32Array>
  /** Why it cannot compute this network, as a clause; null where it can. */
  readonly refusal: Message | null
}

export interface LlamaCppPlace {
  readonly name: string
  /** Of queries and keys whose halves llama.cpp keeps in turns: how many heads the rows are of. */
  readonly heads?: number
  /** Added to each value. */
  readonly plus?: number
  /** In 32 bits, whatever the rest is in. */
  readonly full?: true
}

export type GgufKeys = Readonly<Record<string, GgufValue>>

export type GgufValue =
  | { readonly type: 'uint32' | 'float32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'numbers'; readonly of: 'int32' | 'float32'; readonly values: readonly number[] }
  | { readonly type: 'bools'; readonly values: readonly boolean[] }
  | { readonly type: 'strings'; readonly values: readonly string[] }

export const uint32 = (value: number): GgufValue => ({ type: 'uint32', value })
export const float32 = (value: number): GgufValue => ({ type: 'float32', value })
export const bool = (value: boolean): GgufValue => ({ type: 'bool', value })
export const string = (value: string): GgufValue => ({ type: 'string', value })

/**
 * A parameter's name there: its layer's number, and the name of the part within the layer, or of what stands outside.
 * @param parts by our names of the layers that a parameter belongs to, without `.weight` and `.bias`.
 */
export function namedAfter(layers: string, parts: Readonly<Record<string, string>>): (name: string) => string {
  return (name) => {
    const [, site = '', kind = ''] = /^(.*)\.(weight|bias)$/.exec(name) ?? []
    const [, index, within] = site.startsWith(layers) ? (/^(\d+)\.(.*)$/.exec(site.slice(layers.length)) ?? []) : []
    const part = parts[within ?? site]
    if (part === undefined) throw new Error(`internal: llama.cpp has no place for "${name}"`)
    return `${index === undefined ? '' : `blk.${index}.`}${part}.${kind}`
  }
}
