/** A text as it stands, whatever its encoding. */
import { notice } from '../../../shared/messages/say.ts'
import { cleanText, decodeText } from '../decodeText.ts'
import { Skip } from '../skip.ts'
import type { TextReader } from './reader.ts'

export const plainTextReader: TextReader = {
  kind: 'text',
  read(bytes) {
    const text = cleanText(decodeText(bytes))
    if (text.trim() === '') throw new Skip(notice('holdsNoText'))
    return text
  },
}
