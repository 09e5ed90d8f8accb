import { expect, test } from 'vitest'
import type { RecipeField } from '../../../src/shared/recipe/field.ts'
import { helpOf } from '../../../src/shared/recipe/fieldHelp.ts'
import { recipeFields } from '../../../src/shared/recipe/fields.ts'

test.each((recipeFields as readonly RecipeField[]).map((field) => [field.key, field] as const))(
  'the field %s says what it is, in sentences',
  (_, field) => {
    expect(helpOf(field)).toMatch(/^[A-Z].*\.$/)
  },
)
