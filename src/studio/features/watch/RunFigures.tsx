import { backendCards } from '../../../shared/catalog/backends.ts'
import { inSentence } from '../../../shared/messages/inSentence.ts'
import { taskCard } from '../../../tasks/cards.ts'
import { taskIds } from '../../../tasks/ids.ts'
import type { StudioState } from '../../store/state.ts'
import { epochScore } from '../../store/taskWords.ts'
import { Card } from '../../ui/Card.tsx'
import { FigureRow, Figures } from '../../ui/FigureRow.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { usePaced } from './usePaced.ts'

const everyMs = 430
const selectLog = (state: StudioState) => (state.run.status === 'idle' ? null : state.run.log)
const selectDevice = (state: StudioState) => state.device

/** What the device does and takes, and the best so far. */
export function RunFigures() {
  const log = usePaced(selectLog, everyMs)
  const device = usePaced(selectDevice, everyMs)
  const best = log?.epochs.find(({ epoch }) => epoch === log.bestEpoch)
  const pace = log?.examplesPerSecond ?? 0
  const memory = log?.states.at(-1)?.memory
  const task = log?.recipe.task ?? taskIds[0]
  const { score, words } = taskCard(task)
  const adapter = device.status === 'ready' ? device.report.adapter : 'The device is starting.'
  return (
    <Card title="Now">
      <Figures>
        <FigureRow label="Best epoch" value={best ? String(best.epoch) : '–'} help={help.best} />
        <FigureRow
          label={`Its ${inSentence(score.name)}`}
          value={best ? epochScore(task, best) : '–'}
          help={score.help}
        />
        <FigureRow
          label="Speed"
          value={pace > 0 ? `${formatCount(pace)} / s` : '–'}
          help={`Training ${words.rows} a second, through the thawed part.`}
        />
        <FigureRow label="Memory" value={memory ? formatBytes(memory.bytes) : '–'} help={help.memory} />
        <FigureRow label="Peak" value={memory ? formatBytes(memory.peakBytes) : '–'} help={help.peak} />
        <FigureRow
          label="Computes on"
          value={device.status === 'ready' ? backendCards[device.report.backend].name : '–'}
          help={adapter}
        />
      </Figures>
    </Card>
  )
}

const help = {
  best: 'The best epoch so far, by validation. Its weights are the ones that will be kept.',
  memory: 'What the engine holds now: weights, features and the optimiser’s memory.',
  peak: 'The most that it held so far. Tune’s estimate is a fifth higher, since the page’s memory grows in steps.',
}
