/**
 * What the names of tags say. "B-PER" is a prefix (its place in an entity) and a type; "O" is no entity. A scheme says
 * which prefixes there are:
 *
 *   IOB2    B begins, I goes on (CoNLL's "BIO")
 *   IOBES   B, I, E ends, S is an entity of one word; BILOU writes L and U for E and S
 *   IO      types without prefixes, and O: neighbours of one type are one entity
 *   words   names without prefixes and without O, as of parts of speech: each word is an entity by itself
 */
export type TagScheme = 'IOB2' | 'IOBES' | 'BILOU' | 'IO' | 'words'

/** B, I, E and S as in IOBES, whatever the scheme writes. */
export type TagPrefix = 'B' | 'I' | 'E' | 'S' | 'O'

export interface TagSet {
  /** Of the tags, by number. */
  readonly names: readonly string[]
  readonly scheme: TagScheme
  /** Of entities, by their names. */
  readonly types: readonly string[]
  /** By tag. */
  readonly parts: readonly TagPart[]
}
export interface TagPart {
  readonly prefix: TagPrefix
  /** Index of `types`; −1 of O. */
  readonly type: number
}

const prefixOf: Readonly<Record<string, TagPrefix>> = { B: 'B', I: 'I', E: 'E', S: 'S', L: 'E', U: 'S' }

export function tagSetOf(names: readonly string[]): TagSet {
  const scheme = schemeOf(names)
  const read = names.map((name) => readName(name, scheme))
  const types = [...new Set(read.flatMap(({ type }) => (type === null ? [] : [type])))].sort()
  const parts = read.map(({ prefix, type }) => ({ prefix, type: type === null ? -1 : types.indexOf(type) }))
  return { names, scheme, types, parts }
}

/** Whether a tag says that a word belongs to no entity. */
export function isOutside(name: string): boolean {
  return name === 'O'
}

function schemeOf(names: readonly string[]): TagScheme {
  const inside = names.filter((name) => !isOutside(name))
  if (!inside.every((name) => /^[BIESLU](-|$)/.test(name)) || inside.length === 0)
    return inside.length < names.length ? 'IO' : 'words'
  const letters = new Set(inside.map((name) => name[0]))
  if (letters.has('E') || letters.has('S')) return 'IOBES'
  return letters.has('L') || letters.has('U') ? 'BILOU' : 'IOB2'
}

function readName(name: string, scheme: TagScheme): { prefix: TagPrefix; type: string | null } {
  if (isOutside(name)) return { prefix: 'O', type: null }
  if (scheme === 'words') return { prefix: 'S', type: name }
  if (scheme === 'IO') return { prefix: 'I', type: name }
  // A prefix alone is an entity of no named type; "_" is what seqeval calls it.
  return { prefix: prefixOf[name[0] ?? ''] ?? 'I', type: name.slice(2) || '_' }
}
