/** What a field may hold, as valibot checks it. */
import * as v from 'valibot'
import type { FieldValue, RecipeField } from './field.ts'

export function fieldSchema(field: RecipeField): v.GenericSchema<unknown, FieldValue> {
  switch (field.type) {
    case 'switch':
      return v.boolean()
    case 'text':
      return v.pipe(v.string(), v.maxLength(200))
    case 'choice':
      return v.picklist(field.options)
    case 'number': {
      const ranged = v.pipe(v.number(), v.minValue(field.minimum), v.maxValue(field.maximum))
      return field.integer ? v.pipe(ranged, v.integer()) : ranged
    }
    default:
      return field satisfies never
  }
}
