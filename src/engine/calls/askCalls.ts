/** Asking the model that answers, and taking it away. */
import { ThawError } from '../../shared/messages/errors.ts'
import { projectOf } from '../export/lastRun.ts'
import { neededAdapter } from '../export/peft/exportAdapter.ts'
import { exportFiles } from '../export/weights/exportWeights.ts'
import { continueText, predict } from '../inference/answer.ts'
import { networkOf } from '../inference/tunedModel.ts'
import type { Bench, Handlers } from './engineContext.ts'

type AskCalls = Handlers<'predict' | 'generate' | 'stopGenerating' | 'exportModel'>

export function askCalls(bench: Bench): AskCalls {
  const { codec, emit } = bench.around
  return {
    predict: async ({ input }) => bench.ask((tuned) => predict(tuned, input, codec)),
    generate: async ({ settings, seed }) =>
      bench.ask(async (tuned) => {
        const { text } = tuned
        const network = networkOf(tuned)
        if (!text || !network.trunk.nextToken)
          throw new ThawError('model-mismatch', 'This model does not continue texts.', 'Ask it for a class instead.')
        if (bench.generating) bench.generating.stopped = true
        const current = { stopped: false }
        bench.generating = current
        return continueText(network, text, {
          settings,
          seed,
          stopped: () => current.stopped,
          onText: (written) => emit({ type: 'generated', text: written }),
        })
      }),
    stopGenerating: async () => {
      if (bench.generating) bench.generating.stopped = true
      return null
    },
    exportModel: async ({ what = 'weights' }) => {
      if (what === 'python') return projectOf(bench.lastRun)
      return bench.ask(what === 'adapter' ? neededAdapter : exportFiles)
    },
  }
}
