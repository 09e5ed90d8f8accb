/** The animals of the sample. Each draws itself in the box from -1 to 1, in a pose that the random stream decides. */
import { type Brush, between, ellipse, polygon } from './brush.ts'

/** From above: two pairs of wings, a slim body, feelers. */
export function butterfly(brush: Brush): void {
  const { random } = brush
  const spread = between(random, 0.85, 1)
  const lower = between(random, 0.6, 0.8)
  const lift = between(random, -0.1, 0.12)
  const pointed = random.next() < 0.5
  for (const side of [-1, 1]) {
    brush.fill(lowerWing(side, lower, pointed), 1)
    brush.fill(upperWing(side, spread, lift), 0)
    spotWings(brush, side, spread, lift)
  }
  brush.flat(ellipse(0, 0.08, 0.09, 0.52), 3)
  brush.flat(ellipse(0, -0.48, 0.12, 0.12), 3)
  feelers(brush)
}

function upperWing(side: number, spread: number, lift: number): Path2D {
  const wing = new Path2D()
  wing.moveTo(0, -0.3)
  wing.bezierCurveTo(side * 0.25, -0.95 + lift, side * 0.95 * spread, -1.1 + lift, side * spread, -0.6 + lift)
  wing.bezierCurveTo(side * 1.02 * spread, -0.2, side * 0.6, 0.12, 0, 0.1)
  wing.closePath()
  return wing
}

function lowerWing(side: number, size: number, pointed: boolean): Path2D {
  const wing = new Path2D()
  wing.moveTo(0, 0)
  wing.bezierCurveTo(side * 0.5, -0.1, side * 1.1 * size, 0.1, side * size, 0.5)
  if (pointed) wing.lineTo(side * 0.75 * size, 1)
  else wing.bezierCurveTo(side * 0.95 * size, 0.85, side * 0.6 * size, 1, side * 0.4 * size, 0.85)
  wing.bezierCurveTo(side * 0.25, 0.7, side * 0.1, 0.5, 0, 0.35)
  wing.closePath()
  return wing
}

function spotWings(brush: Brush, side: number, spread: number, lift: number): void {
  const radius = between(brush.random, 0.12, 0.2)
  brush.flat(ellipse(side * 0.62 * spread, -0.5 + lift, radius, radius), 2)
  brush.flat(ellipse(side * 0.45, 0.45, radius * 0.7, radius * 0.7), 2)
}

function feelers(brush: Brush): void {
  for (const side of [-1, 1]) {
    const feeler = new Path2D()
    feeler.moveTo(side * 0.05, -0.55)
    feeler.quadraticCurveTo(side * 0.1, -0.9, side * 0.32, -0.95)
    brush.line(feeler, 0.05)
    brush.line(ellipse(side * 0.32, -0.95, 0.03, 0.03), 0.06)
  }
}

/** Sitting and facing us, or only the face. */
export function cat(brush: Brush): void {
  if (brush.random.next() < 0.35) catFace(brush, 0, 0.1, 0.82)
  else sittingCat(brush)
}

function sittingCat(brush: Brush): void {
  catTail(brush)
  brush.fill(ellipse(0, 0.52, between(brush.random, 0.4, 0.5), 0.5), 0)
  brush.flat(ellipse(0, 0.6, 0.2, 0.32), 1)
  for (const side of [-1, 1]) brush.flat(ellipse(side * 0.2, 0.95, 0.16, 0.1), 0)
  catFace(brush, 0, -0.3, between(brush.random, 0.5, 0.58))
}

function catTail(brush: Brush): void {
  const side = brush.random.next() < 0.5 ? -1 : 1
  const tail = new Path2D()
  tail.moveTo(side * 0.3, 0.85)
  tail.bezierCurveTo(side * 0.95, 0.9, side * 0.95, 0.4, side * between(brush.random, 0.6, 0.75), 0.05)
  brush.limb(tail, 0, 0.17)
}

/** A head of radius `r` about (x, y). */
function catFace(brush: Brush, x: number, y: number, r: number): void {
  const tip = between(brush.random, 0.72, 0.92)
  for (const side of [-1, 1]) {
    brush.flat(catEar(x, y, r, side, tip, 1), 0)
    brush.flat(catEar(x, y - 0.05 * r, r, side, tip * 0.93, 0.6), 1)
  }
  brush.fill(ellipse(x, y, r, 0.85 * r), 0)
  const gaze = [between(brush.random, -1, 1), between(brush.random, -0.6, 0.6)] as const
  for (const side of [-1, 1]) brush.eye(x + side * 0.4 * r, y - 0.12 * r, 0.19 * r, gaze)
  brush.flat(polygon([x - 0.12 * r, y + 0.16 * r], [x + 0.12 * r, y + 0.16 * r], [x, y + 0.3 * r]), 2)
  catMouth(brush, x, y, r)
}

function catEar(x: number, y: number, r: number, side: number, tip: number, scale: number): Path2D {
  const middle = 0.58
  const half = 0.36 * scale
  return polygon(
    [x + side * (middle - half) * r, y - 0.55 * r],
    [x + side * (middle + 0.18) * r, y - (0.55 + tip * scale) * r],
    [x + side * (middle + half) * r, y - 0.35 * r],
  )
}

