/** A recipe taken over whole: into the form of its task, and as the model that it asks for. Pure. */
import { galleryRequest, modelCard } from '../../shared/catalog/models.ts'
import type { ModelRequest } from '../../shared/domain/model.ts'
import { ThawError } from '../../shared/messages/errors.ts'
import { defaultFields, fieldsOf, type Recipe } from '../../shared/recipe/recipe.ts'
import { taskCard } from '../../tasks/cards.ts'
import type { RecipeState } from './state.ts'

/**
 * The form with every setting of the recipe; what stood is one undo away. The task stays that of data which stand:
 * the form of another task then waits until data for it are read.
 */
export function adoptRecipe(before: RecipeState, recipe: Recipe, dataStand: boolean): RecipeState {
  const { task, history } = recipe
  const { textColumn, labelColumn, ...fields } = fieldsOf(recipe)
  const method = recipe.method.id
  const usual = defaultFields(method, task)
  // What a default makes of the number of examples must not take the place of what the recipe says.
  const planned = Object.keys(taskCard(task).plans?.[method]?.(1) ?? {})
  const own = Object.entries(fields).filter(
    ([key, value]) => key !== 'method.id' && (usual[key] !== value || planned.includes(key)),
  )
  const { forms, columns } = before
  const touched = { ...forms[task].touched, [method]: Object.fromEntries(own) }
  return {
    ...before,
    task: dataStand ? before.task : task,
    forms: { ...forms, [task]: { method, touched } },
    columns: dataStand ? columns : { textColumn: String(textColumn), labelColumn: String(labelColumn) },
    past: [...before.past, { forms, columns }],
    continueFrom: null,
    history,
    error: null,
  }
}

/** How the model of a recipe can be had. @throws ThawError `model-unsupported` where it was a dropped folder. */
export function modelRequestOf({ id, revision }: Pick<Recipe['model'], 'id' | 'revision'>): ModelRequest {
  if (modelCard(id)) return galleryRequest(id, revision)
  const [owner = '', ...rest] = id.split('/')
  if (rest.length === 0) throw new ThawError('model-unsupported', 'modelOfOwnFiles', { id })
  if (rest.length > 1 || owner.includes('.')) return { kind: 'reference', text: `https://${id}` }
  return { kind: 'reference', text: revision === '' || revision === 'main' ? id : `${id}@${revision}` }
}
