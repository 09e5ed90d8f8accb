/**
 * A run's record as a file: JSON, in which lists of float32 stand as base64 and what JSON has no word for (NaN,
 * infinities) by name. Files may come from a project that somebody sent: whatever is read is checked first.
 */
import * as v from 'valibot'
import { type RunRecord, recordVersion } from '../../shared/domain/record.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { parseRecipe } from '../../shared/recipe/recipe.ts'
import { upgradedRecord } from './earlierRecords.ts'
import { floatsFromText, floatsToText } from './floatText.ts'
import { recordSchema } from './recordSchema.ts'

export function writeRecord(record: RunRecord): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(record, toJson))
}

/** `newer`: a later version of the studio wrote it, so that nothing of it is known. */
export function readRecord(bytes: Uint8Array): RunRecord | 'newer' | 'unreadable' {
  try {
    return parseRecord(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return 'unreadable'
  }
}

/** The same, and says what is wrong with it. @throws ThawError `project-invalid`, naming the field. */
export function parseRecord(text: string): RunRecord | 'newer' {
  const value = upgradedRecord(jsonOf(text))
  const { version } = (value ?? {}) as { version?: unknown }
  if (typeof version === 'number' && version > recordVersion) return 'newer'
  const parsed = v.safeParse(recordSchema, value)
  if (!parsed.success) {
    const [issue] = parsed.issues
    const field = v.getDotPath(issue) ?? null
    throw new ThawError('project-invalid', 'recordFieldInvalid', { field, detail: issue.message })
  }
  const { recipe, result } = parsed.output
  return {
    ...parsed.output,
    recipe: parseRecipe(recipe),
    result: result && { ...result, recipe: parseRecipe(result.recipe) },
  } as RunRecord
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text, fromJson)
  } catch (cause) {
    throw new ThawError('project-invalid', 'recordNotJson', {}, { cause })
  }
}

function toJson(_: string, value: unknown): unknown {
  if (value instanceof Float32Array) return { $float32: floatsToText(value) }
  return typeof value === 'number' && !Number.isFinite(value) ? { $number: String(value) } : value
}

function fromJson(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { $float32, $number } = value as { $float32?: unknown; $number?: unknown }
  if (typeof $float32 === 'string') return floatsFromText($float32)
  return typeof $number === 'string' ? Number($number) : value
}
