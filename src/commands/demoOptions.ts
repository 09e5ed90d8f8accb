/** The options of `npm run demo`, checked before anything is started. */
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { methodCard } from '../methods/cards.ts'
import type { MethodId } from '../methods/ids.ts'
import { type BackendChoice, backendChoices } from '../shared/catalog/backends.ts'
import { parseDatasetReference } from '../shared/catalog/datasetReference.ts'
import { type ModelExportId, modelExportIds } from '../shared/catalog/exports.ts'
import { formatTitles } from '../shared/catalog/formats.ts'
import { parseModelReference } from '../shared/catalog/modelReference.ts'
import { modelCard, modelCards } from '../shared/catalog/models.ts'
import type { Columns } from '../shared/domain/data.ts'
import { type Said, ThawError } from '../shared/messages/errors.ts'
import type { FieldValue } from '../shared/recipe/field.ts'
import { readingOption } from '../shared/recipe/readingOptions.ts'
import { parseField } from '../shared/recipe/recipe.ts'
import { type TaskId, taskIds } from '../tasks/ids.ts'

export interface DemoOptions {
  /** A zip, folder, table or text; undefined is the built-in sample for what the model does. */
  readonly data: string | undefined
  /** A data set of the hub, in place of files. */
  readonly dataset: WantedDataset | undefined
  /** Which of the tasks that the data could be for; undefined takes the page's guess. */
  readonly task: TaskId | undefined
  /** An id of the gallery, a repository or an address; undefined is the embedded model for the data. */
  readonly model: string | undefined
  readonly backend: BackendChoice
  /** What to type into the form, by the recipe's dotted names. */
  readonly fields: ReadonlyMap<string, FieldValue>
  /** How the data are to be read, beside the recipe's columns. */
  readonly reading: Partial<Columns>
  readonly hub: string | undefined
  readonly json: string | undefined
  readonly screenshots: string | undefined
  readonly export: string | undefined
  /** As what the model is exported. */
  readonly deploy: ModelExportId
}

export const usage = `npm run -s demo -- [--data PATH]        a zip, a folder, a table (${formatTitles('table')}) or a text;
                                        default: the model's sample
                   [--data hub:NAME]    a data set of the Hugging Face Hub, by owner/name or its address;
                                        --set subset=A --set split=train,test --set columns=text,label --set rows=N
                   [--task ID]          where the data could be for several
                   [--model ID]         of the gallery, owner/name, or an address
                   [--method ID] [--thaw N]     N blocks from the top
                   [--epochs N] [--batch N] [--lr X] [--seed N] [--set key=value]…
                   [--backend ${backendChoices.join('|')}]
                   [--hub DIR]          answer requests for https://HOST/PATH from DIR/HOST/PATH (the rest stays off)
                   [--json FILE] [--screenshots DIR] [--export DIR]
                   [--deploy ID]        what is written there: ${modelExportIds.join(', ')}`

/** Options with a name of their own, and the recipe field that each sets. */
const fieldOptions = {
  method: 'method.id',
  thaw: 'thaw',
  epochs: 'epochs',
  batch: 'batch',
  lr: 'optimiser.learningRate',
  seed: 'seed',
} as const

const text = { type: 'string' } as const
const known = {
  data: text,
  task: text,
  model: text,
  method: text,
  thaw: text,
  epochs: text,
  batch: text,
  lr: text,
  seed: text,
  set: { type: 'string', multiple: true, default: [] as string[] },
  backend: { type: 'string', default: 'auto' },
  hub: text,
  json: text,
  screenshots: text,
  export: text,
  deploy: { type: 'string', default: 'weights' },
  help: { type: 'boolean', default: false },
} as const