function catMouth(brush: Brush, x: number, y: number, r: number): void {
  for (const side of [-1, 1]) {
    const mouth = new Path2D()
    mouth.moveTo(x, y + 0.3 * r)
    mouth.quadraticCurveTo(x + side * 0.08 * r, y + 0.52 * r, x + side * 0.26 * r, y + 0.42 * r)
    brush.line(mouth, 0.07 * r)
    for (const slope of [-0.12, 0.04, 0.2]) {
      const whisker = new Path2D()
      whisker.moveTo(x + side * 0.45 * r, y + (0.28 + slope * 0.4) * r)
      whisker.lineTo(x + side * 1.15 * r, y + (0.24 + slope) * r)
      brush.line(whisker, 0.045 * r)
    }
  }
}

/** From the side: a pointed oval with a forked tail and fins. */
export function fish(brush: Brush): void {
  const { random } = brush
  const height = between(random, 0.4, 0.66)
  brush.fill(fishTail(between(random, 0.38, 0.6)), 1)
  brush.fill(topFin(height, random.next() < 0.5), 1)
  brush.flat(polygon([0.05, height * 0.75], [-0.25, height + 0.28], [-0.35, height * 0.6]), 1)
  const body = fishBody(height)
  brush.fill(body, 0)
  const gill = new Path2D()
  gill.arc(0.2, 0, height * 0.85, -0.8, 0.8)
  brush.inside(body, () => brush.line(gill, 0.06))
  brush.flat(polygon([0.1, 0.05], [-0.2, 0.3], [-0.24, 0.02]), 2)
  brush.eye(0.62, -0.12, between(random, 0.1, 0.15), [1, 0])
  const mouth = new Path2D()
  mouth.arc(0.92, 0.05, 0.16, 0.45 * Math.PI, 0.95 * Math.PI)
  brush.line(mouth, 0.05)
}

function fishBody(height: number): Path2D {
  const body = new Path2D()
  body.moveTo(-0.62, 0)
  body.bezierCurveTo(-0.3, -height * 1.35, 0.7, -height * 1.3, 1, 0)
  body.bezierCurveTo(0.7, height * 1.3, -0.3, height * 1.35, -0.62, 0)
  body.closePath()
  return body
}

function fishTail(height: number): Path2D {
  const tail = new Path2D()
  tail.moveTo(-0.5, 0)
  tail.quadraticCurveTo(-0.7, -0.1, -1, -height)
  tail.quadraticCurveTo(-0.78, 0, -1, height)
  tail.quadraticCurveTo(-0.7, 0.1, -0.5, 0)
  tail.closePath()
  return tail
}

function topFin(height: number, spiky: boolean): Path2D {
  const base = -height * 0.7
  if (spiky)
    return polygon(
      [-0.3, base],
      [-0.35, base - 0.4],
      [-0.1, base - 0.22],
      [0, base - 0.45],
      [0.2, base - 0.2],
      [0.45, base],
    )
  const fin = new Path2D()
  fin.moveTo(-0.35, base)
  fin.bezierCurveTo(-0.45, base - 0.5, 0.2, base - 0.45, 0.45, base)
  fin.closePath()
  return fin
}

/** A spiral shell on a long foot, two eyes on stalks. */
export function snail(brush: Brush): void {
  const { random } = brush
  const radius = between(random, 0.52, 0.64)
  for (const x of [0.68, 0.9]) stalk(brush, x, between(random, -0.55, -0.3))
  brush.fill(foot(), 1)
  brush.fill(ellipse(-0.15, 0.72 - radius, radius, radius), 0)
  brush.line(spiral(-0.15, 0.72 - radius, radius * 0.86, between(random, 2.2, 3)), 0.08)
  const smile = new Path2D()
  smile.arc(0.76, 0.2, 0.14, 0.1 * Math.PI, 0.7 * Math.PI)
  brush.line(smile, 0.05)
}

function foot(): Path2D {
  const path = new Path2D()
  path.moveTo(-1, 0.85)
  path.quadraticCurveTo(-0.6, 0.5, 0, 0.55)
  path.quadraticCurveTo(0.48, 0.55, 0.52, 0.15)
  path.bezierCurveTo(0.5, -0.2, 1.02, -0.2, 1, 0.15)
  path.quadraticCurveTo(1, 0.6, 0.75, 0.85)
  path.closePath()
  return path
}

function stalk(brush: Brush, x: number, top: number): void {
  const path = new Path2D()
  path.moveTo(x - 0.04, 0.05)
  path.lineTo(x, top)
  brush.limb(path, 1, 0.09)
  brush.eye(x, top, 0.11, [0.5, 0])
}

/** From the outside in. */
function spiral(x: number, y: number, radius: number, turns: number): Path2D {
  const path = new Path2D()
  const steps = 90
  for (let i = 0; i <= steps; i++) {
    const angle = (i / steps) * turns * 2 * Math.PI + 0.4
    const r = radius * (1 - i / steps)
    path.lineTo(x + r * Math.cos(angle), y + r * Math.sin(angle))
  }
  return path
}
