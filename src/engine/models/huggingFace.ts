/**
 * What Hugging Face's libraries call the parts of a network, and what they cannot do with it. Each family states it of
 * the trunk that it reads; exports and imports ask the trunk, and know no family by name.
 */
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Pooling } from '../weights/pooling.ts'
import type { OwnClassifier } from './ownClassifier.ts'

export interface HuggingFaceFacts {
  /** Attention heads of one layer; 0 where nothing attends. */
  readonly attentionHeads: number
  /** Whether dense layers lie in the files as [in, out], which peft has to be told (its fan_in_fan_out). */
  readonly fanInFanOut: boolean
  /** Names in transformers 4, which are ours, and those in transformers 5; empty where all stayed. */
  readonly renamedIn5: Renaming
  /** Whether transformers has to be told to resize the position table for pictures of this size. */
  readonly interpolates: boolean
  /** Fields of config.json by which transformers.js takes the network for what it is there; absent where its own do. */
  readonly inTransformersJs?: Readonly<Record<string, unknown>>
  /** How a text's tokens become one vector, where the published files leave that open; null elsewhere. */
  readonly pooling: Pooling | null
  /** Where transformers has no class that reads a text like this; absent where its own does. */
  readonly ownClassifier?: OwnClassifier
  /** Parameters that transformers' class has, nobody reads, and warns of where they are missing; their shapes. */
  readonly unread?: Readonly<Record<string, readonly number[]>>
  /** Modules that transformers' network has and that hold no parameter: peft can wrap none of them. */
  readonly holdNothing?: readonly string[]
  /** `repository` is where the weights were published. */
  limits(repository: string | undefined): Limits
}

/** Whole segments of a dotted name, older and newer, applied in this order. */
export type Renaming = readonly (readonly [v4: string, v5: string])[]

/** What the libraries cannot do with a network; a limit that is absent does not hold. */
export interface Limits {
  /** transformers cannot load it under the names that its files have. */
  readonly network?: Limit
  /** peft cannot wrap its layers, as LoRA, DoRA and IA3 do. */
  readonly layers?: Limit
  /** transformers takes no keys and values from outside, which a prefix is made of. */
  readonly prefix?: Limit
  /** transformers' classifier reads other features than ours. */
  readonly classifier?: Limit
}

export interface Limit {
  /** A sentence for the person who exports an adapter. */
  readonly adapter: Message
  /** A clause for the person who exports a Python project; null where the project finds a way round. */
  readonly project: Message | null
}

/** A text's vector is made otherwise than transformers' classifier makes it; the Python project says how, or brings its own. */
export const readsOtherwise: Limit = { adapter: notice('classifierReadsOther'), project: null }

/** The facts of a network that the libraries read as it is, and in which nothing attends. */
export const plainFacts: HuggingFaceFacts = {
  attentionHeads: 0,
  fanInFanOut: false,
  renamedIn5: [],
  interpolates: false,
  pooling: null,
  limits: () => ({}),
}

/** A name of transformers 4 → that of transformers 5; the same where nothing was renamed. */
export function nameIn5(renaming: Renaming, name: string): string {
  return renaming.reduce((renamed, [v4, v5]) => replaceSegments(renamed, v4, v5), name)
}

/** A name of transformers 5 or 4 → that of transformers 4. */
export function nameIn4(renaming: Renaming, name: string): string {
  return renaming.reduce((renamed, [v4, v5]) => replaceSegments(renamed, v5, v4), name)
}

/** A name of transformers 4, and that of transformers 5 where it is another. */
export function bothNames(renaming: Renaming, name: string): string[] {
  return [...new Set([name, nameIn5(renaming, name)])]
}

function replaceSegments(name: string, from: string, to: string): string {
  return `.${name}.`.replace(`.${from}.`, `.${to}.`).slice(1, -1)
}
