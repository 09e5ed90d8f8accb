/**
 * Weights under the names that they were published by: what compilers, parallel trainers and modules around a network
 * put before or into the names is taken off.
 */
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { ModelFiles } from '../weights/modelFiles.ts'
import type { StoredTensor, TensorFile } from '../weights/tensorFile.ts'
import { familyOf } from './families.ts'
import { trunkOfConfig } from './judgeConfig.ts'
import type { Family } from './trunk.ts'

/** Wrappers of torch: no supported network has a module of such a name. */
const wrappers = new Set(['module', '_orig_mod', '_fsdp_wrapped_module', '_checkpoint_wrapped_module'])

/** The files with plain names, and with a word on what was changed in reading them. */
export function unwrapped(files: ModelFiles): ModelFiles {
  const bare = withoutWrappers(files.weights)
  const family = familyOf(files.config, bare.file.tensors.keys())
  const whole = withoutPrefix(family, files.config, bare.file)
  const taken = [...bare.taken, ...whole.taken]
  const warnings: Message[] = taken.length > 0 ? [notice('namesUnwrapped', { taken })] : []
  return { ...files, weights: whole.file, warnings: [...files.warnings, ...warnings, ...narrowed(whole.file)] }
}

interface Bare {
  readonly file: TensorFile
  readonly taken: readonly string[]
}

function withoutWrappers(file: TensorFile): Bare {
  const taken = new Set<string>()
  const names = Array.from(file.tensors.keys(), (name) => {
    const kept = name.split('.').filter((segment) => {
      if (wrappers.has(segment)) taken.add(segment)
      return !wrappers.has(segment)
    })
    return kept.join('.')
  })
  return taken.size === 0 ? { file, taken: [] } : { file: named(file, names), taken: [...taken] }
}

/** A module that held the network, as `model` or `backbone`, is known by the first weight that the family asks for. */
function withoutPrefix(family: Family, config: unknown, file: TensorFile): Bare {
  const plain = { file, taken: [] }
  const [first] = trunkOfConfig(family, config)?.blocks.flatMap(({ parameters }) => parameters) ?? []
  const own = (name: string) => (family.rename ? family.rename(name) : name)
  const all = [...file.tensors.keys()]
  if (!first || all.some((name) => own(name) === first.name)) return plain
  const found = all.map((name) => prefixesOf(name).find((at) => own(name.slice(at.length)) === first.name))
  const prefixes = new Set(found.filter((at) => at !== undefined))
  const [prefix, second] = prefixes
  if (prefix === undefined || second !== undefined) return plain
  const names = all.map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name))
  return { file: named(file, names), taken: [prefix.slice(0, -1)] }
}

/** "a.b.c" → "a.", "a.b." */
function prefixesOf(name: string): string[] {
  return [...name.matchAll(/\./g)].map(({ index }) => name.slice(0, index + 1))
}

/** A name that would stand there twice keeps the one that it had. */
function named({ tensors, metadata }: TensorFile, names: readonly string[]): TensorFile {
  const renamed = new Map<string, StoredTensor>()
  let at = 0
  for (const [before, tensor] of tensors) {
    const name = names[at++] as string
    renamed.set(renamed.has(name) ? before : name, tensor)
  }
  return { tensors: renamed, metadata }
}

function narrowed({ tensors }: TensorFile): Message[] {
  const doubles = [...tensors.values()].filter(({ dtype }) => dtype === 'F64').length
  return doubles > 0 ? [notice('weightsNarrowed', { tensors: doubles })] : []
}