/** @throws ThawError `recipe-invalid` that names the option or field, and what is known instead. */
export async function parseDemoOptions(words: string[]): Promise<DemoOptions | 'help'> {
  const values = parseWords(words)
  if (values.help) return 'help'
  const backend = backendChoices.find((id) => id === values.backend)
  if (!backend) throw refuse('optionUnknown', { option: '--backend', received: values.backend, known: backendChoices })
  if (values.model !== undefined) checkModel(values.model)
  const { fields, reading, named = values.task } = settingsOf(values)
  const task = taskIds.find((id) => id === named)
  if (named !== undefined && !task) throw refuse('optionUnknown', { option: '--task', received: named, known: taskIds })
  const dataset = datasetOf(values)
  if (values.data !== undefined && !dataset && !existsSync(values.data))
    throw refuse('optionDataMissing', { path: values.data })
  if (values.hub !== undefined && !(await isFolder(values.hub))) throw refuse('optionHubNoFolder', { path: values.hub })
  const deploy = modelExportIds.find((id) => id === values.deploy)
  if (!deploy) throw refuse('optionUnknown', { option: '--deploy', received: values.deploy, known: modelExportIds })
  const { model, hub, json, screenshots } = values
  const data = dataset ? undefined : values.data
  return { data, dataset, task, model, backend, fields, reading, hub, json, screenshots, export: values.export, deploy }
}

type Values = ReturnType<typeof parseWords>

function parseWords(words: string[]) {
  try {
    return parseArgs({ args: words, options: known }).values
  } catch (error) {
    throw refuse('optionsUnreadable', { detail: error instanceof Error ? error.message : String(error), usage })
  }
}

interface Settings {
  readonly fields: Map<string, FieldValue>
  readonly reading: Partial<Columns>
  /** The task, where it was given as a setting. */
  readonly named?: string
}

function settingsOf(values: Values): Settings {
  const fields = new Map<string, FieldValue>()
  let reading: Partial<Columns> = {}
  let named: string | undefined
  for (const [option, key] of Object.entries(fieldOptions)) {
    const typed = values[option as keyof typeof fieldOptions]
    if (typed !== undefined) fields.set(key, parseField(key, typed))
  }
  for (const setting of values.set) {
    const at = setting.indexOf('=')
    if (at < 1) throw refuse('optionSetUnreadable', { received: setting })
    const [key, value] = [setting.slice(0, at), setting.slice(at + 1)]
    if (isOfHub(values.data) && isDatasetKey(key)) continue
    const read = readingOption(key, value)
    if (key === 'task') named = value
    else if (read) reading = { ...reading, ...read }
    else fields.set(key, parseField(key, value))
  }
  return { fields: withoutIdleThaw(fields), reading, ...(named !== undefined && { named }) }
}

/** What of a data set of the hub is wanted, as it is typed. */
export interface WantedDataset {
  readonly name: string
  readonly subset?: string
  readonly split?: string
  readonly columns?: string
  readonly rows?: string
}
const datasetKeys = ['subset', 'split', 'columns', 'rows'] as const

const hubPrefix = 'hub:'

function isOfHub(data: string | undefined): data is string {
  return data?.startsWith(hubPrefix) ?? false
}

function isDatasetKey(key: string): key is (typeof datasetKeys)[number] {
  return datasetKeys.some((known) => known === key)
}

/** @throws ThawError `data-unsupported` where the name is none. */
function datasetOf({ data, set }: Values): WantedDataset | undefined {
  if (!isOfHub(data)) return undefined
  const name = data.slice(hubPrefix.length)
  parseDatasetReference(name)
  const wanted = set.flatMap((setting) => {
    const at = setting.indexOf('=')
    const key = setting.slice(0, at)
    return isDatasetKey(key) ? [[key, setting.slice(at + 1)] as const] : []
  })
  return { name, ...Object.fromEntries(wanted) }
}

/** In the form, moving the thaw line chooses a method; a method that was named goes before. */
function withoutIdleThaw(fields: Map<string, FieldValue>): Map<string, FieldValue> {
  const method = fields.get('method.id') as MethodId | undefined
  if (method !== undefined && methodCard(method).thaw !== 'choice') fields.delete('thaw')
  return fields
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

/** Whether anything lies behind a name is for the page to find out; its form is judged here. */
function checkModel(name: string): void {
  if (modelCard(name)) return
  try {
    parseModelReference(name)
  } catch (error) {
    const why = error instanceof ThawError ? error.said : null
    throw refuse('modelNameUnknown', { name, why, known: modelCards.map(({ id }) => id) })
  }
}

function refuse(...said: Said): ThawError {
  return new ThawError('recipe-invalid', ...said)
}
