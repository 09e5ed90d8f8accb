/** Asking the model that answers, and the one before it, about new things and held-out ones. */
import { ThawError } from '../../shared/messages/errors.ts'
import type { Parameters, Result } from '../../shared/wire/calls.ts'
import { taskEngines } from '../../tasks/engines.ts'
import type { AnalysisInput } from '../evaluate/analysisInput.ts'
import { runOf, untouchedModel } from '../evaluate/answeringRun.ts'
import { heldOut } from '../evaluate/heldOut.ts'
import { untouchedAnswer } from '../evaluate/untouchedAnswer.ts'
import { continueText } from '../inference/continueText.ts'
import { networkOf, type TunedModel } from '../inference/tunedModel.ts'
import type { Network } from '../models/network.ts'
import { type EngineContext, type Handlers, neededData } from './engineContext.ts'

type AskCalls = Handlers<'predict' | 'heldOut' | 'askUntouched' | 'generate' | 'stopGenerating'>

export function askCalls(context: EngineContext): AskCalls {
  const { codec, emit } = context.around
  const given = (): AnalysisInput => ({
    ...{ dataset: neededData(context).dataset, lastRun: context.lastRun },
    ...{ codec, emit },
  })
  return {
    predict: async ({ input }) => context.ask((tuned) => taskEngines[tuned.task].predict(tuned, input, codec)),
    heldOut: async (options) => context.ask((tuned) => heldOut(given(), tuned, options)),
    askUntouched: async ({ input }) =>
      context.job('untouched', (signal) => context.ask((tuned) => untouchedAnswer(given(), tuned, input, signal))),
    generate: async (asked) => context.ask((tuned) => generate(context, tuned, asked)),
    stopGenerating: async () => {
      if (context.generating) context.generating.stopped = true
      return null
    },
  }
}

/** One text at a time: the one before ends with the token at hand. */
async function generate(
  context: EngineContext,
  tuned: TunedModel,
  { settings, seed, untouched = false, turns }: Parameters<'generate'>,
): Promise<Result<'generate'>> {
  const { text } = tuned
  if (!text || !tuned.model.trunk.nextToken) throw new ThawError('model-mismatch', 'continuesNoTexts')
  const { promptOf } = taskEngines[tuned.task]
  if (turns && !promptOf) throw new ThawError('model-mismatch', 'turnsForConversations')
  if (context.generating) context.generating.stopped = true
  const current = { stopped: false }
  context.generating = current
  const begun = turns && promptOf ? await promptOf(tuned, turns) : undefined
  const before = untouched ? untouchedModel(runOf(context.lastRun, tuned)) : null
  const network: Network = before ?? networkOf(tuned)
  try {
    return await continueText(network, text, {
      ...(begun && { begun }),
      ...{ settings, seed, stopped: () => current.stopped },
      onText: (written) =>
        context.around.emit({ type: 'generated', text: written, ...(untouched && { untouched: true as const }) }),
    })
  } finally {
    before?.dispose()
  }
}
