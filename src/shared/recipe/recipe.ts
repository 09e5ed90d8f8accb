/**
 * The recipe: everything that decides a run, as one versioned JSON value. Its fields are data (`recipeFields`), from
 * which the form, the defaults, the validation and the command line's `--set` derive. A field is named by its dotted
 * path ("split.test"). The engine trusts a recipe that `parseRecipe` returned.
 */
import * as v from 'valibot'
import { methodCard, methodRefusal } from '../../methods/cards.ts'
import { type MethodId, methodIds } from '../../methods/ids.ts'
import { taskCard } from '../../tasks/cards.ts'
import { type TaskId, taskIds } from '../../tasks/ids.ts'
import { backendChoices } from '../catalog/backends.ts'
import { ThawError } from '../messages/errors.ts'
import { type RecipeChange, recipeChanges } from './change.ts'
import type { FieldValue, FlatValues, Nested, RecipeField } from './field.ts'
import { fieldSchema } from './fieldSchema.ts'
import { recipeFields } from './fields.ts'

export const recipeVersion = 1

/** Recipe fields that are not on the form: chosen on other screens. */
const identity = {
  version: v.literal(recipeVersion),
  task: v.picklist(taskIds),
  'model.id': v.pipe(v.string(), v.minLength(1)),
  'model.revision': v.string(),
  'data.name': v.string(),
  'data.fingerprint': v.string(),
  backend: v.picklist(backendChoices),
  history: v.optional(recipeChanges, []),
}

type Chosen = { readonly [Key in keyof typeof identity]: v.InferOutput<(typeof identity)[Key]> }

type Values = Omit<Chosen, 'history'> & FlatValues<(typeof recipeFields)[number]>

export interface Recipe extends Nested<Values> {
  /** Changes made while the run went on, by step; a run by this recipe makes them again. */
  readonly history: readonly RecipeChange[]
}

type LaterDrawn = 'minP' | 'repetitionPenalty'

/** How the next token is drawn; settings that came later change nothing where they are absent. */
export type SampleSettings = Omit<Recipe['sample'], LaterDrawn> & Partial<Pick<Recipe['sample'], LaterDrawn>>

/**
 * The value of every form field for a method and a task, before the person changes any.
 *
 * @param rows examples that would be trained on, where they are known: some settings follow from their number.
 */
export function defaultFields(
  method: MethodId,
  task: TaskId = taskIds[0],
  rows: number | null = null,
): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = Object.fromEntries(recipeFields.map((field) => [field.key, field.default]))
  const { defaults, plans } = taskCard(task)
  const planned = rows === null ? {} : plans?.[method]?.(rows)
  return { ...fields, ...methodCard(method).defaults, ...defaults[method], ...planned, 'method.id': method }
}

/** The fields that mean something for a task and a method. */
export function fieldsFor(task: TaskId, method: MethodId): readonly RecipeField[] {
  return (recipeFields as readonly RecipeField[]).filter(
    ({ tasks, methods }) => (!tasks || tasks.includes(task)) && (!methods || methods.includes(method)),
  )
}

/** Reads one field typed by a person or given as --set KEY=VALUE. @throws ThawError `recipe-invalid`. */
export function parseField(key: string, text: string): FieldValue {
  const field = recipeFields.find((candidate) => candidate.key === key)
  if (!field) throw unknownField(key)
  if (field.type === 'switch') return parseSwitch(field, text)
  const value = field.type === 'number' ? Number(text.trim() === '' ? Number.NaN : text) : text
  return checkField(field, value)
}

/** Builds a recipe from its identity and its form fields. @throws ThawError `recipe-invalid`. */
export function buildRecipe(
  identityFields: Pick<Recipe, 'task' | 'data' | 'backend'> & { model: { id: string; revision: string } },
  fields: Record<string, FieldValue>,
): Recipe {
  const nested: Record<string, unknown> = { version: recipeVersion, task: identityFields.task }
  for (const [key, value] of Object.entries(fields)) setPath(nested, key, value)
  setPath(nested, 'model.id', identityFields.model.id)
  setPath(nested, 'model.revision', identityFields.model.revision)
  setPath(nested, 'data.name', identityFields.data.name)
  setPath(nested, 'data.fingerprint', identityFields.data.fingerprint)
  setPath(nested, 'backend', identityFields.backend)
  return parseRecipe(nested)
}

