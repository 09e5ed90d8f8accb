import { Scale } from 'lucide-react'
import { useId } from 'react'
import { methodCard } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { SelectField } from '../../ui/Field.tsx'
import { methodGroups, type Refusal } from './methodGroups.ts'
import styles from './tune.module.css'

export interface MethodPickerProps {
  readonly method: MethodId
  readonly refusals: readonly Refusal[]
  /** Where it is settled already. */
  readonly locked?: boolean
  readonly onChoose: (method: MethodId) => void
  readonly onCompare: () => void
}

/** The methods in their groups; those that do not fit are greyed, with the reason one press away. */
export function MethodPicker({ method, refusals, locked = false, onChoose, onCompare }: MethodPickerProps) {
  const whyNot = useId()
  const refused = new Set(refusals.map((refusal) => refusal.method))
  const { title, summary } = methodCard(method)
  return (
    <div className={styles.picker}>
      <div className={styles.pickerRow}>
        <SelectField
          label="Method"
          help="Which part of the model learns."
          name="method.id"
          value={method}
          disabled={locked}
          options={methodGroups.flatMap((group) =>
            group.methods.map((id) => ({
              value: id,
              label: methodCard(id).title,
              group: group.title,
              disabled: refused.has(id),
            })),
          )}
          {...(refusals.length > 0 && { describedBy: whyNot })}
          onChange={(id) => onChoose(id as MethodId)}
        />
        {!locked && (
          <Button icon={Scale} data-action="which-method" onPress={onCompare}>
            Which method?
          </Button>
        )}
      </div>
      <p className={styles.method}>
        <strong>{title}.</strong> {summary}
      </p>
      {refusals.length > 0 && (
        <Disclosure
          label={refusals.length === 1 ? 'One method does not fit' : `${refusals.length} methods do not fit`}
          action="refused-methods"
        >
          <ul id={whyNot} className={styles.refused}>
            {refusals.map(({ method: id, reason }) => (
              <li key={id} data-refused-method={id}>
                <strong>{methodCard(id).title}.</strong> {reason}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </div>
  )
}
