/**
 * How the modules of our networks are called by peft: the names of transformers 4, which are ours, and beside them those
 * that transformers 5 gives the layers of ViT, DeiT and DINOv2. peft looks for what stands in a file under one name only.
 */
import type { FamilyId } from '../../../shared/catalog/models.ts'
import type { Trunk } from '../../models/trunk.ts'

type Renaming = readonly (readonly [RegExp, string])[]

const attention: Renaming = [
  [/\.attention\.attention\.query(?=\.|$)/, '.attention.q_proj'],
  [/\.attention\.attention\.key(?=\.|$)/, '.attention.k_proj'],
  [/\.attention\.attention\.value(?=\.|$)/, '.attention.v_proj'],
  [/\.attention\.output\.dense(?=\.|$)/, '.attention.o_proj'],
]
const layers: Renaming = [
  [/\.encoder\.layer\./, '.layers.'],
  ...attention,
  [/\.intermediate\.dense(?=\.|$)/, '.mlp.fc1'],
  [/\.output\.dense(?=\.|$)/, '.mlp.fc2'],
]
const renamings: Partial<Record<FamilyId, Renaming>> = { vit: layers, deit: layers, dinov2: attention }

/** The name of a module or a tensor under transformers 5; the same where nothing was renamed. */
export function newName(family: FamilyId, name: string): string {
  return (renamings[family] ?? []).reduce((renamed, [from, to]) => renamed.replace(from, to), name)
}

/** A name of transformers 4, and that of transformers 5 where it is another. */
export function bothNames(family: FamilyId, name: string): string[] {
  return [...new Set([name, newName(family, name)])]
}

/** The module that a tensor belongs to. */
export function moduleOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'))
}

/**
 * What peft is to look for so that it finds exactly these modules, in either transformers: the end of a path after its
 * last number where no other module ends like it, else the whole path.
 */
export function targetModules(trunk: Trunk, chosen: readonly string[]): string[] {
  const parameters = [...trunk.blocks.flatMap((block) => block.parameters), ...trunk.classifier.parameters(2)]
  const all = [...new Set(parameters.map(({ name }) => moduleOf(name)))]
  const rename = (name: string) => newName(trunk.family, name)
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
