/** The plants and things of the sample; see animals.ts. */
import { type Brush, between, ellipse, pick, polygon } from './brush.ts'

/** Petals about a middle, on a stem with leaves. */
export function flower(brush: Brush): void {
  const { random } = brush
  const petals = 5 + random.below(5)
  const length = between(random, 0.5, 0.6)
  stem(brush)
  const turn = random.next() * Math.PI
  const width = Math.min(0.3, (1.75 * length) / petals)
  for (let i = 0; i < petals; i++) {
    const angle = turn + (i / petals) * 2 * Math.PI
    const reach = length * 0.62
    const petal = ellipse(reach * Math.cos(angle), -0.38 + reach * Math.sin(angle), length * 0.42, width, angle)
    brush.fill(petal, 0)
  }
  const middle = length * between(random, 0.34, 0.44)
  brush.flat(ellipse(0, -0.38, middle, middle), 1)
  if (random.next() < 0.35) face(brush, middle)
}

function stem(brush: Brush): void {
  const bend = between(brush.random, -0.2, 0.2)
  const path = new Path2D()
  path.moveTo(0, -0.2)
  path.quadraticCurveTo(bend, 0.4, bend / 2, 1)
  brush.limb(path, 2, 0.11)
  const sides = pick(brush.random, [[-1], [1], [-1, 1]])
  for (const side of sides) {
    const leaf = new Path2D()
    const y = between(brush.random, 0.6, 0.8)
    leaf.moveTo(bend * 0.6, y)
    leaf.quadraticCurveTo(side * 0.2, y - 0.42, side * 0.62, y - 0.3)
    leaf.quadraticCurveTo(side * 0.5, y + 0.08, bend * 0.6, y)
    brush.flat(leaf, 2)
  }
}

function face(brush: Brush, r: number): void {
  for (const side of [-1, 1]) brush.line(ellipse(side * r * 0.4, -0.38 - r * 0.2, 0.01, 0.01), 0.05)
  const smile = new Path2D()
  smile.arc(0, -0.38, r * 0.55, 0.2 * Math.PI, 0.8 * Math.PI)
  brush.line(smile, 0.045)
}

/** Walls and a pitched roof, with door, windows and often a smoking chimney. */
export function house(brush: Brush): void {
  const { random } = brush
  const half = between(random, 0.58, 0.75)
  const eaves = between(random, -0.25, 0)
  const top = between(random, -1, -0.8)
  if (random.next() < 0.7) chimney(brush, half * 0.55, top)
  brush.fill(polygon([-half, eaves], [half, eaves], [half, 1], [-half, 1]), 0)
  const overhang = half + between(random, 0.1, 0.2)
  const ridge = random.next() < 0.3 ? half * 0.4 : 0
  brush.fill(polygon([-overhang, eaves], [-ridge, top], [ridge, top], [overhang, eaves]), 1)
  doorAndWindows(brush, half, eaves)
}

function chimney(brush: Brush, x: number, top: number): void {
  brush.flat(polygon([x - 0.11, top + 0.02], [x + 0.11, top + 0.02], [x + 0.11, -0.1], [x - 0.11, -0.1]), 3)
}

function doorAndWindows(brush: Brush, half: number, eaves: number): void {
  const door = pick(brush.random, [-0.45, 0, 0.45]) * half
  const height = between(brush.random, 0.5, 0.65)
  brush.flat(polygon([door - 0.17, 1 - height], [door + 0.17, 1 - height], [door + 0.17, 1], [door - 0.17, 1]), 2)
  brush.line(ellipse(door + 0.09, 1 - height / 2, 0.01, 0.01), 0.06)
  const places = [-0.55, 0.55].map((share) => share * half).filter((x) => Math.abs(x - door) > 0.36)
  for (const x of places) panes(brush, x, eaves + 0.38, 0.19)
  if (brush.random.next() < 0.4) brush.flat(ellipse(0, eaves - 0.35, 0.12, 0.12), 3)
}

function panes(brush: Brush, x: number, y: number, half: number): void {
  brush.flat(polygon([x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]), 3)
  const cross = new Path2D()
  cross.moveTo(x, y - half)
  cross.lineTo(x, y + half)
  cross.moveTo(x - half, y)
  cross.lineTo(x + half, y)
  brush.line(cross, 0.04)
}

/** A waffle cone with one to three scoops. */
export function iceCream(brush: Brush): void {
  const { random } = brush
  const scoops = 1 + random.below(3)
  const radius = [0.58, 0.47, 0.37][scoops - 1] ?? 0.37
  const rim = [0, 0.25, 0.35][scoops - 1] ?? 0.35
  for (let i = scoops - 1; i >= 0; i--) {
    const y = rim - radius * (0.45 + 1.05 * i)
    brush.fill(scoop(between(random, -0.06, 0.06), y, radius), i * 2)
    if (i === scoops - 1) topping(brush, y - radius)
    if (random.next() < 0.5) sprinkles(brush, y, radius)
  }
  cone(brush, rim, radius * 0.92)
}

