// The form between the person and the recipe: what can be goes to the store at once; what cannot stays in its control,
// with what is allowed beside it, and the value before it still stands in the recipe.
import { useMemo, useState } from 'react'
import { methodRefusal } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import type { FieldValue, RecipeField } from '../../../shared/recipe/field.ts'
import { fieldsFor } from '../../../shared/recipe/recipe.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { actions } from '../../store/studio.ts'
import { readTyped } from './fieldText.ts'
import { type FieldChange, type LineMaker, moveThawLine, setThawed } from './thawLine.ts'

interface Trunk extends LineMaker {
  readonly task: TaskId
}

export function useSettings(trunk: Trunk) {
  const { task, method } = trunk
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set())
  /** A control that is told to forget what was typed is made anew. */
  const [edition, setEdition] = useState(0)
  const wrong = useMemo(
    () => fieldsFor(task, method).filter((field) => refused.has(field.key)),
    [task, method, refused],
  )

  const accept = (key: string) => setRefused((all) => new Set([...all].filter((other) => other !== key)))
  const apply = (changes: readonly FieldChange[]) => {
    for (const { key, value } of changes) actions.setField(key, value)
  }
  const anew = (change: () => void) => {
    change()
    setEdition((count) => count + 1)
  }
  const forgetting = (change: () => void) =>
    anew(() => {
      setRefused(new Set())
      change()
    })
  return {
    /** The settings that stand in the way of a start, in the order of the form. */
    wrong,
    edition,
    isRefused: (key: string) => refused.has(key),
    /** Takes what was typed, or answers with what is allowed. */
    type: (field: RecipeField, text: string): string | null => {
      const typed = readTyped(field, text)
      if (!typed.ok) {
        setRefused((all) => new Set([...all, field.key]))
        return typed.allowed
      }
      accept(field.key)
      apply(changesOf(field.key, typed.value, trunk))
      return null
    },
    reset: (key: string, usual: FieldValue) =>
      anew(() => {
        accept(key)
        apply(changesOf(key, usual, trunk))
      }),
    /** Takes what was found for the person; what they typed there and could not be gives way. */
    take: (changes: readonly FieldChange[]) =>
      anew(() => {
        for (const { key } of changes) accept(key)
        apply(changes)
      }),
    choose: (id: MethodId) => actions.setField('method.id', id),
    applyPreset: (fields: Readonly<Record<string, FieldValue>>) => forgetting(() => actions.applyPreset(fields)),
    resetAll: () => forgetting(actions.resetFields),
    undo: () => forgetting(actions.undoField),
    moveLine: (frozen: number) => {
      accept('thaw')
      apply(moveThawLine(trunk, frozen))
    },
  }
}

/** A number of thawed blocks may say that another method is meant. */
function changesOf(key: string, value: FieldValue, trunk: Trunk): readonly FieldChange[] {
  return key === 'thaw' ? setThawed(trunk, Number(value), fewestThawed(trunk.task)) : [{ key, value }]
}

/** Without a head, something of the trunk must thaw. */
function fewestThawed(task: TaskId): number {
  return methodRefusal('head', task) === null ? 0 : 1
}
