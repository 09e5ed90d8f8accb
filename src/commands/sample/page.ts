/** The drawing half of `npm run sample`: runs in a browser page, where there is a canvas, as the global `sample`. */
import { type Random, seeded } from '../../shared/random.ts'
import { butterfly, cat, fish, snail } from './animals.ts'
import { type Brush, between, brushFor, outlines, pick, textures } from './brush.ts'
import { drawMood } from './moods.ts'
import { drawColours } from './palette.ts'
import { addGrain, drawBackground, drawForeground } from './scenery.ts'
import { flower, house, iceCream, rocket } from './things.ts'

export interface Figure {
  readonly draw: (brush: Brush) => void
  /** Largest turn to either side, radians. */
  readonly tilt: number
}

const figures: Record<string, Figure> = {
  butterfly: { draw: butterfly, tilt: 0.8 },
  cat: { draw: cat, tilt: 0.25 },
  fish: { draw: fish, tilt: 0.5 },
  flower: { draw: flower, tilt: 0.35 },
  house: { draw: house, tilt: 0.15 },
  'ice-cream': { draw: iceCream, tilt: 0.4 },
  rocket: { draw: rocket, tilt: 1 },
  snail: { draw: snail, tilt: 0.3 },
}

/** Side of a finished picture and of the canvas it is drawn on, in pixels. */
const side = 96
const drawnSide = 3 * side

/** As much as the embedded model reads. */
const moodsSide = 64

interface Painted {
  readonly paint: (name: string, random: Random) => CanvasRenderingContext2D
  /** As what a picture is written: [type, quality]. */
  readonly written: readonly [string, number]
}

/** By the sample's name. */
const painted: Readonly<Record<string, Painted>> = {
  'picture-book': {
    paint(name, random) {
      const figure = figures[name]
      if (!figure) throw new Error(`internal: no figure "${name}"`)
      return paint(figure, side, random)
    },
    written: ['image/jpeg', 0.85],
  },
  moods: {
    paint(name, random) {
      const drawn = canvas(drawnSide)
      drawn.scale(drawnSide, drawnSide)
      drawMood(drawn, name, random)
      return shrunk(drawn.canvas, moodsSide)
    },
    written: ['image/webp', 0.6],
  },
}

/** Draws the nth picture of a sample's class, as a data URL. The same names and number give the same picture. */
export async function drawPicture(sample: string, name: string, number: number): Promise<string> {
  const kind = painted[sample]
  if (!kind) throw new Error(`internal: nothing paints "${sample}"`)
  return kind.paint(name, seeded(sample).fork(name).fork(number)).canvas.toDataURL(...kind.written)
}

/** Paints a figure into its scene, finished at `size` pixels a side. */
export function paint(figure: Figure, size: number, random: Random): CanvasRenderingContext2D {
  const drawn = canvas(drawnSide)
  drawn.scale(drawnSide, drawnSide)
  const { figure: palette, scene } = drawColours(random.fork('colours'))
  drawBackground(drawn, scene, random.fork('background'))
  placeFigure(drawn, figure, random.fork('place'))
  const style = { palette, texture: pick(random, textures), outline: pick(random, outlines) }
  figure.draw(brushFor(drawn, style, random.fork('figure')))
  drawn.restore()
  drawForeground(drawn, scene, random.fork('foreground'))
  return finish(drawn.canvas, size, random.fork('grain'))
}

/** Moves the unit square to the figure's box; the figure takes 0.5 to 0.8 of the picture's side. */
function placeFigure(context: CanvasRenderingContext2D, { tilt }: Figure, random: Random): void {
  const size = between(random, 0.5, 0.8)
  const room = (1 - size) / 2
  context.save()
  context.translate(0.5 + between(random, -room, room), 0.5 + between(random, -room, room))
  context.rotate(between(random, -tilt, tilt))
  const stretch = between(random, 0.92, 1.08)
  context.scale((random.next() < 0.5 ? -1 : 1) * (size / 2) * stretch, size / 2 / stretch)
}

function finish(drawn: HTMLCanvasElement, size: number, random: Random): CanvasRenderingContext2D {
  const small = shrunk(drawn, size)
  addGrain(small, size, random)
  return small
}

function shrunk(drawn: HTMLCanvasElement, size: number): CanvasRenderingContext2D {
  const small = canvas(size)
  small.imageSmoothingQuality = 'high'
  small.drawImage(drawn, 0, 0, size, size)
  return small
}

function canvas(size: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas')
  element.width = element.height = size
  const context = element.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('This browser gives no 2D canvas.')
  return context
}
