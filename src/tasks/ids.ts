/** The tasks: one line each. A recipe, a record and a report name a task by its id, so that an id never changes. */
export const taskIds = [
  'image-classification',
  'text-classification',
  'text-generation',
  'image-regression',
  'text-regression',
  'token-classification',
  'image-multi-label',
  'text-multi-label',
  'text-pair-classification',
  'text-pair-regression',
  'conversation',
] as const

export type TaskId = (typeof taskIds)[number]
