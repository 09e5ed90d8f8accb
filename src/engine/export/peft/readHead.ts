/** The head among an adapter's tensors: as many classes as its last layer has rows. */
import type { Classifier, Trunk } from '../../models/trunk.ts'
import { fileShape, fromFileLayout } from '../../nn/parameters.ts'
import { shapeFault } from '../../tuning/adapterFault.ts'
import { type StoredTensor, widen } from '../../weights/tensorFile.ts'

export interface ReadHead {
  /** By name, in the engine's layout; empty where there is none. */
  readonly head: ReadonlyMap<string, Float32Array>
  readonly classes: number
  /** The other tensors. */
  readonly rest: ReadonlyMap<string, StoredTensor>
}

/** @throws ThawError `adapter-invalid` where some of its tensors are missing or misshapen. */
export function readHead(tensors: ReadonlyMap<string, StoredTensor>, { classifier }: Trunk): ReadHead {
  const names = classifier.parameters(2).map(({ name }) => name)
  if (!names.some((name) => tensors.has(name))) return { head: new Map(), classes: 0, rest: tensors }
  const classes = classesOf(tensors, classifier)
  const head = new Map<string, Float32Array>()
  for (const spec of classifier.parameters(classes)) {
    const found = tensors.get(spec.name)
    const expected = fileShape(spec)
    if (!found || found.shape.join() !== expected.join()) throw shapeFault(spec.name, found?.shape ?? null, expected)
    head.set(spec.name, fromFileLayout(spec, widen(found)))
  }
  return { head, classes, rest: new Map([...tensors].filter(([name]) => !head.has(name))) }
}

/** Along the side of the last kernel that grows with the classes. */
function classesOf(tensors: ReadonlyMap<string, StoredTensor>, classifier: Classifier): number {
  const [two, three] = [2, 3].map((count) => classifier.parameters(count).findLast(({ role }) => role === 'kernel'))
  if (!two || !three) return 0
  const larger = fileShape(three)
  const side = fileShape(two).findIndex((size, axis) => size !== larger[axis])
  return tensors.get(two.name)?.shape[side] ?? 0
}
