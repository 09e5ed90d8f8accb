import { useEffect, useState } from 'react'
import type { StorageStatus } from '../../../shared/domain/record.ts'
import { selectFeatureBytes, selectStorage, selectStoredModels } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { FigureRow, Figures } from '../../ui/FigureRow.tsx'
import { formatBytes } from '../../ui/format.ts'
import { useSay } from '../../ui/useSay.ts'
import { KeptDatasets } from './KeptDatasets.tsx'
import { PicturesKept } from './PicturesKept.tsx'
import styles from './runs.module.css'

/** What is kept on this device, of how much there may be, and whether the browser may throw it away. */
export function StorageCard() {
  const storage = useStudio(selectStorage)
  const models = useStudio(selectStoredModels).reduce((sum, { storedBytes }) => sum + storedBytes, 0)
  const features = useStudio(selectFeatureBytes)
  const { say } = useSay()
  if (!storage) return null
  return (
    <Card title="On this device">
      <div className={styles.stack} data-storage={storage.kind}>
        <Bar storage={storage} />
        {storage.kind === 'keeping' && storage.reason && <p className={styles.note}>{say(storage.reason)}</p>}
        <Figures>
          <FigureRow label="Runs and data" value={formatBytes(storage.runsBytes)} />
          <FigureRow label="Models" value={formatBytes(models)} />
          {features > 0 && <FigureRow label="Frozen features" value={formatBytes(features)} />}
        </Figures>
        <KeptDatasets />
        {features > 0 && (
          <>
            <p className={styles.note}>
              Cached features of frozen blocks: with them, the next run on the same model starts at once. They are
              deleted when space runs short.
            </p>
            <Button variant="quiet" data-action="forget-features" onPress={() => void actions.runs.forgetFeatures()}>
              Delete the features
            </Button>
          </>
        )}
        <PicturesKept />
        {models > 0 && (
          <Button variant="quiet" onPress={() => actions.goTo('model')}>
            See the models
          </Button>
        )}
        {storage.kind !== 'absent' && <Persistence />}
      </div>
    </Card>
  )
}

function Bar({ storage: { usedBytes, quotaBytes, kind } }: { readonly storage: StorageStatus }) {
  if (kind === 'absent') return <p className={styles.note}>This browser saves nothing for this page.</p>
  if (usedBytes === null || quotaBytes === null || quotaBytes === 0)
    return <p className={styles.note}>The browser does not say how much space there is.</p>
  const share = Math.min(1, usedBytes / quotaBytes)
  const text = `${formatBytes(usedBytes)} of ${formatBytes(quotaBytes)} used`
  return (
    <div>
      <div aria-hidden="true" className={styles.track}>
        <div className={styles.fill} data-full={share > 0.9 || undefined} style={{ inlineSize: `${100 * share}%` }} />
      </div>
      <p className={styles.note}>{text}</p>
    </div>
  )
}

type Assurance = 'unknown' | 'asking' | 'kept' | 'may-go' | 'refused'

/** A browser that is short of space may clear a page's storage, unless it promised not to. */
function Persistence() {
  const [promise, setPromise] = useState<Assurance>('unknown')
  useEffect(() => {
    void navigator.storage
      ?.persisted?.()
      .then((kept) => setPromise(kept ? 'kept' : 'may-go'))
      .catch(() => {})
  }, [])
  const ask = async () => {
    setPromise('asking')
    const kept = await navigator.storage.persist().catch(() => false)
    setPromise(kept ? 'kept' : 'refused')
  }
  if (promise === 'unknown') return null
  return (
    <>
      <p className={styles.note} role="status" data-persisted={promise}>
        {promiseWords[promise]}
      </p>
      {promise !== 'kept' && (
        <Button data-action="persist" isDisabled={promise === 'asking'} onPress={() => void ask()}>
          Ask the browser to keep it
        </Button>
      )}
    </>
  )
}

const promiseWords: Record<Assurance, string> = {
  unknown: '',
  asking: 'Asking …',
  kept: 'The browser keeps it until you delete it.',
  'may-go': 'If the device runs short of space, the browser may delete it.',
  refused:
    'The browser did not agree: it may delete this when space runs short. Save a project file of what you cannot lose.',
}
