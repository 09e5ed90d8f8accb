/** A line of a page, or a piece of one. In points; y grows upwards. */
export interface PdfLine {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly width: number
  /** Height of its letters. */
  readonly size: number
}
