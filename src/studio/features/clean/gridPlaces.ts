/** Where the cells of a long list lie, which of them are in sight, and where a key leads. Pure. */

export interface GridSize {
  readonly columns: number
  /** Pixels, with the gap below. */
  readonly rowHeight: number
  styleAt(place: number): {
    readonly insetBlockStart: number
    readonly insetInlineStart: string
    readonly inlineSize: string
    readonly blockSize: number
  }
}

const gap = 8
const pictureWidth = 128
/** Below a picture stand two lines. */
const wordsHeight = 44
const textHeight = 88

/** @param width of the list, in pixels. */
export function gridSize(pictures: boolean, width: number): GridSize {
  const columns = pictures ? Math.max(2, Math.floor((width + gap) / (pictureWidth + gap))) : 1
  const cell = (width - gap * (columns - 1)) / columns
  const rowHeight = pictures ? Math.round(cell) + wordsHeight + gap : textHeight + gap
  const share = `(100% - ${gap * (columns - 1)}px) / ${columns}`
  return {
    columns,
    rowHeight,
    styleAt: (place) => ({
      insetBlockStart: Math.floor(place / columns) * rowHeight,
      insetInlineStart: `calc((${share} + ${gap}px) * ${place % columns})`,
      inlineSize: `calc(${share})`,
      blockSize: rowHeight - gap,
    }),
  }
}

/** With one row more on either side, so that the next is there before it is seen. */
export function placesInSight(
  { columns, rowHeight }: GridSize,
  { top, height }: { readonly top: number; readonly height: number },
  count: number,
): number[] {
  const first = Math.max(0, Math.floor(top / rowHeight) - 1) * columns
  const end = Math.min(count, (Math.ceil((top + height) / rowHeight) + 1) * columns)
  return Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at)
}

/** Null for a key that does not move. */
export function movedTo(
  key: string,
  at: number,
  { columns, rowHeight }: GridSize,
  count: number,
  height: number,
): number | null {
  const page = Math.max(1, Math.floor(height / rowHeight)) * columns
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    PageUp: at - page,
    PageDown: at + page,
    Home: 0,
    End: count - 1,
  }
  const to = moves[key]
  return to === undefined || count === 0 ? null : Math.max(0, Math.min(count - 1, to))
}
