/** Asking the model that answers, and taking it away. */
import { ThawError } from '../../shared/messages/errors.ts'
import { taskEngines } from '../../tasks/engines.ts'
import { exporters } from '../export/exporters.ts'
import { continueText } from '../inference/continueText.ts'
import { networkOf } from '../inference/tunedModel.ts'
import type { EngineContext, Handlers } from './engineContext.ts'

type AskCalls = Handlers<'predict' | 'generate' | 'stopGenerating' | 'exportModel'>

export function askCalls(context: EngineContext): AskCalls {
  const { codec, emit } = context.around
  return {
    predict: async ({ input }) => context.ask((tuned) => taskEngines[tuned.task].predict(tuned, input, codec)),
    generate: async ({ settings, seed }) =>
      context.ask(async (tuned) => {
        const { text } = tuned
        const network = networkOf(tuned)
        if (!text || !network.trunk.nextToken) throw new ThawError('model-mismatch', 'continuesNoTexts')
        if (context.generating) context.generating.stopped = true
        const current = { stopped: false }
        context.generating = current
        return continueText(network, text, {
          settings,
          seed,
          stopped: () => current.stopped,
          onText: (written) => emit({ type: 'generated', text: written }),
        })
      }),
    stopGenerating: async () => {
      if (context.generating) context.generating.stopped = true
      return null
    },
    exportModel: async ({ what = 'weights' }) => exporters[what](context),
  }
}
