/**
 * What a figure is drawn with: an outline, fills with a texture, and details, all in one style for the whole picture.
 * Figures draw in a box from -1 to 1 (y downwards) and never choose a colour of their own: `fill(path, 0)` is the
 * picture's first colour, whatever that is, so that colour says nothing of the class.
 */
import type { Random } from '../../shared/random.ts'
import { alpha, ink, type Palette, paper } from './palette.ts'

export type Texture = 'plain' | 'gradient' | 'stripes' | 'dots' | 'checks' | 'hatched'
export type Outline = 'none' | 'thin' | 'bold' | 'rough' | 'light'

export interface Style {
  readonly palette: Palette
  readonly texture: Texture
  readonly outline: Outline
}

export interface Brush {
  readonly random: Random
  /** Fills with the palette's nth colour and the picture's texture, then draws the outline. */
  fill(path: Path2D, colour: number): void
  /** Fills without a texture: small parts. */
  flat(path: Path2D, colour: number): void
  /** A line in the outline's colour, `width` in box units. */
  line(path: Path2D, width: number): void
  /** A line in the palette's nth colour with the outline around it. */
  limb(path: Path2D, colour: number, width: number): void
  /** Draws inside a path only. */
  inside(path: Path2D, draw: () => void): void
  /** An eye, with white and pupil looking towards (dx, dy). */
  eye(x: number, y: number, radius: number, gaze?: readonly [number, number]): void
}

export const textures: readonly Texture[] = [
  'plain',
  'plain',
  'gradient',
  'gradient',
  'stripes',
  'dots',
  'checks',
  'hatched',
]
export const outlines: readonly Outline[] = ['none', 'thin', 'bold', 'bold', 'rough', 'light']

const outlineWidth: Record<Outline, number> = { none: 0, thin: 0.035, bold: 0.075, rough: 0.045, light: 0.06 }

export function brushFor(context: CanvasRenderingContext2D, style: Style, random: Random): Brush {
  const colourOf = (index: number) => style.palette[index % style.palette.length] ?? ink
  const edge = style.outline === 'light' ? paper : ink
  const brush: Brush = {
    random,
    fill(path, colour) {
      context.fillStyle = style.texture === 'gradient' ? shaded(context, colourOf(colour), random) : colourOf(colour)
      context.fill(path)
      brush.inside(path, () => drawTexture(context, style.texture, colourOf(colour + 1), random))
      drawOutline(context, path, style.outline, edge, random)
    },
    flat(path, colour) {
      context.fillStyle = colourOf(colour)
      context.fill(path)
      drawOutline(context, path, style.outline, edge, random)
    },
    line: (path, width) => stroke(context, path, edge, width),
    limb(path, colour, width) {
      if (style.outline !== 'none') stroke(context, path, edge, width + 1.6 * outlineWidth[style.outline])
      stroke(context, path, colourOf(colour), width)
    },
    inside(path, draw) {
      context.save()
      context.clip(path)
      draw()
      context.restore()
    },
    eye(x, y, radius, [dx, dy] = [0, 0]) {
      context.fillStyle = paper
      context.fill(ellipse(x, y, radius, radius))
      stroke(context, ellipse(x, y, radius, radius), ink, radius * 0.25)
      context.fillStyle = ink
      context.fill(ellipse(x + dx * radius * 0.4, y + dy * radius * 0.4, radius * 0.55, radius * 0.6))
    },
  }
  return brush
}

export function ellipse(x: number, y: number, rx: number, ry: number, turn = 0): Path2D {
  const path = new Path2D()
  path.ellipse(x, y, rx, ry, turn, 0, 2 * Math.PI)
  return path
}

export function polygon(...points: readonly (readonly [number, number])[]): Path2D {
  const path = new Path2D()
  for (const [x, y] of points) path.lineTo(x, y)
  path.closePath()
  return path
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.next()
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.below(items.length)] as T
}

function stroke(context: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  context.strokeStyle = colour
  context.lineWidth = width
  context.lineJoin = context.lineCap = 'round'
  context.stroke(path)
}

function drawOutline(
  context: CanvasRenderingContext2D,
  path: Path2D,
  outline: Outline,
  colour: string,
  random: Random,
): void {
  if (outline === 'none') return
  stroke(context, path, colour, outlineWidth[outline])
  if (outline !== 'rough') return
  context.save()
  context.translate(between(random, -0.03, 0.03), between(random, -0.03, 0.03))
  context.rotate(between(random, -0.03, 0.03))
  stroke(context, path, colour, outlineWidth.rough * 0.6)
  context.restore()
}

function shaded(context: CanvasRenderingContext2D, colour: string, random: Random): CanvasGradient {
  const angle = between(random, 0.2 * Math.PI, 0.8 * Math.PI)
  const [x, y] = [Math.cos(angle), Math.sin(angle)]
  const gradient = context.createLinearGradient(-x, -y, x, y)
  gradient.addColorStop(0, `color-mix(in oklab, ${colour}, white 35%)`)
  gradient.addColorStop(0.5, colour)
  gradient.addColorStop(1, `color-mix(in oklab, ${colour}, black 30%)`)
  return gradient
}

/** Covers the whole box; the caller has clipped to the part. */
function drawTexture(context: CanvasRenderingContext2D, texture: Texture, colour: string, random: Random): void {
  context.fillStyle = context.strokeStyle = alpha(colour, 0.75)
  switch (texture) {
    case 'plain':
    case 'gradient':
      break
    case 'stripes':
      drawLines(context, random, 0.26, 0.11)
      break
    case 'hatched':
      drawLines(context, random, 0.11, 0.03)
      break
    case 'dots':
      drawGrid(0.24, 0.24, (x, y, odd) => context.fill(ellipse(x + (odd ? 0.12 : 0), y, 0.065, 0.065)))
      break
    case 'checks':
      drawGrid(0.2, 0.4, (x, y, odd) => context.fillRect(x + (odd ? 0.2 : 0), y, 0.2, 0.2))
      break
    default:
      texture satisfies never
  }
}

function drawLines(context: CanvasRenderingContext2D, random: Random, gap: number, width: number): void {
  context.save()
  context.rotate(random.next() * Math.PI)
  context.lineWidth = width
  context.beginPath()
  for (let y = -1.8; y < 1.8; y += gap) {
    context.moveTo(-2, y)
    context.lineTo(2, y)
  }
  context.stroke()
  context.restore()
}

function drawGrid(down: number, across: number, cell: (x: number, y: number, odd: boolean) => void): void {
  for (let row = 0; row * down < 3.6; row++)
    for (let x = -1.8; x < 1.8; x += across) cell(x, row * down - 1.8, row % 2 === 1)
}
