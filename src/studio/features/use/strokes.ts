/** A drawing as strokes, each a list of points; painted anew whenever it changes, so that any can be taken back. */

export interface Point {
  readonly x: number
  readonly y: number
}

export type Stroke = readonly Point[]

/** Pixels of the drawing's sides. */
export const paperSide = 280

const penWidth = 16

export interface Ink {
  readonly paper: string
  readonly pen: string
}

/** As most drawings are, and as handwritten digits of MNIST are. */
export const inks = {
  dark: { paper: '#ffffff', pen: '#111111' },
  light: { paper: '#000000', pen: '#ffffff' },
} as const satisfies Record<string, Ink>

export function paint(canvas: HTMLCanvasElement, strokes: readonly Stroke[], { paper, pen }: Ink): void {
  const context = canvas.getContext('2d')
  if (!context) return
  context.fillStyle = paper
  context.fillRect(0, 0, paperSide, paperSide)
  context.strokeStyle = pen
  context.lineWidth = penWidth
  context.lineCap = 'round'
  context.lineJoin = 'round'
  for (const [first, ...rest] of strokes) {
    if (!first) continue
    context.beginPath()
    context.moveTo(first.x, first.y)
    // A point alone is a dot.
    for (const { x, y } of rest.length > 0 ? rest : [first]) context.lineTo(x, y)
    context.stroke()
  }
}

/** On the paper, whatever was asked for. */
export function onPaper({ x, y }: Point): Point {
  const within = (value: number) => Math.min(paperSide, Math.max(0, value))
  return { x: within(x), y: within(y) }
}

const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** Where a key takes the pen; null for keys that take it nowhere. Shift takes small steps. */
export function movedBy(key: string, from: Point, fine: boolean): Point | null {
  const way = arrows[key]
  if (!way) return null
  const step = fine ? 3 : 14
  return onPaper({ x: from.x + step * way.x, y: from.y + step * way.y })
}
