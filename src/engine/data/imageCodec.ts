/** Decoding is the one thing the engine cannot do by itself; a browser and Node bring their own. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** RGBA, row by row, opaque. */
  readonly data: Uint8ClampedArray
}

export interface ImageCodec {
  /**
   * The first frame, upright, over white. A much larger picture may come smaller, its shorter side never below
   * `minimumSide` pixels. Rejects with `image-unreadable`.
   */
  decode(blob: Blob, minimumSide: number): Promise<Pixels>
  /** A small JPEG or PNG, at most `side` pixels a side. Rejects with `image-unreadable`. */
  thumbnail(blob: Blob, side: number): Promise<Blob>
}
