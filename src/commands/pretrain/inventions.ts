/**
 * Invented figures for pre-training: each kind is a fixed arrangement of parts, drawn anew every time in other colours,
 * textures, places and proportions, so that only shape tells kinds apart. None is a figure of the sample. Runs in a
 * browser page, where there is a canvas, as the global `sample`.
 */
import { type Random, seeded } from '../../shared/random.ts'
import { type Brush, between, ellipse, pick, polygon } from '../sample/brush.ts'
import { type Figure, paint } from '../sample/page.ts'

type PartKind = 'ellipse' | 'polygon' | 'star' | 'limb' | 'ring' | 'rays' | 'crescent'

interface Part {
  readonly kind: PartKind
  readonly x: number
  readonly y: number
  /** Half width and half height, in box units. */
  readonly rx: number
  readonly ry: number
  readonly turn: number
  readonly corners: number
  readonly colour: number
  /** Drawn on both sides of the middle. */
  readonly mirrored: boolean
}

const partKinds: readonly PartKind[] = ['ellipse', 'polygon', 'star', 'limb', 'ring', 'rays', 'crescent']

/** RGB bytes of pictures [from, to) of a kind, base64. */
export function drawInventions(kind: number, from: number, to: number, side: number): string {
  const figure = invention(kind)
  const bytes = new Uint8Array((to - from) * side * side * 3)
  for (let number = from; number < to; number++) {
    const { data } = paint(figure, side, seeded(`inventions/${kind}/${number}`)).getImageData(0, 0, side, side)
    const start = (number - from) * side * side * 3
    for (let p = 0; p < side * side; p++)
      for (let c = 0; c < 3; c++) bytes[start + p * 3 + c] = data[p * 4 + c] as number
  }
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}

function invention(kind: number): Figure {
  const random = seeded(`invention ${kind}`)
  const parts = [part(random, true), ...Array.from({ length: 2 + random.below(4) }, () => part(random, false))]
  return {
    tilt: between(random, 0.1, 0.7),
    draw: (brush) => {
      for (const each of parts) drawPart(brush, varied(each, brush.random))
    },
  }
}

/** The first part is the body: large and in the middle. */
function part(random: Random, body: boolean): Part {
  const size = body ? between(random, 0.45, 0.8) : between(random, 0.12, 0.4)
  const angle = random.next() * 2 * Math.PI
  const reach = body ? 0.1 : between(random, 0.3, 0.75)
  return {
    kind: pick(random, partKinds),
    x: reach * Math.cos(angle),
    y: reach * Math.sin(angle),
    rx: size,
    ry: size * between(random, 0.4, 1.1),
    turn: between(random, -1, 1),
    corners: 3 + random.below(5),
    colour: body ? 0 : random.below(4),
    mirrored: !body && random.next() < 0.5,
  }
}

function varied(part: Part, random: Random): Part {
  const near = (value: number, by: number) => value + between(random, -by, by)
  const scale = between(random, 0.85, 1.15)
  return {
    ...part,
    x: near(part.x, 0.06),
    y: near(part.y, 0.06),
    rx: part.rx * scale * between(random, 0.9, 1.1),
    ry: part.ry * scale,
    turn: near(part.turn, 0.15),
  }
}

function drawPart(brush: Brush, part: Part): void {
  stamp(brush, part)
  if (part.mirrored) stamp(brush, { ...part, x: -part.x, turn: -part.turn })
}

function stamp(brush: Brush, part: Part): void {
  const { kind, x, y, rx, ry, turn, corners, colour } = part
  switch (kind) {
    case 'ellipse':
      brush.fill(ellipse(x, y, rx, ry, turn), colour)
      break
    case 'polygon':
      brush.fill(spokes(part, corners, 1), colour)
      break
    case 'star':
      brush.fill(spokes(part, corners + 1, 0.45), colour)
      break
    case 'ring':
      brush.fill(ellipse(x, y, rx, ry, turn), colour)
      brush.flat(ellipse(x, y, rx * 0.5, ry * 0.5, turn), colour + 1)
      break
    case 'limb':
      brush.limb(bent(part), colour, 0.08 + 0.1 * ry)
      break
    case 'rays':
      rays(brush, part)
      break
    case 'crescent':
      brush.fill(crescent(part), colour)
      break
    default:
      kind satisfies never
  }
}

function rays(brush: Brush, { x, y, rx, ry, turn, corners, colour }: Part): void {
  const count = corners + 2
  for (let i = 0; i < count; i++) {
    const angle = turn + (i / count) * 2 * Math.PI
    const [px, py] = [x + 0.75 * rx * Math.cos(angle), y + 0.75 * ry * Math.sin(angle)]
    brush.fill(ellipse(px, py, rx * 0.42, ry * 0.18, angle), colour)
  }
}

function crescent({ x, y, rx, turn }: Part): Path2D {
  const path = new Path2D()
  path.arc(x, y, rx, turn, turn + Math.PI)
  path.quadraticCurveTo(x, y, x + rx * Math.cos(turn), y + rx * Math.sin(turn))
  return path
}

/** A regular polygon, or a star whose inner corners lie at `inner` of the radius. */
function spokes({ x, y, rx, ry, turn }: Part, corners: number, inner: number): Path2D {
  const count = inner < 1 ? 2 * corners : corners
  const points = Array.from({ length: count }, (_, i): [number, number] => {
    const angle = turn + (i / count) * 2 * Math.PI
    const reach = inner < 1 && i % 2 === 1 ? inner : 1
    return [x + reach * rx * Math.cos(angle), y + reach * ry * Math.sin(angle)]
  })
  return polygon(...points)
}

function bent({ x, y, rx, ry, turn }: Part): Path2D {
  const path = new Path2D()
  const [dx, dy] = [1.4 * rx * Math.cos(turn), 1.4 * rx * Math.sin(turn)]
  path.moveTo(x - dx / 2, y - dy / 2)
  path.quadraticCurveTo(x - dy * ry, y + dx * ry, x + dx / 2, y + dy / 2)
  return path
}
