import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { countOf } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import styles from './tune.module.css'

/** Says that the run replays what was changed during an earlier one, and how to do without. */
export function MadeAgain({ changes }: { readonly changes: number }) {
  return (
    <Notice>
      <div className={styles.continuing} data-history={changes}>
        <p>
          {countOf(changes, 'change', 'changes')} of the earlier run {changes === 1 ? 'is' : 'are'} made again, at the
          same {changes === 1 ? 'step' : 'steps'}.
        </p>
        <Button data-action="drop-history" onPress={actions.dropHistory}>
          Run without {changes === 1 ? 'it' : 'them'}
        </Button>
      </div>
    </Notice>
  )
}
