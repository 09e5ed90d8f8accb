/** The first key that occurs twice in one object of a valid JSON text, or null: `JSON.parse` keeps the last silently. */
export function duplicateKey(json: string): string | null {
  const open: (Set<string> | null)[] = [] // the keys of each open object; null for an open array
  let text: string | null = null
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(null)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':' && text !== null) {
      const keys = open.at(-1)
      if (keys?.has(text)) return text
      keys?.add(text)
    }
    text = token.startsWith('"') ? (JSON.parse(token) as string) : null
  }
  return null
}
