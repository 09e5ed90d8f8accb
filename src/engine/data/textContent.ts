/** Texts as they are kept: cleaned, cut where they are endless, with the digest that tells equal ones. */
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import type { Turn } from './answers/conversations.ts'
import type { Content } from './dataset.ts'
import { cleanText } from './decodeText.ts'
import { sha256OfMany } from './digest.ts'
import { limits } from './limits.ts'

export interface TextMaker {
  make(prompt: string, text: string): Promise<{ readonly content: Content; readonly digest: string }>
  /** Nothing of a turn is cut: whoever asks has looked at how long it is. */
  turns(turns: readonly Turn[]): Promise<{ readonly content: Content; readonly digest: string }>
  /** Says how many texts were cut. */
  warnings(): readonly Message[]
}

export function textMaker(): TextMaker {
  let cut = 0
  const kept = (text: string) => {
    const clean = cleanText(text)
    if (clean.length <= limits.textLength) return clean
    cut++
    return clean.slice(0, limits.textLength - Number(/[\uD800-\uDBFF]/.test(clean[limits.textLength - 1] ?? '')))
  }
  return {
    async make(prompt, text) {
      const content = { kind: 'text', prompt: kept(prompt), text: kept(text) } as const
      // No text holds a zero character, so that it tells prompt from text; without a prompt the bytes are the text's alone.
      const whole = content.prompt === '' ? content.text : `${content.prompt}\0${content.text}`
      return { content, digest: await sha256OfMany(new TextEncoder().encode(whole)) }
    },
    async turns(turns) {
      const clean = turns.map(({ speaker, text }) => ({ speaker, text: cleanText(text) }))
      const whole = clean.map(({ speaker, text }) => `${speaker}\0${text}`).join('\0')
      return { content: { kind: 'turns', turns: clean }, digest: await sha256OfMany(new TextEncoder().encode(whole)) }
    },
    warnings() {
      return cut === 0 ? [] : [notice('textsCut', { texts: cut, most: limits.textLength })]
    },
  }
}
