import { modelCard } from '../../../shared/catalog/models.ts'
import type { ModelSummary } from '../../../shared/domain/model.ts'
import { selectCurrentData } from '../../store/selectors.ts'
import { actions, useStudio } from '../../store/studio.ts'
import { looksAtPictures, taskRefusal } from '../../store/taskWords.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { FigureRow, Figures } from '../../ui/FigureRow.tsx'
import { formatBytes, formatCount, formatSeconds } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useSay } from '../../ui/useSay.ts'

/** The loaded model in figures, measured on this device, and the way on. */
export function ModelAside({ model, busy }: { readonly model: ModelSummary; readonly busy: boolean }) {
  const { say } = useSay()
  const data = useStudio(selectCurrentData)
  const refusal = data && taskRefusal(model.tasks, data.summary.task)
  const pictures = looksAtPictures(model.tasks)
  const milliseconds = model.blocks.reduce((sum, block) => sum + block.forwardMs, 0)
  const builtIn = modelCard(model.id)?.source.kind === 'site'
  return (
    <>
      <div data-ready={busy ? undefined : 'model'} data-model-id={model.id} data-tasks={model.tasks.join(' ')}>
        <Card title={modelCard(model.id)?.title ?? model.title}>
          <Figures>
            <FigureRow
              label="Blocks"
              value={formatCount(model.blocks.length)}
              help="The layers that the model is stacked from. On Tune you choose how many of them, from the top, may change."
            />
            <FigureRow label="Parameters" value={formatCount(model.parameters)} />
            <FigureRow
              label="Features"
              value={formatCount(model.featureSize)}
              help={`How many numbers describe a ${pictures ? 'picture' : 'text'} before the head decides. More can hold finer details.`}
            />
            <FigureRow
              label={pictures ? 'One picture' : `${Math.min(64, model.inputSize)} tokens`}
              value={formatSeconds(milliseconds / 1000)}
              help={`Measured on this device: the time it takes to ${pictures ? 'look at one picture' : 'read that much'}. Longer means longer epochs.`}
            />
            <FigureRow
              label={builtIn ? 'Size' : 'Download'}
              value={model.downloadedBytes > 0 ? formatBytes(model.downloadedBytes) : 'None needed'}
              note={`${builtIn ? 'read ' : ''}in ${formatSeconds(model.seconds)}`}
            />
          </Figures>
        </Card>
      </div>
      {model.warnings.map((warning) => (
        <Notice key={warning.key} variant="warning">
          <p>{say(warning)}</p>
        </Notice>
      ))}
      {refusal ? (
        <Notice variant="warning">
          <p>{refusal} Choose another model.</p>
        </Notice>
      ) : (
        <Button variant="primary" wide isDisabled={busy} onPress={() => actions.goTo(data ? 'tune' : 'data')}>
          {data ? 'Go to Tune' : 'Choose your data'}
        </Button>
      )}
    </>
  )
}
