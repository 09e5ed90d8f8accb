/** Messages in words; whoever shows some is drawn again when a language arrives. */
import { useSyncExternalStore } from 'react'
import type { Message, Say } from '../../shared/messages/message.ts'
import { onLanguage, say, sayError, spokenLanguage } from '../../shared/messages/say.ts'

export interface Words {
  readonly say: Say
  /** What happened, and what the person can do next. */
  sayError(message: Message): readonly [what: string, advice: string]
}

const words: Words = { say, sayError }

export function useSay(): Words {
  useSyncExternalStore(onLanguage, spokenLanguage, spokenLanguage)
  return words
}
