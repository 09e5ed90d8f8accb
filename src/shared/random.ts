/**
 * Seeded randomness (sfc32). Every random choice in the project takes one of these, so that a recipe with its seed
 * decides a run. `fork` gives an independent stream for a named purpose, so that adding a draw in one place does not
 * move the draws of another.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer in [0, bound). */
  below(bound: number): number
  /** Standard normal (Box–Muller). */
  normal(): number
  shuffled<T>(items: readonly T[]): T[]
  fork(purpose: string | number): Random
}

export function seeded(seed: number | string): Random {
  const name = String(seed)
  const step = sfc32(hash(name, 1), hash(name, 2), hash(name, 3))
  const random: Random = {
    next: step,
    below: (bound) => Math.floor(step() * bound),
    normal: () => Math.sqrt(-2 * Math.log(1 - step())) * Math.cos(2 * Math.PI * step()),
    shuffled: (items) => shuffle([...items], random),
    fork: (purpose) => seeded(`${name}/${purpose}`),
  }
  return random
}

function shuffle<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const kept = items[i] as T
    items[i] = items[j] as T
    items[j] = kept
  }
  return items
}

/** PractRand-tested small fast counter generator (Chris Doty-Humphrey). */
function sfc32(a: number, b: number, c: number): () => number {
  let counter = 1
  const draw = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 4294967296
  }
  for (let i = 0; i < 12; i++) draw()
  return draw
}

/** FNV-1a over UTF-16 units, salted. */
/** FNV-1a of a text's UTF-16 units, 32 bits; another salt gives another hash. */
export function hash(text: string, salt = 0): number {
  let h = 0x811c9dc5 ^ (salt * 0x9e3779b1)
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h | 0
}
