/**
 * What an export says of its task where its weights and classes do not tell: which it is, where texts are
 * cut, and the numbers that its answers need beside the weights. A file of its own, which transformers and peft pass over.
 */
import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'
import { taskIds } from '../../tasks/ids.ts'

export const thawTaskName = 'thaw_task.json'

const schema = v.object({
  task: v.picklist(taskIds),
  /** Texts are cut at this many tokens. */
  maxTokens: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
  constants: v.exactOptional(v.record(v.string(), v.array(v.pipe(v.number(), v.finite())))),
})

export type ThawTask = v.InferOutput<typeof schema>

/** @throws ThawError `weights-invalid` naming the field. */
export function readThawTask(value: unknown): ThawTask {
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new ThawError('weights-invalid', 'taskFileUnreadable', {
    field: v.getDotPath(issue) ?? null,
    detail: issue.message,
  })
}
