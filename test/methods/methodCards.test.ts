/** One row a method: what its card says of fields, defaults and costs holds together. A new method inherits them all. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listedCards, methodCard, methodCards, methodFields, methodRefusal } from '../../src/methods/cards.ts'
import { methodIds } from '../../src/methods/ids.ts'
import type { FamilyId } from '../../src/shared/catalog/families.ts'
import type { RecipeField } from '../../src/shared/recipe/field.ts'
import { recipeFields } from '../../src/shared/recipe/fields.ts'
import { buildRecipe, defaultFields, fieldsFor, parseField } from '../../src/shared/recipe/recipe.ts'
import { taskCards } from '../../src/tasks/cards.ts'

const fields: readonly RecipeField[] = recipeFields

test('every method has a card, and every card is listed once', () => {
  expect(methodCards.map(({ id }) => id)).toEqual([...methodIds])
  expect(listedCards.map(({ id }) => id).sort()).toEqual([...methodIds].sort())
  for (const id of methodIds) expect(methodCard(id).id).toBe(id)
})

describe.each(methodIds)('%s', (id) => {
  const card = methodCard(id)
  const serves = taskCards.filter((task) => (card.refusal?.(task, { attends: true, biased: true }) ?? null) === null)

  test('has settings that the recipe knows under its name, with a default within their range', () => {
    for (const own of card.fields) {
      const known = fields.find(({ key }) => key === own.key)
      expect(known?.methods, own.key).toContain(id)
      expect(parseField(own.key, String(own.default))).toBe(own.default)
    }
  })

  test('names no field among its defaults that the recipe lacks, and no value outside its range', () => {
    for (const [key, value] of Object.entries(card.defaults)) expect(parseField(key, String(value)), key).toBe(value)
  })

  test('reads every one of its settings in its own folder', () => {
    const read = ['card.ts', 'engine.ts', '../lora/card.ts', '../lora/pairs.ts', '../lora/engine.ts']
      .map((name) => readFileSync(join(import.meta.dirname, '../../src/methods', id, name), 'utf8'))
      .map((source) => source.replace(/key: 'method\.\w+'/g, ''))
    for (const { key } of card.fields) {
      const name = key.slice('method.'.length)
      expect(
        read.some((source) => new RegExp(`\\b${name}\\b(?! = \\{)`).test(source)),
        key,
      ).toBe(true)
    }
  })

  test('shows its settings on the form of each task that it serves, and no other method’s', () => {
    expect(serves.length).toBeGreaterThan(0)
    for (const task of serves) {
      const shown = fieldsFor(task.id, id).filter(({ key }) => key.startsWith('method.') && key !== 'method.id')
      const wanted: readonly RecipeField[] = card.fields
      const meant = wanted.filter(({ tasks }) => !tasks || tasks.includes(task.id))
      expect(shown.map(({ key }) => key).sort()).toEqual(meant.map(({ key }) => key).sort())
    }
  })

  test('makes a recipe of its defaults for each task that it serves', () => {
    for (const { id: task } of serves) {
      const chosen = {
        task,
        data: { name: 'd', fingerprint: 'f' },
        backend: 'auto',
        model: { id: 'm', revision: '' },
      } as const
      expect(buildRecipe(chosen, defaultFields(id, task)).method.id).toBe(id)
    }
  })

  test('leaves something that can be taken away', () => {
    expect(card.leaves.adapter || card.leaves.model).toBe(true)
  })
})

test('a setting that two methods share is one field', () => {
  const keys = methodFields.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
  expect(methodFields.find(({ key }) => key === 'method.rank')?.methods).toEqual(['lora', 'dora'])
})

test('whole blocks are divided among methods that thaw none, some and all of them', () => {
  const sliding = methodCards.filter(({ slides }) => slides)
  expect(sliding.map(({ thaw }) => thaw).sort()).toEqual(['all', 'choice', 'none'])
})

test('biases alone are not offered for networks that have none', () => {
  const refused = (family: FamilyId) => methodRefusal('bitfit', 'text-classification', family)
  for (const family of ['llama', 'qwen3', 'gemma3', 'modernbert'] as const)
    expect(refused(family), family).toMatch(/no biases.*norms.*LoRA/)
  for (const family of ['bert', 'roberta', 'gpt2', 'qwen2'] as const) expect(refused(family), family).toBeNull()
  expect(methodRefusal('bitfit', 'text-classification')).toBeNull()
  // A network that has some tells it by its own parameters, whatever its family publishes.
  expect(methodRefusal('bitfit', 'text-classification', { attends: true, biased: true })).toBeNull()
})
