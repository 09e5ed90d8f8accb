/** A method with its settings, as files keep it beside the numbers that were learned. */
import * as v from 'valibot'
import { methodFields } from '../../methods/cards.ts'
import { methodIds } from '../../methods/ids.ts'
import { fieldSchema } from './fieldSchema.ts'
import type { Recipe } from './recipe.ts'

/** The settings of every method at their defaults. */
export function defaultSettings(): Omit<Recipe['method'], 'id'> {
  const entries = methodFields.map((field) => [nameOf(field.key), field.default])
  return Object.fromEntries(entries) as Omit<Recipe['method'], 'id'>
}

/** Untrusted JSON as a method; settings that came later than the file stand at their defaults. */
export const methodEntries = {
  id: v.picklist(methodIds),
  ...(Object.fromEntries(
    methodFields.map((field) => [nameOf(field.key), v.optional(fieldSchema(field), field.default)]),
  ) as unknown as {
    readonly [Name in Exclude<keyof Recipe['method'], 'id'>]: v.GenericSchema<unknown, Recipe['method'][Name]>
  }),
}

function nameOf(key: string): string {
  return key.slice('method.'.length)
}
