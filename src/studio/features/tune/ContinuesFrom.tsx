import { methodCard } from '../../../methods/cards.ts'
import type { MethodId } from '../../../methods/ids.ts'
import type { DatasetSummary } from '../../../shared/domain/data.ts'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import type { ContinueFrom } from '../../store/state.ts'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { countOf } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import styles from './tune.module.css'

/** Says that the run begins with a brought adapter, why its settings are locked, and how to be rid of it. */
export function ContinuesFrom({ method, model }: { readonly method: MethodId; readonly model: ModelSummary }) {
  return (
    <Notice>
      <div className={styles.continuing} data-goes-on={method}>
        <p>
          This run continues your adapter on {model.title}. Its method, {methodCard(method).title}, and its settings
          stay as they are; you choose how it is trained.
        </p>
        <Button data-action="begin-anew" onPress={actions.beginAnew}>
          Start without it
        </Button>
      </div>
    </Notice>
  )
}

/** Why the data cannot be gone on with; null when it can. */
export function otherClasses({ classes }: ContinueFrom, data: Pick<DatasetSummary, 'classes'>): string | null {
  if (classes === 0 || classes === data.classes.length) return null
  const has = countOf(classes, 'class', 'classes')
  return `The adapter answers with ${has}, your data has ${data.classes.length}. Use data with the same classes, or start without the adapter.`
}
