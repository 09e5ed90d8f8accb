/** A text as it stands. */
import { numberedFeatures } from '../../../shared/catalog/refusedFormats.ts'
import { notice } from '../../../shared/messages/say.ts'
import { cleanText } from '../decodeText.ts'
import { Skip } from '../skip.ts'
import type { TextReader } from './reader.ts'

export const plainTextReader: TextReader = {
  kind: 'text',
  async read(written) {
    const text = cleanText(written)
    if (numberedFeatures.test(text)) throw new Skip(notice('featuresAreNoText'))
    if (text.trim() === '') throw new Skip(notice('holdsNoText'))
    return { text }
  },
}
