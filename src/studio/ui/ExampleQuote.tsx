import type { Message } from '../../shared/messages/message.ts'
import { TextQuote } from './TextQuote.tsx'
import { useSay } from './useSay.ts'

export interface ExampleQuoteProps {
  readonly shown: { readonly text: string; readonly fault?: Message }
  /** Lines shown before the rest is cut; absent shows all. */
  readonly lines?: number
}

/** The beginning of an example's text, or why there is nothing to see of it. */
export function ExampleQuote({ shown: { text, fault }, ...cut }: ExampleQuoteProps) {
  const { say } = useSay()
  return <TextQuote text={fault ? say(fault) : text} {...cut} />
}
