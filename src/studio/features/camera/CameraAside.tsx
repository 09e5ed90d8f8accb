import { FolderDown, GraduationCap, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { fileNameIn } from '../../../shared/catalog/formats.ts'
import type { WireError } from '../../../shared/messages/errors.ts'
import { occupation } from '../../store/occupied.ts'
import type { StudioState } from '../../store/state.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { zipFiles } from '../../store/zipFiles.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { download } from '../../ui/download.ts'
import { FigureRow, Figures } from '../../ui/FigureRow.tsx'
import { formatCount } from '../../ui/format.ts'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { pictureCount } from './board.ts'
import { filesOf, hintsOf, unusable } from './boardFiles.ts'
import styles from './camera.module.css'
import { type BoardState, pictureBoard, useBoard } from './pictureBoard.ts'
import { type Outcome, readBoard, type Stage, trainOnBoard } from './readBoard.ts'

const stageWords: Record<Stage, string> = {
  device: 'Getting ready …',
  data: 'Reading your pictures …',
  model: 'Loading the model …',
}
const selectBoard = ({ board }: BoardState) => board
const selectKept = ({ kept }: BoardState) => kept
const selectOccupied = (state: StudioState) => state.device.status === 'ready' && occupation(state) !== null

/** What the pictures come to, and the ways on. */
export function CameraAside() {
  const board = useBoard(selectBoard)
  const occupied = useStudio(selectOccupied)
  const [stage, setStage] = useState<Stage | null>(null)
  const [failure, setFailure] = useState<{ readonly error: WireError | null; readonly why: string | null } | null>(null)
  const why = unusable(board)
  const hints = hintsOf(board)
  const count = pictureCount(board)
  const disabled = why !== null || stage !== null || occupied
  const attempt = async (work: () => Promise<Outcome>, then: () => void) => {
    setFailure(null)
    setStage('data')
    const outcome = await work()
    setStage(null)
    if (outcome.ok) then()
    else setFailure(outcome)
  }
  return (
    <>
      <Card title="Your classes">
        <Figures>
          <FigureRow label="Classes" value={formatCount(board.length)} />
          <FigureRow label="Pictures" value={formatCount(count)} />
        </Figures>
        <p className={styles.hint} role="status" data-unusable={why ?? undefined} data-stage={stage ?? undefined}>
          {stage !== null
            ? stageWords[stage]
            : occupied
              ? 'Something else is under way. This waits until it is done.'
              : why}
        </p>
        {why === null &&
          hints.map((hint) => (
            <p key={hint} className={styles.hint} data-hint>
              {hint}
            </p>
          ))}
      </Card>
      <Button
        variant="primary"
        wide
        icon={GraduationCap}
        isDisabled={disabled}
        data-action="train-now"
        onPress={() =>
          void attempt(
            () => trainOnBoard(board, setStage),
            () => {},
          )
        }
      >
        Train now
      </Button>
      <Button
        wide
        isDisabled={disabled}
        data-action="use-pictures"
        onPress={() =>
          void attempt(
            () => readBoard(board),
            () => actions.goTo('data'),
          )
        }
      >
        Use these pictures
      </Button>
      <p className={styles.hint}>
        “Train now” takes a model that fits and the usual settings. “Use these pictures” lets you choose both.
      </p>
      {failure?.error && <ErrorNotice error={failure.error} onDismiss={() => setFailure(null)} />}
      {failure?.why && (
        <Notice variant="warning">
          <p>{failure.why}</p>
        </Notice>
      )}
      <Keeping count={count} />
    </>
  )
}

/** Whether the pictures outlive the page, and how they leave it. */
function Keeping({ count }: { readonly count: number }) {
  const kept = useBoard(selectKept)
  const board = useBoard(selectBoard)
  const save = async () => {
    const files = filesOf(board).map(({ path, file }) => ({ name: path, blob: file }))
    download(fileNameIn('zip', 'pictures'), await zipFiles(files))
  }
  return (
    <div className={styles.keeping} data-kept={kept}>
      {kept === 'no' ? (
        <Notice variant="warning">
          <p>
            This browser does not keep your pictures: there is no space, or it keeps nothing for this page. Save them as
            a zip before you close it.
          </p>
        </Notice>
      ) : (
        count > 0 && <p className={styles.hint}>Kept on this device, also after a reload. Nothing is uploaded.</p>
      )}
      <Button icon={FolderDown} isDisabled={count === 0} data-action="save-pictures" onPress={() => void save()}>
        Save as zip
      </Button>
      <Button
        variant="quiet"
        icon={RotateCcw}
        isDisabled={count === 0}
        data-action="start-over"
        onPress={() => pictureBoard.startOver()}
      >
        Start over
      </Button>
    </div>
  )
}
