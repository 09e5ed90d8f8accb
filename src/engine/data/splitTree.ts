/** Folders as a tree, so that a name is understood by its neighbours: which of them name splits, and which hold no labels. */
import { isSurelyUnlabelled, type NameRole, type SpelledSplit, spelledSplit } from './splitNames.ts'

export interface Neighbour {
  readonly role: NameRole | null
  /** The class that the name holds beside its split, as "train_cat" does among "train_dog", "test_cat" and others. */
  readonly within: string | null
}

export class SplitTree {
  /** The names in each folder, by its path, and what they say once it was asked for. */
  readonly #names = new Map<string, Set<string>>()
  readonly #said = new Map<string, ReadonlyMap<string, Neighbour>>()
  readonly #lenient: boolean

  /**
   * @param paths Outermost name first.
   * @param lenient Whether any two different splits among neighbours tell that all of them are meant: names of tables
   * are never names of classes.
   */
  constructor(paths: Iterable<readonly string[]>, { lenient }: { readonly lenient: boolean }) {
    this.#lenient = lenient
    for (const path of paths)
      for (const [depth, name] of path.entries()) {
        const parent = pathOf(path, depth)
        const names = this.#names.get(parent)
        if (names) names.add(name)
        else this.#names.set(parent, new Set([name]))
      }
  }

  /** What the name at this depth says; null for any other name, and for one that may be a class's. */
  roleOf(path: readonly string[], depth: number): NameRole | null {
    return this.neighboursOf(path, depth).get(path[depth] ?? '')?.role ?? null
  }

  classWithin(path: readonly string[], depth: number): string | null {
    return this.neighboursOf(path, depth).get(path[depth] ?? '')?.within ?? null
  }

  /** What stands in the same folder, this one among it. */
  neighboursOf(path: readonly string[], depth: number): ReadonlyMap<string, Neighbour> {
    const parent = pathOf(path, depth)
    const known = this.#said.get(parent)
    if (known) return known
    const said = understood([...(this.#names.get(parent) ?? [])], this.#lenient)
    this.#said.set(parent, said)
    return said
  }
}

function understood(names: readonly string[], lenient: boolean): ReadonlyMap<string, Neighbour> {
  const spelled = names.flatMap((name) => {
    const found = spelledSplit(name)
    return found ? [{ name, found }] : []
  })
  /** Of each rest the roles that names with it have: with two, the names differ in their split alone. */
  const roles = new Map<string, Set<NameRole>>()
  for (const { found } of spelled) roles.set(keyOf(found), (roles.get(keyOf(found)) ?? new Set()).add(found.role))
  const isPaired = (one: SpelledSplit) => (roles.get(keyOf(one))?.size ?? 0) > 1
  const splits = spelled.filter(({ found }) => found.role !== 'unlabelled')
  const several = new Set(splits.map(({ found }) => found.role)).size > 1
  const plain = splits.some(({ found }) => found.plain)
  const classes = new Set(spelled.flatMap(({ found }) => (!found.plain && isPaired(found) ? [keyOf(found)] : [])))
  const isMeant = (one: SpelledSplit) => {
    if (one.role === 'unlabelled') return plain || isPaired(one) || isSurelyUnlabelled(one)
    return one.plain || isPaired(one) || (lenient && several)
  }
  return new Map(
    spelled.map(({ name, found }) => {
      const within = classes.size > 1 && classes.has(keyOf(found)) ? found.rest : null
      return [name, { role: isMeant(found) ? found.role : null, within }]
    }),
  )
}

function keyOf({ rest }: SpelledSplit): string {
  return rest.toLowerCase()
}

function pathOf(path: readonly string[], depth: number): string {
  return path.slice(0, depth).join('/')
}
