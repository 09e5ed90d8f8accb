/** Pictures in formats that few browsers show, as phones take them: the engine, which reads them as data, decodes them. */
import type { ActionContext } from './actionContext.ts'

/** Enough for the square that is cut out of it, be it four times as wide as high. */
const side = 1024

/** Null where the engine cannot read it either. */
export function showPicture(file: Blob) {
  return async ({ client }: ActionContext): Promise<Blob | null> =>
    client.call('showPicture', { file, side }).catch(() => null)
}
