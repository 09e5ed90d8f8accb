/** The chat template among a tokenizer's settings: one, or several of which the default one is taken. */
import { isRecord } from '../../isRecord.ts'

/** Null where the settings have none. @param config a parsed tokenizer_config.json, or null. */
export function publishedTemplate(config: unknown): string | null {
  const said = isRecord(config) ? config.chat_template : null
  if (typeof said === 'string') return said.trim() === '' ? null : said
  if (!Array.isArray(said)) return null
  const named = said
    .filter(isRecord)
    .flatMap(({ name, template }) => (typeof template === 'string' ? [{ name, template }] : []))
  return (named.find(({ name }) => name === 'default') ?? named[0])?.template ?? null
}