/** A ball with a frilled lower edge. */
function scoop(x: number, y: number, r: number): Path2D {
  const path = new Path2D()
  path.arc(x, y, r, Math.PI, 0)
  const frills = 4
  for (let i = 0; i < frills; i++) {
    const from = x + r - (2 * r * i) / frills
    path.quadraticCurveTo(from - r / frills, y + r * 0.95, from - (2 * r) / frills, y + r * 0.45)
  }
  path.closePath()
  return path
}

function cone(brush: Brush, rim: number, half: number): void {
  const shape = polygon([-half, rim], [half, rim], [0, 1])
  brush.flat(shape, 1)
  const waffle = new Path2D()
  for (let x = -1.6; x < 1.6; x += 0.2) {
    waffle.moveTo(x - 0.5, rim)
    waffle.lineTo(x + 0.5, 1)
    waffle.moveTo(x + 0.5, rim)
    waffle.lineTo(x - 0.5, 1)
  }
  brush.inside(shape, () => brush.line(waffle, 0.035))
  brush.flat(polygon([-half * 1.1, rim - 0.07], [half * 1.1, rim - 0.07], [half, rim + 0.09], [-half, rim + 0.09]), 1)
}

function topping(brush: Brush, y: number): void {
  const kind = brush.random.below(3)
  if (kind === 0) brush.flat(ellipse(0, y, 0.13, 0.13), 3)
  if (kind === 1) brush.flat(polygon([0.1, y + 0.15], [0.3, y - 0.18], [0.42, y - 0.12], [0.24, y + 0.2]), 3)
}

function sprinkles(brush: Brush, y: number, r: number): void {
  for (let i = 0; i < 7; i++) {
    const [x, dy] = [between(brush.random, -0.65, 0.65) * r, between(brush.random, -0.6, 0.2) * r]
    const path = new Path2D()
    path.moveTo(x, y + dy)
    path.lineTo(x + between(brush.random, -0.1, 0.1), y + dy + 0.06)
    brush.line(path, 0.05)
  }
}

/** A pointed hull with fins, a round window and a flame. */
export function rocket(brush: Brush): void {
  const { random } = brush
  const half = between(random, 0.28, 0.38)
  if (random.next() < 0.85) flame(brush, half)
  for (const side of [-1, 1]) brush.fill(rocketFin(side, half, between(random, 0.6, 0.75)), 1)
  const hull = rocketHull(half)
  brush.fill(hull, 0)
  brush.inside(hull, () => brush.flat(polygon([-1, -1.1], [1, -1.1], [1, -0.55], [-1, -0.55]), 1))
  const windows = 1 + random.below(2)
  for (let i = 0; i < windows; i++) porthole(brush, -0.25 + i * 0.48, half * 0.5)
}

function rocketHull(half: number): Path2D {
  const hull = new Path2D()
  hull.moveTo(0, -1)
  hull.bezierCurveTo(half * 1.2, -0.65, half * 1.3, 0.1, half * 0.8, 0.62)
  hull.lineTo(-half * 0.8, 0.62)
  hull.bezierCurveTo(-half * 1.3, 0.1, -half * 1.2, -0.65, 0, -1)
  hull.closePath()
  return hull
}

function rocketFin(side: number, half: number, reach: number): Path2D {
  const fin = new Path2D()
  fin.moveTo(side * half * 0.9, 0)
  fin.quadraticCurveTo(side * reach, 0.3, side * reach, 0.85)
  fin.quadraticCurveTo(side * half * 1.2, 0.55, side * half * 0.6, 0.6)
  fin.closePath()
  return fin
}

function flame(brush: Brush, half: number): void {
  const length = between(brush.random, 0.85, 1.05)
  for (const [colour, scale] of [
    [2, 1],
    [3, 0.55],
  ] as const) {
    const path = new Path2D()
    path.moveTo(-half * 0.65 * scale, 0.55)
    path.quadraticCurveTo(-half * 0.9 * scale, 0.8, 0, 0.55 + (length - 0.5) * scale)
    path.quadraticCurveTo(half * 0.9 * scale, 0.8, half * 0.65 * scale, 0.55)
    path.closePath()
    brush.flat(path, colour)
  }
}

function porthole(brush: Brush, y: number, r: number): void {
  brush.flat(ellipse(0, y, r, r), 3)
  brush.flat(ellipse(0, y, r * 0.62, r * 0.62), 2)
}
