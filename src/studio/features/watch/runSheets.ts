// The numbers behind each chart of a run, in full precision and without regard to what is drawn.

import { taskCard } from '../../../tasks/cards.ts'
import type { ShownRunLog } from '../../store/runLog.ts'
import { scoreTitle } from '../../store/taskWords.ts'
import type { Sheet } from '../../ui/charts/sheet.ts'
import type { RunChartId } from './runTraces.ts'

/** @param names of the blocks, the head's last. */
export function sheetOf(chart: RunChartId, log: ShownRunLog, names: readonly string[]): Sheet {
  switch (chart) {
    case 'loss':
      return lossSheet(log)
    case 'score':
      return scoreSheet(log)
    case 'rate':
      return stepSheet(log, 'learningRate', 'Learning rate')
    case 'gradient':
      return stepSheet(log, 'gradientNorm', 'Gradient norm')
    case 'movement':
      return movementSheet(log, names)
    case 'pace':
      return {
        columns: ['Epoch', 'Step', 'Examples a second'],
        rows: log.states.map(({ epoch, step, examplesPerSecond }) => [epoch, step, examplesPerSecond]),
      }
    case 'memory':
      return {
        columns: ['Epoch', 'Step', 'Bytes', 'Most bytes', 'Tensors'],
        rows: log.states.map(({ epoch, step, memory: m }) => [epoch, step, m.bytes, m.peakBytes, m.tensors]),
      }
    default:
      return chart satisfies never
  }
}

/** Steps with their batch's loss; the last of an epoch also has the epoch's. */
function lossSheet({ steps, lastStep, epochs, stepsPerEpoch }: ShownRunLog): Sheet {
  const byStep = new Map(epochs.map((epoch) => [epoch.epoch * stepsPerEpoch, epoch]))
  const kept = lastStep && steps.at(-1)?.step !== lastStep.step ? [...steps, lastStep] : steps
  const known = new Map(kept.map((step) => [step.step, step]))
  const places = [...new Set([...known.keys(), ...byStep.keys()])].sort((a, b) => a - b)
  return {
    columns: ['Step', 'Epoch', 'Seconds', 'Batch loss', 'Training loss', 'Validation loss'],
    rows: places.map((place) => {
      const [step, epoch] = [known.get(place), byStep.get(place)]
      const whole = [epoch?.trainLoss ?? null, epoch?.validationLoss ?? null]
      return [place, step?.epoch ?? epoch?.epoch ?? null, step?.seconds ?? null, step?.loss ?? null, ...whole]
    }),
  }
}

function scoreSheet({ epochs, stepsPerEpoch, recipe }: ShownRunLog): Sheet {
  const { ofEpoch } = taskCard(recipe.task).score
  return {
    columns: ['Epoch', 'Step', scoreTitle(recipe.task, 'Validation')],
    rows: epochs.map((each) => [each.epoch, each.epoch * stepsPerEpoch, ofEpoch(each)]),
  }
}

function stepSheet({ steps }: ShownRunLog, key: 'learningRate' | 'gradientNorm', title: string): Sheet {
  return {
    columns: ['Step', 'Epoch', 'Seconds', title],
    rows: steps.map((step) => [step.step, step.epoch, step.seconds, step[key]]),
  }
}

function movementSheet({ states }: ShownRunLog, names: readonly string[]): Sheet {
  const blocks = states.at(-1)?.updateRatios.length ?? 0
  return {
    columns: ['Epoch', 'Step', ...Array.from({ length: blocks }, (_, block) => names[block] ?? `block ${block}`)],
    rows: states.map(({ epoch, step, updateRatios }) => [epoch, step, ...updateRatios]),
  }
}
