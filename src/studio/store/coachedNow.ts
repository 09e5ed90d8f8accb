/** The coach's verdict on the run that the page shows, and what its next step does. */
import { type CoachedRun, coachedResult } from '../../shared/coach/coachedRun.ts'
import type { NextStep } from '../../shared/coach/verdict.ts'
import { type SettingKey, settingFields } from '../../shared/recipe/change.ts'
import type { ReadData, RunState } from './state.ts'
import { actions, store } from './studio.ts'

/** What the coach knows of it; null before there is a run. Before its end, sizes follow from the recipe's shares. */
export function coachedNow(run: RunState, data: ReadData | null): CoachedRun | null {
  if (run.status === 'idle') return null
  const { log } = run
  if (run.status === 'finished') return coachedResult(log, run.result)
  const { recipe } = log
  const summary = data?.summary.fingerprint === recipe.data.fingerprint ? data.summary : null
  const examples = summary?.examples ?? 0
  const { validation, test } = recipe.split
  return {
    curves: log,
    recipe,
    over: run.status === 'failed',
    result: null,
    train: Math.round((1 - validation - test) * examples),
    validation: Math.round(validation * examples),
    classes: summary?.classes.map(({ count }) => count) ?? [],
  }
}

/** Whether the step can be taken while the run stands like this. */
export function canFollow({ kind }: NextStep, run: RunState): boolean {
  const going = run.status === 'training' && !run.stopping
  return kind === 'stop' ? going : kind === 'change' ? going || !isUnderWay(run) : !isUnderWay(run)
}

function isUnderWay({ status }: RunState): boolean {
  return status === 'preparing' || status === 'training'
}

/** A change goes to the run under way; after its end, to the next one. */
export async function follow(next: NextStep): Promise<void> {
  switch (next.kind) {
    case 'stop':
      return actions.steer.stop()
    case 'go':
      return actions.goTo(next.to)
    case 'model':
      actions.goTo('model')
      return actions.loadModel(next.model)
    case 'set':
      for (const [field, value] of Object.entries(next.fields)) actions.setField(field, value)
      return actions.goTo('tune')
    case 'change':
      if (store.getState().run.status === 'training') return void (await actions.steer.change(next.change))
      for (const [key, value] of Object.entries(next.change)) actions.setField(settingFields[key as SettingKey], value)
      return actions.goTo('tune')
    default:
      return next satisfies never
  }
}
