/** One row a method: what is said of peft agrees with its card. A new method inherits it. */
import { describe, expect, test } from 'vitest'
import { methodCard } from '../../src/methods/cards.ts'
import { methodIds } from '../../src/methods/ids.ts'
import { methodPefts } from '../../src/methods/pefts.ts'
import { recipeFields } from '../../src/shared/recipe/fields.ts'
import { defaultSettings } from '../../src/shared/recipe/methodSettings.ts'

describe.each(methodIds)('%s', (id) => {
  const { leaves, peft } = methodCard(id)
  const { adapter, project } = methodPefts[id]

  test('has a type in peft’s files only where an adapter leaves, and whole models leave without one', () => {
    if (adapter) expect(leaves.adapter).toBe(true)
    if (!leaves.adapter) expect(project.settings).toBeNull()
  })

  test('says in its card what stands in peft’s way', () => {
    const known = leaves.adapter && !adapter ? 'none' : adapter?.wraps === 'layers' ? 'layers' : undefined
    expect(peft).toBe(known)
  })

  test('is told from other methods of its type, and reads settings that a recipe has', () => {
    const config = { r: 4, lora_alpha: 8, num_virtual_tokens: 5 }
    const readers = methodIds.filter((other) => {
      const peft = methodPefts[other].adapter
      return peft && peft.type === adapter?.type && peft.settings({ ...config, use_dora: id === 'dora' }) !== null
    })
    expect(readers).toEqual(adapter ? [id] : [])
    const known: ReadonlySet<string> = new Set(recipeFields.map(({ key }) => key))
    for (const name of Object.keys(adapter?.settings({ ...config, use_dora: id === 'dora' }) ?? {}))
      expect(known.has(`method.${name}`), name).toBe(true)
  })

  test('adapters that wrap the network have the one key that stands alone', () => {
    expect(adapter?.alone !== undefined).toBe(adapter?.wraps === 'network')
    if (adapter && !adapter.alone) expect(adapter.keyEnd).toBeInstanceOf(RegExp)
  })
})

test('settings of a file that lacks them stand at the fields’ defaults', () => {
  expect(defaultSettings()).toEqual({
    ...{ rank: 8, alpha: 16, targets: 'all', dropout: 0, rankStabilised: false, initialisation: 'zero', rateRatio: 1 },
    ...{ reduction: 16, placement: 'houlsby', tokens: 10, depth: 'deep', epochsPerBlock: 2 },
  })
})
