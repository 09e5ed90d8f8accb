// What a setting reads as, and what is wrong with what was typed.
import { methodCards } from '../../../methods/cards.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import type { FieldValue, RecipeField } from '../../../shared/recipe/field.ts'
import { parseField } from '../../../shared/recipe/recipe.ts'

export type Typed = { readonly ok: true; readonly value: FieldValue } | { readonly ok: false; readonly allowed: string }

/** Reads what was typed; says what is allowed when it cannot be. */
export function readTyped(field: RecipeField, text: string): Typed {
  try {
    return { ok: true, value: parseField(field.key, text) }
  } catch (thrown) {
    if (thrown instanceof ThawError) return { ok: false, allowed: allowedText(field) }
    throw thrown
  }
}

/** "A whole number from 1 to 1,000." */
export function allowedText(field: RecipeField): string {
  switch (field.type) {
    case 'number':
      return `${field.integer ? 'A whole number' : 'A number'} from ${plain(field.minimum)} to ${plain(field.maximum)}.`
    case 'choice':
      return `One of ${field.options.join(', ')}.`
    case 'switch':
      return 'On or off.'
    case 'text':
      return 'At most 200 characters.'
    default:
      return field satisfies never
  }
}

/** A value as a person reads it: "Top blocks", "on", "1,000". */
export function valueText(field: RecipeField, value: FieldValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'number') return plain(value)
  return optionText(field.key, value) || 'empty'
}

/** By option; by field and option where the same word means another thing elsewhere. */
const optionNames: Record<string, string> = {
  'query-value': 'Queries and values',
  attention: 'All of attention',
  all: 'Every layer',
  pissa: 'Strongest directions (PiSSA)',
  zero: 'Zero',
  houlsby: 'After both (Houlsby)',
  pfeiffer: 'Feed-forward only (Pfeiffer)',
  'quantise off': 'In full, 32 bits',
  'quantise 16bit': 'As in the file, 16 bits',
  'quantise 8bit': '8 bits',
  'quantise 4bit': '4 bits (NF4, as QLoRA)',
  'quantise int4': '4 bits in even steps',
  'chat.template auto': 'The model\u2019s own, else a plain one',
  'chat.template own': 'The model\u2019s own',
  'chat.template plain': 'A plain one',
  'chat.loss answers': 'Answers alone',
  'chat.loss all': 'All that is said',
}

/** An option's name; those of the method are its title. */
export function optionText(key: string, option: string): string {
  if (key === 'method.id') return methodCards.find((card) => card.id === option)?.title ?? option
  return optionNames[`${key} ${option}`] ?? optionNames[option] ?? capital(option)
}

function plain(value: number): string {
  return Math.abs(value) >= 1e-4 || value === 0 ? value.toLocaleString('en', { maximumFractionDigits: 8 }) : `${value}`
}
