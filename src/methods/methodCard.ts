/**
 * What page, command line and engine know of a method before anything is computed: its words, its settings, what it
 * trains, and what can be taken away of it. A card imports the shared ring alone.
 */
import type { CountedBlock } from '../shared/domain/blocks.ts'
import type { FieldValue, RecipeField, ValueOf } from '../shared/recipe/field.ts'
import type { TaskCard } from '../tasks/taskCard.ts'
import type { BlockCosts } from './counting.ts'
import type { MethodId } from './ids.ts'

/** A field of the recipe that belongs to methods: `method.rank`. */
export type MethodField = RecipeField & { readonly key: `method.${string}` }

/** The values of a method's fields, by the names that follow the dot. */
export type SettingsOf<Fields extends readonly MethodField[]> = {
  readonly [Each in Fields[number] as Each['key'] extends `method.${infer Name}` ? Name : never]: ValueOf<Each>
}

/** What a method may need of a network. */
export interface NetworkParts {
  /** Its blocks attend to tokens; else they convolve. */
  readonly attends: boolean
  /** Its layers and norms have biases. */
  readonly biased: boolean
}

/** @typeParam Fields the method's own fields; its functions are given the values of these. */
export interface MethodCard<Fields extends readonly MethodField[] = readonly MethodField[]> {
  readonly id: MethodId
  readonly title: string
  /** What it trains, and whom it serves. */
  readonly summary: string
  /** Whether the person chooses the thaw line, or the method fixes it at the top or at the bottom of the trunk. */
  readonly thaw: 'none' | 'choice' | 'all'
  /** Where the picker lists it. */
  readonly group: MethodGroup
  readonly learns: Learning
  readonly fields: Fields
  /** Where its runs begin other than the common defaults. Any field of the recipe. */
  readonly defaults: Readonly<Record<string, FieldValue>>
  /** What can be taken away. */
  readonly leaves: {
    /** A small file beside the model. */
    readonly adapter: boolean
    /** The whole model with what was learned in its weights. */
    readonly model: boolean
    /** Why no graph says what it does in a network for such a task; absent, and null: one does. */
    graph?(task: TaskTraits): string | null
  }
  /** How Python's peft holds its adapter: not at all, or around single layers, which it cannot wrap in every network; absent: otherwise. */
  readonly peft?: 'none' | 'layers'
  /** Nothing stays frozen in it, or it reads frozen weights whole in each step, so that packing them is of no use. */
  readonly packs?: false
  /** The line between frozen and thawed slides from this method to the others of its kind: none, some or all blocks. */
  readonly slides?: true
  /** What it adds stands before the first block, so that gradients go all the way down. */
  readonly atInput?: true
  /** Why it serves no such task or network; null where it does. The network is null while it is unknown. */
  refusal?(task: TaskTraits, network: NetworkParts | null): string | null
  /** How the thawed blocks are counted; `open` are all of them, from the lowest. */
  counter(choice: MethodChoice<SettingsOf<Fields>>, open: readonly CountedBlock[]): BlockCounter
  /** How often the adapter's file holds what was trained; absent: once. */
  writtenTimes?(settings: SettingsOf<Fields>): number
  /** Where the thaw line stands in an epoch, for a method that moves it down while the run goes on. */
  lineInEpoch?(choice: MethodChoice<SettingsOf<Fields>>, at: EpochLine): number
  /**
   * How many times as long a block takes, for a method whose additions are tokens and no products. `row` are the tokens
   * that one example has without them; `width` is that of its keys and values.
   */
  tokenPace?(settings: SettingsOf<Fields>, block: { readonly row: number; readonly width: number | null }): number
  /** What follows its title in the name of a run: "r 8"; absent: nothing. */
  nameDetail?(settings: SettingsOf<Fields>, thaw: number): string
  /** Its settings in a list of facts: "rank 8, alpha 16"; absent: it has none worth telling. */
  settingWords?(settings: SettingsOf<Fields>): string
}

/** Of a task, what decides whether and how a method serves it. */
export type TaskTraits = Pick<TaskCard, 'input' | 'headed'>

export interface MethodChoice<Settings> {
  readonly task: TaskTraits
  readonly thaw: number
  readonly settings: Settings
}

export interface EpochLine {
  /** Index of the lowest block that the run thaws at all. */
  readonly lowest: number
  readonly blocks: number
  /** Counted from 1. */
  readonly epoch: number
}

/** Of a thawed block, counted from the lowest: its own parameters that learn, and those that are put beside them. */
export type BlockCounter = (block: CountedBlock, index: number) => BlockCosts

/** By what of the trunk they touch: whole blocks, small parts of them, or nothing but what is put beside. */
export type MethodGroup = 'blocks' | 'parts' | 'beside'

/** What a method does to a block that it reaches, for pictures and words on every screen. */
export interface Learning {
  /** All of the block learns; or an edge of it (biases, norms, scales); or a pair or tokens beside it, or a layer on it. */
  readonly part: 'whole' | 'edge' | 'pair' | 'layer' | 'tokens'
  /** What happens above the thaw line: "Thawed". */
  readonly above: string
  /** Of the blocks there: "thawed". */
  readonly reached: string
}
