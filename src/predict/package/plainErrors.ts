/** Errors as a programmer meets them: in words, with what can be done, and with the studio's code to tell them apart. */
import { ThawError } from '../../shared/messages/errors.ts'

export async function inWords<Value>(asked: Promise<Value>): Promise<Value> {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof ThawError)) throw error
    const { code, message, advice } = error
    throw Object.assign(new Error(`${message} ${advice}`.trim(), { cause: error }), { code })
  }
}
