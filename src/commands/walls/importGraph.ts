/**
 * Who imports whom in `src`, types and imports written inside types included. The linter sees what an import says; this
 * sees which file it means.
 */
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path/posix'
import { engineRooms, isAmong } from './rooms.ts'

/** Path → the paths that it imports, all relative to the project's root. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

export async function readImportGraph(root: string, folder = 'src'): Promise<ImportGraph> {
  const names = await readdir(join(root, folder), { recursive: true })
  const files = names.map((name) => join(folder, name.replaceAll('\\', '/'))).filter((name) => /\.tsx?$/.test(name))
  const entries = files.sort().map(async (file) => {
    const text = await readFile(join(root, file), 'utf8')
    return [file, importsOf(file, text)] as const
  })
  const graph = new Map(await Promise.all(entries))
  // A kernel's sources name each other without an ending, as their compiler asks.
  return new Map([...graph].map(([file, all]) => [file, all.map((each) => (graph.has(each) ? each : `${each}.ts`))]))
}

/** Static, for its side effect, re-exporting, dynamic, and in a type. */
const importing = /\b(?:from\s*|import\s*\(?\s*)(['"])(\.{1,2}\/[^'"\n?]*)(?:\?[^'"\n]*)?\1/g

function importsOf(file: string, text: string): readonly string[] {
  const found = [...text.matchAll(importing)].map((match) => normalize(join(dirname(file), match[2] ?? '')))
  return [...new Set(found)]
}

/** Files that import each other in a circle, by whatever way; empty where there is none. */
export function circlesOf(graph: ImportGraph): readonly (readonly string[])[] {
  const search = new CircleSearch(graph)
  for (const file of graph.keys()) search.visit(file)
  return search.circles
}

/** Tarjan's search for strongly connected components (1972). */
class CircleSearch {
  readonly circles: string[][] = []
  readonly #graph: ImportGraph
  readonly #order = new Map<string, number>()
  readonly #lowest = new Map<string, number>()
  readonly #open: string[] = []

  constructor(graph: ImportGraph) {
    this.#graph = graph
  }

  visit(file: string): number {
    const known = this.#order.get(file)
    if (known !== undefined) return known
    const order = this.#order.size
    this.#order.set(file, order)
    this.#lowest.set(file, order)
    this.#open.push(file)
    for (const next of this.#graph.get(file) ?? []) this.#follow(file, next)
    if (this.#lowest.get(file) === order) this.#close(file)
    return order
  }

  #follow(file: string, next: string): void {
    if (!this.#graph.has(next)) return
    const isNew = !this.#order.has(next)
    const order = this.visit(next)
    if (!isNew && !this.#open.includes(next)) return
    const reached = isNew ? (this.#lowest.get(next) ?? order) : order
    this.#lowest.set(file, Math.min(this.#lowest.get(file) ?? reached, reached))
  }

  #close(file: string): void {
    const circle = this.#open.splice(this.#open.indexOf(file))
    if (circle.length > 1 || this.#graph.get(file)?.includes(file)) this.circles.push(circle.sort())
  }
}

/** Imports of the engine that lead from a room into one above it: "a.ts → b.ts". */
export function upwardImports(graph: ImportGraph): readonly string[] {
  return [...graph].flatMap(([file, all]) => {
    const own = placeOfRoom(file)
    if (own === null) return []
    return all.filter((each) => (placeOfRoom(each) ?? -1) > own).map((each) => `${file} → ${each}`)
  })
}

/** How high the file's room lies; null where it is in none of the engine's. */
function placeOfRoom(file: string): number | null {
  const at = engineRooms.findIndex(({ files }) => isAmong(file, files))
  return at < 0 ? null : at
}
