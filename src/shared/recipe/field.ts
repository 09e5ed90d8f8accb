/** What a field of the recipe says of itself, and the types that follow from a table of fields. */
import type { MethodId } from '../../methods/ids.ts'
import type { TaskId } from '../../tasks/ids.ts'

export type FieldValue = number | string | boolean

interface FieldBase {
  /** Dotted path in the recipe. */
  readonly key: string
  readonly label: string
  /** What it is, and what happens if it is larger; absent where `fieldHelp.ts` says it. */
  readonly help?: string
  /** `main` fields are shown at once, `more` behind a disclosure. */
  readonly level: 'main' | 'more'
  readonly group: 'data' | 'method' | 'training' | 'regularisation' | 'augmentation' | 'optimiser' | 'sample'
  /** The tasks that it means something for; absent: all. */
  readonly tasks?: readonly TaskId[]
  /** The methods that read it; absent: all. */
  readonly methods?: readonly MethodId[]
  /** Recipes of earlier versions of the studio may lack it; they mean its default. */
  readonly later?: true
}

export type RecipeField =
  | (FieldBase & {
      readonly type: 'number'
      readonly default: number
      readonly minimum: number
      readonly maximum: number
      readonly step: number
      readonly integer?: boolean
    })
  | (FieldBase & { readonly type: 'choice'; readonly default: string; readonly options: readonly string[] })
  | (FieldBase & { readonly type: 'switch'; readonly default: boolean })
  | (FieldBase & { readonly type: 'text'; readonly default: string })

/** What a field may hold. */
export type ValueOf<Field> = Field extends { readonly type: 'number' }
  ? number
  : Field extends { readonly type: 'switch' }
    ? boolean
    : Field extends { readonly options: readonly (infer Option)[] }
      ? Option
      : string

/** The values of a union of fields, by their dotted paths. */
export type FlatValues<Field extends RecipeField> = { readonly [Each in Field as Each['key']]: ValueOf<Each> }

/** The same with an object for what stands before the dot: `split.test` becomes `{ split: { test } }`. */
export type Nested<Flat> = {
  readonly [Head in Heads<keyof Flat & string>]: Head extends keyof Flat ? Flat[Head] : Below<Flat, Head>
}

type Heads<Path extends string> = Path extends `${infer Head}.${string}` ? Head : Path
type Below<Flat, Head extends string> = {
  readonly [Path in keyof Flat as Path extends `${Head}.${infer Rest}` ? Rest : never]: Flat[Path]
}
