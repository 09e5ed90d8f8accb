import { useRef, useState } from 'react'
import type { DatasetSummary } from '../../../shared/domain/data.ts'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import { type MemoryLimit, memoryLimit } from '../../../shared/memoryLimit.ts'
import type { FieldValue } from '../../../shared/recipe/field.ts'
import type { Fields } from '../../store/outlook.ts'
import { outlook } from '../../store/outlook.ts'
import { Button } from '../../ui/Button.tsx'
import { about, formatBytes } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useFocusKept } from '../../ui/useFocusKept.ts'
import styles from './tune.module.css'

export interface MemoryNoteProps {
  readonly model: ModelSummary
  readonly data: DatasetSummary
  readonly fields: Fields
  /** What the run would take as it is set, in bytes. */
  readonly bytes: number
  /** Keys of the settings that this task and method have. */
  readonly offered: ReadonlySet<string>
  readonly onTake: (changes: readonly { readonly key: string; readonly value: FieldValue }[]) => void
}

/** Says that a run will hardly fit, and sets by one press what makes it smaller. */
export function MemoryNote(props: MemoryNoteProps) {
  const box = useRef<HTMLDivElement>(null)
  const [taken, setTaken] = useState(false)
  useFocusKept(box)
  const limit = memoryLimit(globalThis.navigator)
  const take: MemoryNoteProps['onTake'] = (changes) => {
    setTaken(true)
    props.onTake(changes)
  }
  const fits = props.bytes <= limit.bytes
  return (
    <div ref={box} tabIndex={-1}>
      {fits && taken && <p role="status">It fits now: about {formatBytes(props.bytes)} of memory.</p>}
      {!fits && <TooMuch {...props} limit={limit} onTake={take} />}
    </div>
  )
}

function TooMuch({ model, data, fields, bytes, offered, limit, onTake }: MemoryNoteProps & { limit: MemoryLimit }) {
  const changes = saving.filter(({ key, value }) => offered.has(key) && fields[key] !== value)
  const smaller = outlook(
    model,
    { ...fields, ...Object.fromEntries(changes.map(({ key, value }) => [key, value])) },
    data,
  )
  const helps = changes.length > 0 && smaller.memoryBytes < bytes
  return (
    <Notice variant="warning">
      <p data-memory-note>
        This run takes {about(formatBytes(bytes))} of memory; a page here can count on {about(formatBytes(limit.bytes))}
        {limit.said === null && '. The browser does not say how much this device has'}.
      </p>
      {helps && (
        <div className={styles.saving}>
          <Button data-action="save-memory" onPress={() => onTake(changes)}>
            {`Take: ${changes.map(({ label }) => label).join(', ')} (${about(formatBytes(smaller.memoryBytes))})`}
          </Button>
        </div>
      )}
      {!(helps && smaller.memoryBytes <= limit.bytes) && (
        <p>A smaller batch{offered.has('maxTokens') && ', shorter texts,'} or a smaller model would fit better.</p>
      )}
    </Notice>
  )
}

/** Both leave what is learned nearly as it is. */
const saving = [
  { key: 'quantise', value: '4bit', label: 'frozen weights in 4 bits' },
  { key: 'recompute', value: true, label: 'activations computed anew' },
] as const
