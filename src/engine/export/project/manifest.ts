/**
 * What a project file says of itself, in `thaw-project.json`: how its data, model and recipe can be had, which files
 * came along, and its runs. It comes from anywhere, so that every field is checked, and names are labels, never paths.
 */
import * as v from 'valibot'
import { version as studioVersion } from '../../../../package.json'
import { projectDescription } from '../../../shared/catalog/projectDescription.ts'
import type { KeptData } from '../../../shared/domain/data.ts'
import type { KeptModel } from '../../../shared/domain/model.ts'
import { ThawError } from '../../../shared/messages/errors.ts'
import { notice } from '../../../shared/messages/say.ts'
import { parseRecipe, type Recipe } from '../../../shared/recipe/recipe.ts'
import { pathSegments } from '../../data/safeName.ts'
import { Skip } from '../../data/skip.ts'
import { recordSchema, runIdSchema } from '../../storage/recordSchema.ts'
import { damagedProject } from './projectFaults.ts'

export const manifestName = projectDescription
export const projectVersion = 1

export interface Manifest {
  readonly format: 'thaw-project'
  readonly version: typeof projectVersion
  readonly name: string
  /** ISO 8601. */
  readonly createdAt: string
  /** The studio's version that wrote it. */
  readonly studio: string
  readonly data: KeptData | null
  readonly dataName: string
  readonly fingerprint: string
  readonly model: KeptModel | null
  readonly recipe: Recipe | null
  readonly kept: readonly KeptEntry[]
  readonly runs: readonly string[]
}

/** Files that runs stand on, under the key that they are kept by: `data/<fingerprint>` or `model/<id>`. */
export interface KeptEntry {
  readonly key: string
  readonly name: string
  readonly files: readonly FileEntryNote[]
}

export interface FileEntryNote {
  /** Its name in the project. */
  readonly entry: string
  /** Its name where it came from. */
  readonly path: string
  readonly bytes: number
  /** Media type; empty where unknown. */
  readonly type: string
}

export function newManifest(
  contents: Omit<Manifest, 'format' | 'version' | 'createdAt' | 'studio'>,
  now: Date,
): Manifest {
  const head = { format: 'thaw-project', version: projectVersion, studio: studioVersion } as const
  return { ...head, createdAt: now.toISOString(), ...contents }
}

/** @throws ThawError `project-invalid`, naming the field; `project-newer` before anything else of it is looked at. */
export function parseManifest(text: string): Manifest {
  const value = jsonOf(text)
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown }
  if (format === 'thaw-project' && typeof version === 'number' && version > projectVersion) throw newerProject(version)
  const parsed = v.safeParse(manifestSchema, value)
  if (!parsed.success) {
    const [issue] = parsed.issues
    const wrong = notice('entryFieldWrong', { field: v.getDotPath(issue) ?? 'format', issue: issue.message })
    throw damagedProject(manifestName, wrong)
  }
  const { recipe } = parsed.output
  return { ...parsed.output, recipe: recipe === null ? null : recipeOf(recipe) }
}

/** @param version null where one of its runs tells. */
export function newerProject(version: number | null): ThawError {
  return new ThawError('project-newer', 'projectNewer', { version, reads: projectVersion })
}

const text = v.string()
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const safeName = v.pipe(text, v.minLength(1), v.check(isSafe, 'expected a relative name that stays inside'))
const { model, data } = recordSchema.entries

const manifestSchema = v.object({
  format: v.literal('thaw-project'),
  version: v.literal(projectVersion),
  name: text,
  createdAt: text,
  studio: text,
  data,
  dataName: text,
  fingerprint: text,
  model: v.nullable(model),
  recipe: v.unknown(),
  kept: v.array(
    v.object({
      key: v.pipe(text, v.regex(/^(data|model)\/[^/]{1,200}$/, 'expected data/… or model/…')),
      name: text,
      files: v.array(v.object({ entry: safeName, path: safeName, bytes: count, type: text })),
    }),
  ),
  runs: v.pipe(
    v.array(runIdSchema),
    v.check((ids) => new Set(ids).size === ids.length, 'expected each run once'),
  ),
})

function isSafe(name: string): boolean {
  try {
    return pathSegments(name).length > 0
  } catch (error) {
    if (error instanceof Skip) return false
    throw error
  }
}

function recipeOf(value: unknown): Recipe {
  try {
    return parseRecipe(value)
  } catch (cause) {
    throw damagedProject(manifestName, notice('entryRecipeUnreadable'), cause)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw damagedProject(manifestName, notice('entryNotJson'), cause)
  }
}
