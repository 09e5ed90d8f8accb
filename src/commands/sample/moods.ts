/**
 * Faces in four moods. Kinds differ in nothing but two things, which way the mouth bends and which way the brows slope:
 * colours, builds, hats, glasses and what stands behind are drawn alike for all.
 */
import type { Random } from '../../shared/random.ts'
import { between, ellipse, pick, polygon } from './brush.ts'

interface Mood {
  /** 1 where the corners are up, -1 where they are down. */
  readonly mouth: number
  /** 1 where the inner ends are low, -1 where they are high. */
  readonly brows: number
}

const moods: Readonly<Record<string, Mood>> = {
  angry: { mouth: -1, brows: 1 },
  glad: { mouth: 1, brows: -1 },
  sad: { mouth: -1, brows: -1 },
  sly: { mouth: 1, brows: 1 },
}

/** What one face is drawn with, in a box from -1 to 1 with the face in it. */
interface Drawn {
  readonly context: CanvasRenderingContext2D
  readonly random: Random
  readonly skin: string
  readonly hair: string
  readonly ink: string
  /** Of mouth and brows. */
  readonly width: number
}

const sides = [-1, 1]

/** Fills the box from 0 to 1. */
export function drawMood(context: CanvasRenderingContext2D, name: string, random: Random): void {
  const mood = moods[name]
  if (!mood) throw new Error(`internal: no mood "${name}"`)
  drawBackground(context, random.fork('background'))
  const place = random.fork('place')
  context.save()
  context.translate(0.5 + between(place, -0.1, 0.1), 0.5 + between(place, -0.08, 0.08))
  context.rotate(between(place, -0.3, 0.3))
  const size = between(place, 0.3, 0.42)
  context.scale(size * between(place, 0.85, 1.15), size)
  const colours = random.fork('colours')
  const lightness = between(colours, 35, 85)
  drawFace(mood, {
    ...{ context, random: random.fork('face') },
    skin: `hsl(${360 * colours.next()} ${between(colours, 25, 75)}% ${lightness}%)`,
    hair: anyColour(colours),
    ink: lightness > 45 ? `hsl(${360 * colours.next()} 30% ${between(colours, 6, 18)}%)` : '#f4f0e6',
    width: between(colours, 0.017, 0.028) / size,
  })
  context.restore()
}

function anyColour(random: Random): string {
  return `hsl(${360 * random.next()} ${between(random, 25, 80)}% ${between(random, 25, 80)}%)`
}

/** Spots and splinters on a plain ground. */
function drawBackground(context: CanvasRenderingContext2D, random: Random): void {
  context.fillStyle = anyColour(random)
  context.fillRect(0, 0, 1, 1)
  const pieces = 2 + random.below(5)
  for (let piece = 0; piece < pieces; piece++) {
    const [x, y, r] = [random.next(), random.next(), between(random, 0.05, 0.25)]
    context.fillStyle = anyColour(random)
    context.fill(random.next() < 0.5 ? ellipse(x, y, r, 0.7 * r) : splinter(x, y, r, random))
  }
}

function splinter(x: number, y: number, r: number, random: Random): Path2D {
  const turn = random.next()
  const corners = [0, 0.3, 0.65].map((part) => 2 * Math.PI * (turn + part + between(random, -0.08, 0.08)))
  return polygon(...corners.map((angle) => [x + r * Math.cos(angle), y + r * Math.sin(angle)] as const))
}

function drawFace(mood: Mood, face: Drawn): void {
  const { context, random, skin, hair } = face
  if (random.next() < 0.4) fill(context, hair, ellipse(0, -0.15, 1.12, 1.1))
  if (random.next() < 0.3) drawEars(face)
  fill(context, skin, pick(random, outlines)())
  drawTop(face)
  const eyes = drawEyes(face)
  drawNose(face)
  if (random.next() < 0.35) drawCheeks(face)
  drawMouth(mood, face)
  drawBrows(mood, eyes, face)
}

const outlines: readonly (() => Path2D)[] = [
  () => ellipse(0, 0, 1, 1),
  () => ellipse(0, 0, 0.85, 1.05),
  () => polygon([-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]),
  jagged,
]

