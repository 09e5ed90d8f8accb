import * as v from 'valibot'
import { ThawError } from '../../shared/messages/errors.ts'

const labelList = v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(100_000))

/**
 * The class names from a parsed labels.json, else from the config's id2label; null when neither says. transformers leaves
 * id2label out where nothing was named: a classifier has LABEL_0, LABEL_1 and so on then, two unless it says otherwise.
 */
export function readLabels(labels: unknown, config: unknown): readonly string[] | null {
  if (labels !== null) {
    const parsed = v.safeParse(labelList, labels)
    if (!parsed.success) throw new ThawError('weights-invalid', 'labelsAreNoList', { received: shown(labels) })
    return parsed.output
  }
  if (typeof config !== 'object' || config === null) return null
  return 'id2label' in config ? labelsOfConfig(config.id2label) : namelessLabels(config)
}

const nameless = v.looseObject({
  architectures: v.pipe(
    v.array(v.string()),
    v.check((names) => names.some((name) => /For(Sequence|Token|Image)Classification$/.test(name))),
  ),
  num_labels: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)), 2),
})

function namelessLabels(config: object): readonly string[] | null {
  const parsed = v.safeParse(nameless, config)
  return parsed.success ? Array.from({ length: parsed.output.num_labels }, (_, id) => `LABEL_${id}`) : null
}

/** id2label maps "0" … "n-1" to names, in any order. */
function labelsOfConfig(id2label: unknown): readonly string[] {
  if (typeof id2label !== 'object' || id2label === null) {
    throw new ThawError('weights-invalid', 'labelMapIsNone', { received: shown(id2label) })
  }
  const byId = new Map(Object.entries(id2label))
  const parsed = v.safeParse(
    labelList,
    Array.from(byId.keys(), (_, id) => byId.get(String(id))),
  )
  if (parsed.success) return parsed.output
  throw new ThawError('weights-invalid', 'labelMapIncomplete', { last: byId.size - 1, received: shown(id2label) })
}

function shown(received: unknown): string {
  return JSON.stringify(received).slice(0, 80)
}
