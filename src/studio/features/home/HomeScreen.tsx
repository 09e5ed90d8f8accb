import { Camera, CirclePlay, FolderOpen, HardDrive, PackageOpen, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { samples } from '../../../shared/catalog/sample.ts'
import type { WireError } from '../../../shared/messages/errors.ts'
import { occupation } from '../../store/occupied.ts'
import { openCamera } from '../../store/openCamera.ts'
import type { StudioState } from '../../store/state.ts'
import { readDataOf, stepTitle } from '../../store/steps.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import styles from './HomeScreen.module.css'
import { IdeaPicture } from './IdeaPicture.tsx'
import { type Stage, watchItLearn } from './watchItLearn.ts'

/** What a first visit begins with: what this is, and the ways in. */
export function HomeScreen() {
  return (
    <div className={styles.home} data-home>
      <div className={styles.top}>
        <div className={styles.words}>
          <h1 tabIndex={-1}>{stepTitle('home')}</h1>
          <p className={styles.lead}>
            Thaw takes a model that has already learned a lot, and trains as much of it as you choose on your examples.
            All of it happens in this page, on your device.
          </p>
          <Ways />
        </div>
        <IdeaPicture />
      </div>
      <ul className={styles.promises}>
        <li>
          <ShieldCheck size={20} aria-hidden="true" />
          <span>
            <strong>Nothing is uploaded.</strong> No server, no account.
          </span>
        </li>
        <li>
          <HardDrive size={20} aria-hidden="true" />
          <span>
            <strong>Nothing is lost.</strong> Your data and runs are kept in this browser.
          </span>
        </li>
        <li>
          <PackageOpen size={20} aria-hidden="true" />
          <span>
            <strong>It is yours.</strong> Download the trained model and use it anywhere.
          </span>
        </li>
      </ul>
    </div>
  )
}

const stageWords: Record<Stage, string> = {
  device: 'Getting ready …',
  data: '1 of 3: reading the sample …',
  model: '2 of 3: loading the model …',
  start: '3 of 3: starting …',
}

const selectReplaced = (state: StudioState) => readDataOf(state) !== null
const selectBusy = (state: StudioState) => state.device.status === 'ready' && occupation(state) !== null

function Ways() {
  const [stage, setStage] = useState<Stage | null>(null)
  const [error, setError] = useState<WireError | null>(null)
  const replaces = useStudio(selectReplaced)
  const occupied = useStudio(selectBusy)
  const begin = async () => {
    setError(null)
    setError(await watchItLearn(setStage))
    setStage(null)
  }
  return (
    <>
      <div className={styles.ways}>
        <Button
          variant="primary"
          wide
          icon={CirclePlay}
          data-action="watch-it-learn"
          isDisabled={stage !== null || occupied}
          onPress={() => void begin()}
        >
          Watch it learn in 20 seconds
        </Button>
        <p className={styles.note} role="status" data-stage={stage ?? undefined}>
          {noteOf({ stage, occupied, replaces })}
        </p>
        <Button wide icon={FolderOpen} data-action="use-own" onPress={() => actions.goTo('data')}>
          Use your own pictures or texts
        </Button>
        <Button wide icon={Camera} data-action="use-camera" onPress={openCamera}>
          Take pictures with your camera
        </Button>
        <a className={styles.tour} href="#tour" data-action="tour">
          How does it work?
        </a>
      </div>
      {error && <ErrorNotice error={error} onDismiss={() => setError(null)} />}
    </>
  )
}

interface Noted {
  readonly stage: Stage | null
  readonly occupied: boolean
  readonly replaces: boolean
}

function noteOf({ stage, occupied, replaces }: Noted): string {
  if (stage !== null) return stageWords[stage]
  if (occupied) return 'Something else is under way. This waits until it is done.'
  if (replaces) return 'This replaces the data and the model at hand. Your runs stay saved.'
  return `A sample of ${samples[0].examples} pictures, a small model, one press.`
}
