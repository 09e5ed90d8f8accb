/** A prompt in peft: `PromptTuningConfig`, one table of vectors before a text. Reference: peft `tuners/prompt_tuning`. */

import type { Attachment } from '../../engine/tuning/method.ts'
import { likeLora, type MethodPeft } from '../../engine/tuning/methodPeft.ts'
import { adapterTokens, readTokens, tokenFields } from '../../engine/tuning/peftFields.ts'
import { type Place, readPlaces, writePlaces } from '../../engine/tuning/peftPlaces.ts'
import { notice } from '../../shared/messages/say.ts'
import { taskCard } from '../../tasks/cards.ts'
import { promptName } from './engine.ts'

export const textsOnly = notice('peftTextsOnly')

export const prompt: MethodPeft = {
  adapter: {
    type: 'PROMPT_TUNING',
    wraps: 'network',
    alone: promptName,
    refusal: ({ input }) => (input.kind === 'image' ? textsOnly : null),
    config: (trunk, { tokens }) => ({ ...adapterTokens(trunk, tokens, 'words'), prompt_tuning_init: 'RANDOM' }),
    settings: readTokens,
    write: ({ attachment, weight }) => writePlaces(places(attachment), weight),
    read: (tensors, { attachment }) => readPlaces(places(attachment), tensors),
    notes: ({ nextToken }, { headed }) =>
      headed && nextToken
        ? ['Behind a prompt, transformers takes the last token for the end of the text: ask it one text at a time.']
        : [],
    // peft 0.21 on transformers 5 loses count of the positions behind a prompt while keys and values are kept.
    generateArguments: 'use_cache=False',
  },
  project: {
    wrapsLayers: false,
    refusal: ({ recipe, trunk: { input } }) => {
      if (input.kind === 'image') return [notice('picturePromptsNotInPeft'), likeLora]
      if (input.causal && taskCard(recipe.task).headed) return [notice('promptHidesTextEnd'), likeLora]
      return null
    },
    settings: ({ recipe, trunk }) => ({
      config: 'PromptTuningConfig',
      ...tokenFields(trunk, recipe.method.tokens, 'words'),
    }),
  },
}

function places({ added }: Attachment): Place[] {
  return added.map((spec) => ({ key: promptName, spec, shape: spec.shape }))
}
