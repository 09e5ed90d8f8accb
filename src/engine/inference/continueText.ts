/** How a text goes on, token by token, as a person watches. */
import type { Generation } from '../../shared/domain/answers.ts'
import { seeded } from '../../shared/random.ts'
import type { SampleSettings } from '../../shared/recipe/recipe.ts'
import type { TextTokenizer } from '../inputs/tokenizer.ts'
import { macrotask } from '../macrotask.ts'
import type { ModelText } from '../models/modelText.ts'
import type { Network } from '../models/network.ts'
import { continueTokens } from './continueTokens.ts'
import { promptIds } from './promptIds.ts'

export interface GenerateOptions {
  readonly settings: SampleSettings
  readonly seed: number
  /** What the text follows on in place of the settings' prompt, and what ends it; absent, the prompt. */
  readonly begun?: { readonly ids: readonly number[]; readonly endId: number | null }
  readonly stopped: () => boolean
  /** Everything added so far. */
  readonly onText: (text: string) => void
}

/** Of a prompt, these are decoded again with each token that is added. */
const leadTokens = 32

/** What tokens add to a text: decoded with the prompt's end before them, since a space or a letter may depend on the token before. */
export function textBehind(tokenizer: TextTokenizer, prompt: readonly number[]): (added: readonly number[]) => string {
  const near = prompt.slice(-leadTokens)
  const lead = tokenizer.decode(near)
  return (added) => tokenizer.decode([...near, ...added]).slice(lead.length)
}

/** Continues the prompt; an empty one begins a new text. */
export async function continueText(
  network: Network,
  text: ModelText,
  { settings, seed, begun, stopped, onText }: GenerateOptions,
): Promise<Generation> {
  const started = performance.now()
  const { tokenizer } = text
  const { ids: prompt, endId } = begun ?? {
    ids: promptIds(tokenizer, settings.prompt),
    endId: tokenizer.endId,
  }
  const random = seeded(seed).fork('continue')
  const tokens = continueTokens(network, {
    ...{ prompt, settings, random },
    marks: tokenizer.before,
    endId,
  })
  const added: number[] = []
  const written = textBehind(tokenizer, prompt)
  let end: Generation['end'] = 'length'
  for (;;) {
    const step = await tokens.next()
    if (step.done) {
      end = step.value
      break
    }
    added.push(step.value)
    onText(written(added))
    await macrotask()
    if (!stopped()) continue
    await tokens.return('length')
    end = 'stopped'
    break
  }
  return { text: written(added), tokens: added.length, milliseconds: performance.now() - started, end }
}
