/**
 * The recipe: everything that decides a run, as one versioned JSON value. Its fields are data (`recipeFields`), from
 * which the form, the defaults, the validation and the command line's `--set` derive. A field is named by its dotted
 * path ("split.test"). The engine trusts a recipe that `parseRecipe` returned.
 */
import * as v from 'valibot'
import { methodCards, methodRefusal } from '../../methods/cards.ts'
import type { MethodId } from '../../methods/ids.ts'
import { type TaskId, taskIds } from '../../tasks/ids.ts'
import { ThawError } from '../messages/errors.ts'
import { type FieldValue, methodDefaults, type RecipeField, recipeFields, taskDefaults } from './fields.ts'
import type { RecipeChange } from './steering.ts'

export const recipeVersion = 1

export type BackendId = 'webgpu' | 'wasm' | 'cpu'
export type BackendChoice = BackendId | 'auto'

export interface Recipe {
  readonly version: typeof recipeVersion
  readonly task: TaskId
  readonly model: { readonly id: string; readonly revision: string; readonly initialisation: 'pretrained' | 'random' }
  readonly data: { readonly name: string; readonly fingerprint: string }
  readonly backend: BackendChoice
  readonly seed: number
  /** Caps the training examples, kept balanced over classes; 0 takes all. */
  readonly maxTrain: number
  /** Column of a metadata table (CSV or JSONL with file_name) that holds the label; empty means guess. */
  readonly labelColumn: string
  /** Column of a table that holds the text; empty means guess. */
  readonly textColumn: string
  /** Longer texts are cut; a text to continue is read in windows of this many tokens. */
  readonly maxTokens: number
  readonly split: { readonly validation: number; readonly test: number; readonly seed: number }
  /** The method, and its own settings; each method reads those that its fields name. */
  readonly method: {
    readonly id: MethodId
    readonly rank: number
    readonly alpha: number
    readonly targets: 'query-value' | 'attention' | 'all'
    readonly dropout: number
    readonly rankStabilised: boolean
    readonly initialisation: 'zero' | 'pissa'
    readonly rateRatio: number
    readonly reduction: number
    readonly placement: 'houlsby' | 'pfeiffer'
    readonly tokens: number
    readonly depth: 'shallow' | 'deep'
    readonly epochsPerBlock: number
  }
  /** Blocks thawed, counted from the top; more than there are means all. */
  readonly thaw: number
  readonly epochs: number
  readonly batch: number
  /** Pieces that each batch is computed in, one after another; their gradients are summed. */
  readonly accumulate: number
  /** Thawed blocks keep their inputs alone and are computed again on the way back. */
  readonly recompute: boolean
  readonly optimiser: {
    readonly learningRate: number
    /** Thawed pre-trained blocks learn at learningRate × trunkRate. */
    readonly trunkRate: number
    /** Each block learns at this share of the rate of the block above it. */
    readonly layerDecay: number
    readonly weightDecay: number
    readonly beta1: number
    readonly beta2: number
    readonly epsilon: number
  }
  readonly schedule: { readonly shape: 'cosine' | 'constant'; readonly warmup: number }
  readonly regularisation: {
    readonly dropout: number
    readonly labelSmoothing: number
    /** Global gradient norm is clipped to this; 0 turns clipping off. */
    readonly clipNorm: number
    readonly classWeights: 'auto' | 'off'
  }
  readonly augment: {
    /** Cached or drawn views of each training picture; 0 trains on the plain picture only. */
    readonly views: number
    readonly flip: boolean
    /** Smallest share of the picture's area that a random crop keeps; 1 turns cropping off. */
    readonly crop: number
    readonly colour: number
  }
  /** Epochs without a better validation loss before the run stops and restores the best; 0 never stops early. */
  readonly earlyStopping: { readonly patience: number; readonly by: 'loss' | 'score' }
  /** How a text is continued after each epoch, to see the network change. */
  readonly sample: SampleSettings
  /** Keep the features at the thaw line instead of computing the frozen blocks at every epoch. */
  readonly cache: boolean
  /** Changes made while the run went on, by step; a run by this recipe makes them again. */
  readonly history: readonly RecipeChange[]
}

