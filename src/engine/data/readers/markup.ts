/**
 * HTML and XML as they are read: tags and text one after another, nothing of it kept. Entities that a file defines for
 * itself stay as they are written, so that none unfolds to more than it is.
 */
import type { Parser } from 'htmlparser2'

export interface MarkupHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  close(name: string): void
  text(text: string): void
}

/** Fetched with the first such file. @param xml names keep their case, and no tag is closed but by its own end */
export async function markupParser(
  { open, close, text }: MarkupHandler,
  { xml }: { readonly xml: boolean },
): Promise<Pick<Parser, 'write' | 'end'>> {
  const { Parser } = await import('htmlparser2')
  return new Parser({ onopentag: open, onclosetag: close, ontext: text }, { xmlMode: xml })
}

/** Characters that are parsed between two looks at the clock. */
const stretch = 32_768

/** A text in stretches. */
export function* stretches(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += stretch) yield text.slice(at, at + stretch)
}
