/** What the page shows of each task, as files that are fetched when the task is met. */
import type { TaskPanels } from '../studio/store/taskPanels.ts'
import type { TaskId } from './ids.ts'

export const panelFiles = {
  'image-classification': async () => (await import('./classification/panels.tsx')).imagePanels,
  'text-classification': async () => (await import('./classification/panels.tsx')).textPanels,
  'text-generation': async () => (await import('./text-generation/panels.tsx')).generationPanels,
  'image-regression': async () => (await import('./regression/panels.tsx')).imagePanels,
  'text-regression': async () => (await import('./regression/panels.tsx')).textPanels,
  'token-classification': async () => (await import('./token-classification/panels.tsx')).tokenPanels,
  'image-multi-label': async () => (await import('./multi-label/panels.tsx')).imagePanels,
  'text-multi-label': async () => (await import('./multi-label/panels.tsx')).textPanels,
  'text-pair-classification': async () => (await import('./text-pairs/panels.tsx')).pairClassPanels,
  'text-pair-regression': async () => (await import('./text-pairs/panels.tsx')).pairNumberPanels,
  conversation: async () => (await import('./conversation/panels.tsx')).conversationPanels,
} satisfies Record<TaskId, () => Promise<TaskPanels>>
