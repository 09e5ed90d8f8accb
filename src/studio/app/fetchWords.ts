/**
 * Fetches the words of errors and notices beside the first screen, which is shown without them: until they are here, a
 * message is shown by its key.
 */
import { speak } from '../../shared/messages/say.ts'

const againMs = 5000

/** Tries until they are here. Never throws. */
export async function fetchWords(): Promise<void> {
  try {
    const { en } = await import('../../shared/messages/en.ts')
    speak(en)
  } catch {
    setTimeout(() => void fetchWords(), againMs)
  }
}