function jagged(): Path2D {
  const corners = Array.from({ length: 24 }, (_, at) => {
    const [r, angle] = [at % 2 === 0 ? 0.88 : 1, (at / 24) * 2 * Math.PI]
    return [r * Math.cos(angle), r * Math.sin(angle)] as const
  })
  return polygon(...corners)
}

function drawEars({ context, random, skin }: Drawn): void {
  const isRound = random.next() < 0.5
  for (const side of sides)
    fill(
      context,
      skin,
      isRound
        ? ellipse(side * 0.8, -0.75, 0.32, 0.32)
        : polygon([side * 0.9, -0.3], [side * 0.85, -1.25], [side * 0.3, -0.8]),
    )
}

/** A hat, a few hairs, or nothing. */
function drawTop({ context, random, hair, width }: Drawn): void {
  const kind = random.next()
  if (kind < 0.35) fill(context, anyColour(random), polygon([-0.95, -0.6], [0.95, -0.6], [0.7, -1.25], [-0.7, -1.25]))
  else if (kind < 0.6)
    for (let number = 0; number < 5; number++) {
      const x = between(random, -0.7, 0.7)
      stroke(context, hair, 1.4 * width, [x, -0.8], [x + between(random, -0.2, 0.2), -1.2])
    }
}

interface Eyes {
  readonly apart: number
  readonly y: number
}

function drawEyes({ context, random, ink }: Drawn): Eyes {
  const eyes = { apart: between(random, 0.3, 0.45), y: between(random, -0.25, -0.08) }
  const [r, isWhite] = [between(random, 0.07, 0.14), random.next() < 0.5]
  const glasses = random.next() < 0.3 ? anyColour(random) : null
  for (const side of sides) {
    const x = side * eyes.apart
    if (isWhite) fill(context, '#faf9f4', ellipse(x, eyes.y, 1.7 * r, 1.6 * r))
    fill(context, isWhite ? '#1e1c24' : ink, ellipse(x + between(random, -0.03, 0.03), eyes.y, r, r))
    if (glasses) ring(context, glasses, ellipse(x, eyes.y, 0.27, 0.25))
  }
  return eyes
}

function drawNose({ context, random, ink, width }: Drawn): void {
  const kind = random.next()
  if (kind < 0.25) fill(context, anyColour(random), ellipse(between(random, -0.04, 0.04), 0.18, 0.1, 0.1))
  else if (kind < 0.5) stroke(context, ink, 0.8 * width, [0, 0.05], [0.1, 0.22], [-0.02, 0.24])
}

function drawCheeks({ context, random }: Drawn): void {
  const colour = anyColour(random)
  for (const side of sides) fill(context, colour, ellipse(side * 0.58, 0.25, 0.17, 0.12))
}

function drawMouth({ mouth }: Mood, { context, random, ink, width }: Drawn): void {
  const [half, bend] = [between(random, 0.28, 0.42), between(random, 0.1, 0.2)]
  const [x, y] = [between(random, -0.06, 0.06), 0.5 + between(random, -0.06, 0.06)]
  const points = Array.from({ length: 13 }, (_, at) => {
    const along = at / 6 - 1
    return [x + along * half, y + mouth * bend * (1 - 2 * along * along)] as const
  })
  stroke(context, ink, width, ...points)
}

function drawBrows({ brows }: Mood, { apart, y }: Eyes, { context, random, ink, width }: Drawn): void {
  const [half, slope] = [between(random, 0.16, 0.22), (brows * between(random, 0.14, 0.2)) / 2]
  const above = y - between(random, 0.28, 0.36)
  for (const side of sides)
    stroke(context, ink, width, [side * (apart - half), above + slope], [side * (apart + half), above - slope])
}

function fill(context: CanvasRenderingContext2D, colour: string, path: Path2D): void {
  context.fillStyle = colour
  context.fill(path)
}

function ring(context: CanvasRenderingContext2D, colour: string, path: Path2D): void {
  context.strokeStyle = colour
  context.lineWidth = 0.05
  context.stroke(path)
}

function stroke(
  context: CanvasRenderingContext2D,
  colour: string,
  width: number,
  ...points: readonly (readonly [number, number])[]
): void {
  const path = new Path2D()
  for (const [x, y] of points) path.lineTo(x, y)
  context.strokeStyle = colour
  context.lineWidth = width
  context.lineJoin = context.lineCap = 'round'
  context.stroke(path)
}
