/** What `thaw-predict` gives and takes, without a name of the studio's own: the package's types are made of this file. */

/** Pixels that are decoded already: RGB or RGBA, row by row. What Node has in place of a browser's pictures. */
export interface PixelsOfPicture {
  readonly width: number
  readonly height: number
  /** Three or four bytes a pixel. What is clear is laid over white. */
  readonly data: Uint8Array | Uint8ClampedArray
}

export interface Share {
  readonly name: string
  readonly probability: number
}

/** By what the model was trained for. */
export type Answer =
  | { readonly kind: 'classes'; readonly classes: readonly Share[] }
  | { readonly kind: 'labels'; readonly labels: readonly (Share & { readonly threshold: number })[] }
  | { readonly kind: 'number'; readonly value: number }
  | {
      readonly kind: 'tags'
      readonly text: string
      readonly entities: readonly {
        readonly label: string
        readonly start: number
        readonly end: number
        readonly text: string
        readonly probability: number
      }[]
    }
  /** Of a model that continues texts: what it added. */
  | { readonly kind: 'text'; readonly text: string }

/** A picture in a browser, or its pixels; a text, two texts, or what is to be continued. */
export type Question = ImageBitmapSource | PixelsOfPicture | string | readonly [string, string]

export interface PredictOptions {
  /** Of a text that is continued: tokens at most, how daring (0 is the likeliest each time), and the draw. */
  readonly tokens?: number
  readonly temperature?: number
  readonly seed?: number
  /** Everything added so far. */
  readonly onText?: (text: string) => void
  readonly signal?: AbortSignal
}

export interface Model {
  /** "image-classification", "text-generation"… */
  readonly task: string
  readonly input: 'image' | 'text' | 'pair' | 'words' | 'turns'
  /** Classes, labels or tags in their order. */
  readonly labels: readonly string[]
  predict(question: Question, options?: PredictOptions): Promise<Answer>
  dispose(): void
}

/** The address of a folder that Thaw exported, a folder on this computer where Node runs, or its files by name. */
export type Source = string | URL | ReadonlyMap<string, Uint8Array<ArrayBuffer>>
