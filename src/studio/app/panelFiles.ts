/** Fetches what the screens show of a task, once the task is met. */

import { type TaskId, taskIds } from '../../tasks/ids.ts'
import { panelFiles } from '../../tasks/panels.ts'
import type { StepId, StudioState } from '../store/state.ts'
import { answeringTask, readDataOf } from '../store/steps.ts'
import { store } from '../store/studio.ts'
import { type DatasetParts, taskPanels } from '../store/taskPanels.ts'
import { notFetched } from './screens.ts'

/** Does nothing where they are here; what failed is tried again. Never throws. */
export async function fetchPanels(task: TaskId): Promise<void> {
  if (isHere(task)) return
  taskPanels.setState({ [task]: undefined })
  try {
    const [panels, dataset] = await Promise.all([panelFiles[task](), datasetParts()])
    taskPanels.setState({ [task]: { status: 'here', panels, dataset } })
  } catch (thrown) {
    if (!isHere(task)) taskPanels.setState({ [task]: { status: 'failed', error: notFetched(thrown) } })
  }
}

async function datasetParts(): Promise<DatasetParts> {
  const [{ DatasetView }, { DataAside }, { Findings }] = await Promise.all([
    import('../features/data/DatasetView.tsx'),
    import('../features/data/DataAside.tsx'),
    import('../features/clean/Findings.tsx'),
  ])
  return { View: DatasetView, Aside: DataAside, Findings }
}

/** Those of every task: for a page that idles, and for tests that show a screen at once. */
export async function preloadPanels(): Promise<void> {
  for (const task of taskIds) await fetchPanels(task)
}

/** Has the panels of a task fetched as soon as data, a run, a model or a comparison is of it. */
export function followTasks(): () => void {
  const follow = (state: StudioState) => {
    for (const task of tasksMet(state)) if (!(task in taskPanels.getState())) void fetchPanels(task)
  }
  follow(store.getState())
  return store.subscribe(follow)
}

function tasksMet(state: StudioState): readonly TaskId[] {
  const data = readDataOf(state)?.summary.task
  return [...(data ? [data] : []), ...tasksOn(state, 'watch'), ...tasksOn(state, 'use'), ...tasksOn(state, 'compare')]
}

/** The tasks without whose panels a step has nothing to show. Data shows the rest of itself meanwhile. */
export function tasksOn({ run, use, compare }: StudioState, step: StepId): readonly TaskId[] {
  switch (step) {
    case 'watch':
    case 'evaluate':
      return run.status === 'idle' ? [] : [run.log.recipe.task]
    case 'use': {
      const task = answeringTask(use.answering)
      return task === null ? [] : [task]
    }
    case 'compare':
      return [...new Set(compare.comparisons.map(({ task }) => task))]
    case 'data':
    case 'model':
    case 'tune':
    case 'deploy':
    case 'runs':
    case 'home':
    case 'tour':
    case 'camera':
    case 'clean':
      return []
    default:
      return step satisfies never
  }
}

function isHere(task: TaskId): boolean {
  return taskPanels.getState()[task]?.status === 'here'
}
