/**
 * The page in a frame of another: what that page asks is answered, and nothing else is told to it; what a person types,
 * chooses or shows to the camera here stays here. Only the page around this one is heard, and of one origin: the first.
 */
import { ThawError } from '../../shared/messages/errors.ts'
import { answered } from '../answered.ts'
import { type Ask, type Asked, askedIn, type Reply, version } from '../conversation.ts'
import type { PredictModel } from '../load.ts'
import type { PredictOptions, Question } from '../package/types.ts'

export function answerParent(opening: Promise<PredictModel>): void {
  if (window.parent === window) return
  let known: string | null = null
  addEventListener('message', ({ source, origin, data }) => {
    const asked = askedIn(data)
    if (source !== window.parent || !asked) return
    known ??= origin
    if (origin !== known) return
    // A page in a file has no origin that could be named.
    const target = origin === 'null' ? '*' : origin
    void replyTo(asked, opening).then((reply) => window.parent.postMessage(reply, target))
  })
}

async function replyTo({ id, ask, question, options }: Asked, opening: Promise<PredictModel>): Promise<Reply> {
  const head = { thaw: version, id } as const
  try {
    const model = await opening
    const answer = answers[ask as Ask]
    if (!Object.hasOwn(answers, ask)) throw new Error(`"about" and "predict" can be asked, and not "${ask}".`)
    return { ...head, answer: await answer(model, question as Question, optionsOf(options)) }
  } catch (error) {
    return { ...head, error: told(error) }
  }
}

type Answering = (model: PredictModel, question: Question, options: PredictOptions) => Promise<unknown>

const answers: Readonly<Record<Ask, Answering>> = {
  about: async ({ task, input, labels }) => ({ task, input, labels }),
  predict: answered,
}

/** What can be posted of them. */
function optionsOf(given: unknown): PredictOptions {
  const held = (typeof given === 'object' && given !== null ? given : {}) as Readonly<Record<string, unknown>>
  const numbers = ['tokens', 'temperature', 'seed'].filter((name) => Number.isFinite(held[name]))
  return Object.fromEntries(numbers.map((name) => [name, held[name]]))
}

function told(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof ThawError) return { code: error.code, message: `${error.message} ${error.advice}`.trim() }
  return { code: 'unexpected', message: error instanceof Error ? error.message : String(error) }
}
