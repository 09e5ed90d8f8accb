/**
 * The recipe: everything that decides a run, as one versioned JSON value. Its fields are data (`recipeFields`), from
 * which the form, the defaults, the validation and the command line's `--set` derive. A field is named by its dotted
 * path ("split.test"). The engine trusts a recipe that `parseRecipe` returned.
 */
import * as v from 'valibot'
import { type MethodId, methodCards, methodRefusal } from './catalog/methods.ts'
import { type TaskId, taskCards } from './catalog/tasks.ts'
import { ThawError } from './errors.ts'

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
  readonly method: { readonly id: MethodId }
  /** Blocks thawed, counted from the top; only the method `top-blocks` reads it. */
  readonly thaw: number
  readonly epochs: number
  readonly batch: number
  readonly optimiser: {
    readonly learningRate: number
    /** Thawed pre-trained blocks learn at learningRate × trunkRate. */
    readonly trunkRate: number
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
  readonly earlyStopping: { readonly patience: number }
  /** How a text is continued after each epoch, to see the network change. */
  readonly sample: SampleSettings
  /** Keep the features at the thaw line instead of computing the frozen blocks at every epoch. */
  readonly cache: boolean
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

interface FieldBase {
  /** Dotted path in the recipe. */
  readonly key: string
  readonly label: string
  /** What it is, and what happens if it is larger. */
  readonly help: string
  /** `main` fields are shown at once, `more` behind a disclosure. */
  readonly level: 'main' | 'more'
  readonly group: 'data' | 'training' | 'regularisation' | 'augmentation' | 'optimiser' | 'sample'
  /** The tasks that it means something for; absent: all. */
  readonly tasks?: readonly TaskId[]
}

const pictures = ['image-classification'] as const
const texts = ['text-classification', 'text-generation'] as const
const generation = ['text-generation'] as const
const classification = ['image-classification', 'text-classification'] as const
export type RecipeField =
  | (FieldBase & {
      readonly type: 'number'
      readonly default: number
      readonly minimum: number
      readonly maximum: number
      readonly step: number
      readonly integer?: boolean
    })
  | (FieldBase & { readonly type: 'choice'; readonly default: string; readonly options: readonly string[] })
  | (FieldBase & { readonly type: 'switch'; readonly default: boolean })
  | (FieldBase & { readonly type: 'text'; readonly default: string })

/** Sources of the defaults: FIELD table in README ("Defaults"): Keras transfer-learning guide, timm, fastai. */
export const recipeFields = [
  {
    key: 'method.id',
    label: 'Method',
    help: 'Which part of the network learns.',
    level: 'main',
    group: 'training',
    type: 'choice',
    default: 'head',
    options: methodCards.map((card) => card.id),
  },
  {
    key: 'thaw',
    label: 'Thawed blocks',
    help: 'How many blocks, from the top, may change. More blocks adapt further, and need more data, memory and time.',
    level: 'main',
    group: 'training',
    type: 'number',
    default: 1,
    minimum: 0,
    maximum: 200,
    step: 1,
    integer: true,
  },
  {
    key: 'epochs',
    label: 'Epochs',
    help: 'How often the whole training split is seen. More epochs learn longer; early stopping ends the run when validation no longer improves.',
    level: 'main',
    group: 'training',
    type: 'number',
    default: 30,
    minimum: 1,
    maximum: 1000,
    step: 1,
    integer: true,
  },
  {
    key: 'batch',
    label: 'Batch size',
    help: 'Examples per step. Larger batches give smoother steps and need more memory.',
    level: 'main',
    group: 'training',
    type: 'number',
    default: 32,
    minimum: 1,
    maximum: 512,
    step: 1,
    integer: true,
  },
  {
    key: 'optimiser.learningRate',
    label: 'Learning rate',
    help: 'The size of a step of the head. Too large and the loss jumps; too small and nothing moves.',
    level: 'main',
    group: 'training',
    type: 'number',
    default: 0.003,
    minimum: 1e-7,
    maximum: 10,
    step: 0.0001,
  },
  {
    key: 'optimiser.trunkRate',
    label: 'Trunk rate',
    help: 'Thawed pre-trained blocks learn at this share of the learning rate, so that they do not forget. Larger adapts and forgets faster.',
    level: 'main',
    group: 'training',
    type: 'number',
    default: 0.1,
    minimum: 0,
    maximum: 10,
    step: 0.01,
  },
  {
    key: 'regularisation.dropout',
    label: 'Dropout',
    help: 'Share of the features hidden from the head at each step. More dropout guards better against over-fitting and learns more slowly.',
    level: 'main',
    group: 'regularisation',
    type: 'number',
    default: 0.1,
    minimum: 0,
    maximum: 0.9,
    step: 0.05,
  },
  {
    key: 'optimiser.weightDecay',
    label: 'Weight decay',
    help: 'Pulls weights towards zero at each step; biases and norms are spared. Larger keeps the network simpler.',
    level: 'main',
    group: 'regularisation',
    type: 'number',
    default: 0.01,
    minimum: 0,
    maximum: 10,
    step: 0.01,
  },
  {
    key: 'augment.views',
    label: 'Augmented views',
    help: 'Different crops and flips made of each training picture. More views stand in for more photographs, and take longer to prepare.',
    level: 'main',
    group: 'augmentation',
    tasks: pictures,
    type: 'number',
    default: 0,
    minimum: 0,
    maximum: 32,
    step: 1,
    integer: true,
  },
  {
    key: 'earlyStopping.patience',
    label: 'Patience',
    help: 'Epochs to wait for a better validation loss before stopping. The best weights are kept in any case; 0 never stops early.',
    level: 'main',
    group: 'regularisation',
    type: 'number',
    default: 8,
    minimum: 0,
    maximum: 1000,
    step: 1,
    integer: true,
  },
  {
    key: 'seed',
    label: 'Seed',
    help: 'Decides every random choice of the run. The same seed gives the same losses again.',
    level: 'main',
    group: 'training',
    type: 'number',
    default: 1,
    minimum: 0,
    maximum: 4294967295,
    step: 1,
    integer: true,
  },
  {
    key: 'split.validation',
    label: 'Validation share',
    help: 'Share of the examples that is watched during training and never trained on.',
    level: 'more',
    group: 'data',
    type: 'number',
    default: 0.15,
    minimum: 0.01,
    maximum: 0.8,
    step: 0.01,
  },
  {
    key: 'split.test',
    label: 'Test share',
    help: 'Share of the examples that is kept unseen until the end.',
    level: 'more',
    group: 'data',
    type: 'number',
    default: 0.2,
    minimum: 0.01,
    maximum: 0.8,
    step: 0.01,
  },
  {
    key: 'split.seed',
    label: 'Split seed',
    help: 'Decides which example falls into which split, apart from the run\u2019s seed; 0 follows the seed.',
    level: 'more',
    group: 'data',
    type: 'number',
    default: 0,
    minimum: 0,
    maximum: 4294967295,
    step: 1,
    integer: true,
  },
  {
    key: 'maxTrain',
    label: 'Most examples',
    help: 'Caps the training split, balanced over the classes, to see how far few examples go; 0 takes all.',
    level: 'more',
    group: 'data',
    type: 'number',
    default: 0,
    minimum: 0,
    maximum: 1_000_000,
    step: 1,
    integer: true,
  },
  {
    key: 'labelColumn',
    label: 'Label column',
    help: 'The column of a metadata table that holds the class; empty guesses it.',
    level: 'more',
    group: 'data',
    tasks: classification,
    type: 'text',
    default: '',
  },
  {
    key: 'textColumn',
    label: 'Text column',
    help: 'The column of a table that holds the text; empty guesses it.',
    level: 'more',
    group: 'data',
    tasks: texts,
    type: 'text',
    default: '',
  },
  {
    key: 'maxTokens',
    label: 'Most tokens',
    help: 'Longer texts are cut here. More tokens see more of a text, and take more time and memory.',
    level: 'main',
    group: 'data',
    tasks: texts,
    type: 'number',
    default: 128,
    minimum: 4,
    maximum: 4096,
    step: 16,
    integer: true,
  },
  {
    key: 'sample.prompt',
    label: 'Sample prompt',
    help: 'After each epoch the network continues this, so that one sees it change. Empty takes the first words of a validation passage.',
    level: 'main',
    group: 'sample',
    tasks: generation,
    type: 'text',
    default: '',
  },
  {
    key: 'sample.tokens',
    label: 'Sample length',
    help: 'Tokens that are added to the prompt. More takes longer after each epoch.',
    level: 'more',
    group: 'sample',
    tasks: generation,
    type: 'number',
    default: 60,
    minimum: 1,
    maximum: 1000,
    step: 10,
    integer: true,
  },
  {
    key: 'sample.temperature',
    label: 'Temperature',
    help: 'How freely the next token is drawn. Larger is bolder; 0 always takes the likeliest.',
    level: 'more',
    group: 'sample',
    tasks: generation,
    type: 'number',
    default: 0.8,
    minimum: 0,
    maximum: 2,
    step: 0.1,
  },
  {
    key: 'sample.topK',
    label: 'Top k',
    help: 'Only so many of the likeliest tokens are drawn from; 0 takes all. Larger is more varied.',
    level: 'more',
    group: 'sample',
    tasks: generation,
    type: 'number',
    default: 40,
    minimum: 0,
    maximum: 1000,
    step: 5,
    integer: true,
  },
  {
    key: 'sample.topP',
    label: 'Top p',
    help: 'Only the likeliest tokens that make up this share are drawn from; 1 takes all. Larger is more varied.',
    level: 'more',
    group: 'sample',
    tasks: generation,
    type: 'number',
    default: 0.95,
    minimum: 0.05,
    maximum: 1,
    step: 0.05,
  },
  {
    key: 'model.initialisation',
    label: 'Starting weights',
    help: 'Pre-trained weights, or random ones as a control that shows what pre-training is worth.',
    level: 'more',
    group: 'training',
    type: 'choice',
    default: 'pretrained',
    options: ['pretrained', 'random'],
  },
  {
    key: 'cache',
    label: 'Feature cache',
    help: 'Computes the frozen blocks once per example instead of at every epoch. The losses are the same; it takes memory and saves time.',
    level: 'more',
    group: 'training',
    type: 'switch',
    default: true,
  },
  {
    key: 'schedule.shape',
    label: 'Schedule',
    help: 'How the learning rate moves after the warm-up: down a cosine to zero, or not at all.',
    level: 'more',
    group: 'optimiser',
    type: 'choice',
    default: 'cosine',
    options: ['cosine', 'constant'],
  },
  {
    key: 'schedule.warmup',
    label: 'Warm-up',
    help: 'Share of the steps over which the learning rate rises from zero. Longer is gentler on pre-trained weights.',
    level: 'more',
    group: 'optimiser',
    type: 'number',
    default: 0.1,
    minimum: 0,
    maximum: 0.9,
    step: 0.05,
  },
  {
    key: 'optimiser.beta1',
    label: 'Beta 1',
    help: 'AdamW\u2019s memory of past gradients. Larger is smoother.',
    level: 'more',
    group: 'optimiser',
    type: 'number',
    default: 0.9,
    minimum: 0,
    maximum: 0.9999,
    step: 0.01,
  },
  {
    key: 'optimiser.beta2',
    label: 'Beta 2',
    help: 'AdamW\u2019s memory of past squared gradients. Larger is steadier.',
    level: 'more',
    group: 'optimiser',
    type: 'number',
    default: 0.999,
    minimum: 0,
    maximum: 0.99999,
    step: 0.001,
  },
  {
    key: 'optimiser.epsilon',
    label: 'Epsilon',
    help: 'Keeps AdamW\u2019s division finite. Larger damps the steps of rarely moved weights.',
    level: 'more',
    group: 'optimiser',
    type: 'number',
    default: 1e-8,
    minimum: 1e-12,
    maximum: 0.1,
    step: 1e-8,
  },
  {
    key: 'regularisation.labelSmoothing',
    label: 'Label smoothing',
    help: 'Share of the certainty taken from the true class and spread over all. More makes the network less sure of itself.',
    level: 'more',
    group: 'regularisation',
    tasks: classification,
    type: 'number',
    default: 0.05,
    minimum: 0,
    maximum: 0.5,
    step: 0.01,
  },
  {
    key: 'regularisation.clipNorm',
    label: 'Gradient clipping',
    help: 'Longest step that one batch may ask for, as a gradient norm; 0 turns clipping off.',
    level: 'more',
    group: 'regularisation',
    type: 'number',
    default: 1,
    minimum: 0,
    maximum: 1000,
    step: 0.1,
  },
  {
    key: 'regularisation.classWeights',
    label: 'Class weights',
    help: 'Counts examples of rare classes more, when the classes are skewed.',
    level: 'more',
    group: 'regularisation',
    tasks: classification,
    type: 'choice',
    default: 'auto',
    options: ['auto', 'off'],
  },
  {
    key: 'augment.flip',
    label: 'Mirror',
    help: 'Augmented views may be mirrored left to right. Turn it off where left and right matter, as with letters.',
    level: 'more',
    group: 'augmentation',
    tasks: pictures,
    type: 'switch',
    default: true,
  },
  {
    key: 'augment.crop',
    label: 'Smallest crop',
    help: 'Share of the picture that an augmented view keeps at least; 1 turns cropping off.',
    level: 'more',
    group: 'augmentation',
    tasks: pictures,
    type: 'number',
    default: 0.5,
    minimum: 0.05,
    maximum: 1,
    step: 0.05,
  },
  {
    key: 'augment.colour',
    label: 'Colour change',
    help: 'How far brightness, contrast and saturation of an augmented view may move. More makes colour matter less.',
    level: 'more',
    group: 'augmentation',
    tasks: pictures,
    type: 'number',
    default: 0.2,
    minimum: 0,
    maximum: 1,
    step: 0.05,
  },
] as const satisfies readonly RecipeField[]

export type FieldValue = number | string | boolean

/** Recipe fields that are not on the form: chosen on other screens. */
const identity = {
  version: v.literal(recipeVersion),
  task: v.picklist(taskCards.map((card) => card.id)),
  'model.id': v.pipe(v.string(), v.minLength(1)),
  'model.revision': v.string(),
  'data.name': v.string(),
  'data.fingerprint': v.string(),
  backend: v.picklist(['auto', 'webgpu', 'wasm', 'cpu']),
}

/** Defaults that a method wants other than the common ones. Sources: Keras transfer-learning guide; timm. */
const methodDefaults: Record<MethodId, Record<string, FieldValue>> = {
  head: { 'augment.views': 4, 'augment.crop': 0.75 },
  'top-blocks': { 'augment.views': 4 },
  full: { 'augment.views': 4, 'optimiser.learningRate': 0.001 },
}

/** A text to continue is learned at one rate, without dropout: few steps, and no head to be held back. */
const continuing = {
  'regularisation.dropout': 0,
  'optimiser.learningRate': 0.001,
  'optimiser.trunkRate': 1,
  epochs: 10,
  batch: 8,
  'earlyStopping.patience': 3,
}

/** Defaults that a task wants, over those of the method. Sources: arXiv 2006.05987 (BERT), Hugging Face's GPT-2 recipe. */
const taskDefaults: Record<TaskId, Partial<Record<MethodId, Record<string, FieldValue>>>> = {
  'image-classification': {},
  'text-classification': {},
  'text-generation': {
    'top-blocks': { ...continuing, thaw: 3 },
    full: continuing,
  },
}

/** The value of every form field for a method and a task, before the person changes any. */
export function defaultFields(method: MethodId, task: TaskId = 'image-classification'): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = Object.fromEntries(recipeFields.map((field) => [field.key, field.default]))
  return { ...fields, ...methodDefaults[method], ...taskDefaults[task][method], 'method.id': method }
}

/** The fields that mean something for a task. */
export function fieldsFor(task: TaskId): readonly RecipeField[] {
  return (recipeFields as readonly RecipeField[]).filter(({ tasks }) => !tasks || tasks.includes(task))
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
  for (const field of recipeFields) setPath(recipe, field.key, checkField(field, flat.get(field.key)))
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