/** How the next token is drawn. */
export interface SampleSettings {
  readonly prompt: string
  /** Most tokens to add. */
  readonly tokens: number
  /** Logits are divided by this; 0 always takes the likeliest token. */
  readonly temperature: number
  /** Only the k likeliest tokens are drawn from; 0 takes all. */
  readonly topK: number
  /** Only the likeliest tokens that make up this share of the probability; 1 takes all (Holtzman et al. 2020). */
  readonly topP: number
}

/** Recipe fields that are not on the form: chosen on other screens. */
const identity = {
  version: v.literal(recipeVersion),
  task: v.picklist(taskIds),
  'model.id': v.pipe(v.string(), v.minLength(1)),
  'model.revision': v.string(),
  'data.name': v.string(),
  'data.fingerprint': v.string(),
  backend: v.picklist(['auto', 'webgpu', 'wasm', 'cpu']),
  history: v.optional(
    v.array(
      v.strictObject({
        step: v.pipe(v.number(), v.integer(), v.minValue(1)),
        learningRate: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(10))),
        dropout: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.9))),
        weightDecay: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(10))),
        thaw: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(200))),
      }),
    ),
    [],
  ),
}

/** The value of every form field for a method and a task, before the person changes any. */
export function defaultFields(method: MethodId, task: TaskId = 'image-classification'): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = Object.fromEntries(recipeFields.map((field) => [field.key, field.default]))
  return { ...fields, ...methodDefaults[method], ...taskDefaults[task][method], 'method.id': method }
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
  if (refusal) throw new ThawError('recipe-invalid', refusal, 'Choose another method.')
  if (parsed.split.validation + parsed.split.test > 0.9)
    throw invalid(
      'split',
      parsed.split.validation + parsed.split.test,
      'validation and test may take 0.9 of the examples together',
    )
  return parsed
}

/** What recipes of earlier versions of the studio leave out: the settings of methods that came later, at their defaults. */
function later(method: unknown, task: unknown): Record<string, FieldValue> {
  if (!methodCards.some(({ id }) => id === method)) return {}
  const fields = Object.entries(defaultFields(method as MethodId, task as TaskId))
  return Object.fromEntries(
    fields.filter(([key]) => laterFields.includes(key) || (key.startsWith('method.') && key !== 'method.id')),
  )
}

const laterFields: readonly string[] = ['optimiser.layerDecay', 'accumulate', 'recompute', 'earlyStopping.by']

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

function fieldSchema(field: RecipeField): v.GenericSchema<unknown, FieldValue> {
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

function parseSwitch(field: RecipeField, text: string): boolean {
  if (['true', 'on', 'yes', '1'].includes(text)) return true
  if (['false', 'off', 'no', '0'].includes(text)) return false
  throw invalid(field.key, text, 'expected true or false')
}

function unknownField(key: string): ThawError {
  const known = recipeFields.map((field) => field.key).join(', ')
  return new ThawError('recipe-invalid', `Unknown recipe field "${key}".`, `Known fields: ${known}.`)
}

function invalid(key: string, value: unknown, why: string): ThawError {
  const field = recipeFields.find((candidate) => candidate.key === key)
  const range = field?.type === 'number' ? `Choose a number from ${field.minimum} to ${field.maximum}.` : ''
  const options = field?.type === 'choice' ? `Choose one of ${(field.options as readonly string[]).join(', ')}.` : ''
  return new ThawError(
    'recipe-invalid',
    `The recipe field "${key}" cannot be ${JSON.stringify(value) ?? 'missing'}: ${why}.`,
    range || options || 'Correct the field and try again.',
  )
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
