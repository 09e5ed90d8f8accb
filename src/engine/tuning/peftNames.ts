/**
 * How the modules of our networks are called by peft: the names of transformers 4, which are ours, and beside them those
 * that transformers 5 gives some of them. peft looks for what stands in a file under one name only.
 */
import { nameIn5 } from '../models/huggingFace.ts'
import type { Trunk } from '../models/trunk.ts'
import type { ParameterSpec } from '../nn/parameters.ts'

/** The module that a tensor belongs to. */
export function moduleOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'))
}

/** What peft keeps beside the adapter: the head's layers, or the one module that holds them. Null where there is none. */
export function headModules(
  { classifier }: Pick<Trunk, 'classifier'>,
  head: readonly ParameterSpec[],
): string[] | null {
  const modules = new Set(head.map(({ name }) => classifier.module ?? moduleOf(name)))
  return modules.size > 0 ? [...modules] : null
}

/**
 * What peft is to look for so that it finds exactly these modules, in either transformers: the end of a path after its
 * last number where no other module ends like it, else the whole path.
 */
export function targetModules(trunk: Trunk, chosen: readonly string[]): string[] {
  const parameters = [...trunk.blocks.flatMap((block) => block.parameters), ...trunk.classifier.parameters(2)]
  const { holdNothing = [] } = trunk.huggingFace
  const all = [...new Set([...parameters.map(({ name }) => moduleOf(name)), ...holdNothing])]
  const rename = (name: string) => nameIn5(trunk.huggingFace.renamedIn5, name)
  const found = [...targets(chosen, all), ...targets(chosen.map(rename), all.map(rename))]
  return [...new Set(found)].sort()
}

function targets(chosen: readonly string[], all: readonly string[]): string[] {
  const wanted = new Set(chosen)
  return chosen.map((path) => {
    const end = path.replace(/^.*\.\d+\./, '')
    const reached = all.filter((other) => other === end || other.endsWith(`.${end}`))
    return reached.every((other) => wanted.has(other)) ? end : path
  })
}