/** Validates untrusted JSON as a recipe; the message names the field. @throws ThawError `recipe-invalid`. */
export function parseRecipe(value: unknown): Recipe {
  const flat = flatten(value)
  const recipe: Record<string, unknown> = {}
  for (const [key, schema] of Object.entries(identity)) {
    const parsed = v.safeParse(schema, flat.get(key))
    if (!parsed.success) throw invalid(key, flat.get(key), parsed.issues[0].message)
    setPath(recipe, key, parsed.output)
  }
  const absent = later(flat.get('method.id'), recipe.task)
  for (const field of recipeFields)
    setPath(recipe, field.key, checkField(field, flat.get(field.key) ?? absent[field.key]))
  for (const key of flat.keys())
    if (!(key in identity) && !recipeFields.some((f) => f.key === key)) throw unknownField(key)
  const parsed = recipe as unknown as Recipe
  const refusal = methodRefusal(parsed.method.id, parsed.task)
  if (refusal) throw new ThawError('recipe-invalid', 'methodRefused', { why: refusal })
  const held = parsed.split.validation + parsed.split.test
  if (held > 0.9) throw new ThawError('recipe-invalid', 'splitsTooLarge', { share: held })
  return parsed
}

/** What recipes of earlier versions of the studio leave out: the settings of methods that came later, at their defaults. */
function later(method: unknown, task: unknown): Record<string, FieldValue> {
  if (!methodIds.some((id) => id === method)) return {}
  const fields = Object.entries(defaultFields(method as MethodId, task as TaskId))
  const absent = fields.filter(([key]) => laterFields.has(key) || (key.startsWith('method.') && key !== 'method.id'))
  return { ...Object.fromEntries(absent), ...meantBefore }
}

/** What those meant by their absence whose default is another one today. */
const meantBefore: Readonly<Record<string, FieldValue>> = {
  'earlyStopping.by': 'loss',
  'split.recordings': false,
  'optimiser.trunkEpsilon': 0,
  'optimiser.unitFeatures': false,
}

const laterFields: ReadonlySet<string> = new Set(
  (recipeFields as readonly RecipeField[]).filter(({ later }) => later).map(({ key }) => key),
)

/** The recipe's form fields, flat. */
export function fieldsOf(recipe: Recipe): Record<string, FieldValue> {
  const flat = flatten(recipe)
  return Object.fromEntries(recipeFields.map((field) => [field.key, flat.get(field.key) as FieldValue]))
}

function checkField(field: RecipeField, value: unknown): FieldValue {
  const parsed = v.safeParse(fieldSchema(field), value)
  if (!parsed.success) throw invalid(field.key, value, parsed.issues[0].message)
  return parsed.output
}

function parseSwitch(field: RecipeField, text: string): boolean {
  if (['true', 'on', 'yes', '1'].includes(text)) return true
  if (['false', 'off', 'no', '0'].includes(text)) return false
  throw new ThawError('recipe-invalid', 'recipeFieldNoSwitch', { field: field.key, value: JSON.stringify(text) })
}

function unknownField(key: string): ThawError {
  const known = recipeFields.map((field) => field.key)
  return new ThawError('recipe-invalid', 'recipeFieldUnknown', { field: key, known })
}

function invalid(key: string, value: unknown, why: string): ThawError {
  const field = recipeFields.find((candidate) => candidate.key === key)
  const refused = { field: key, value: JSON.stringify(value) ?? null, why }
  if (field?.type === 'number') {
    const { minimum, maximum } = field
    return new ThawError('recipe-invalid', 'recipeFieldOutOfRange', { ...refused, minimum, maximum })
  }
  if (field?.type === 'choice')
    return new ThawError('recipe-invalid', 'recipeFieldNotOffered', { ...refused, options: field.options })
  return new ThawError('recipe-invalid', 'recipeFieldInvalid', refused)
}

function flatten(value: unknown, prefix = '', into = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (prefix) into.set(prefix, value)
    return into
  }
  for (const [key, inner] of Object.entries(value)) flatten(inner, prefix ? `${prefix}.${key}` : key, into)
  return into
}

function setPath(target: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.')
  const last = keys.pop() as string
  let node = target
  for (const key of keys) {
    if (typeof node[key] !== 'object') node[key] = {}
    node = node[key] as Record<string, unknown>
  }
  node[last] = value
}
