/** Links to recipes that the first version's "Copy link" gave: people have them in mails. */
import { expect, test } from 'vitest'
import { parseRecipe } from '../../src/shared/recipe/recipe.ts'
import { isRecipeLink, recipeFromHash } from '../../src/studio/store/recipeLink.ts'
import { jsonLeft, leftBehind, textLeft } from '../support/earlierVersion.ts'

const methods = {
  pictures: { task: 'image-classification', model: { id: 'thaw-vision' }, epochs: 2, method: { id: 'lora', rank: 2 } },
  messages: {
    task: 'text-classification',
    model: { id: 'thaw-text' },
    epochs: 2,
    thaw: 1,
    method: { id: 'top-blocks' },
  },
  lighthouse: { task: 'text-generation', model: { id: 'thaw-writer' }, epochs: 1, method: { id: 'prefix', tokens: 4 } },
  letters: { task: 'text-classification', seed: 7, epochs: 3, batch: 4, thaw: 1, method: { id: 'lora', rank: 2 } },
} as const
const examples = { pictures: 480, messages: 480, lighthouse: 12, letters: 20 } as const

test.each(leftBehind)('a link to the recipe of %s brings every setting of the run', async (name) => {
  const link = textLeft(`${name}/link.txt`)
  expect(isRecipeLink(link)).toBe(true)
  const brought = await recipeFromHash(link)
  expect(brought.recipe).toMatchObject(methods[name])
  const { recipe } = jsonLeft(`${name}/record.json`) as { recipe: unknown }
  expect(brought).toEqual({ recipe: parseRecipe(recipe), examples: examples[name] })
})
