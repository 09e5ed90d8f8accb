/** The headers that isolate a page from others of other origins, and the form in which hosts read headers from a file. */

/** Cross-origin isolation gives the WASM backend its threads; `require-corp` holds for what a service worker answers, too. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const

/** Where Netlify and Cloudflare Pages read headers from. */
export const headersName = '_headers'

/** By path. Both hosts would join two values of one header, so that each header of a path stands in one rule. */
export type HeaderRules = readonly (readonly [path: string, headers: Readonly<Record<string, string>>])[]

export function headersText(rules: HeaderRules): string {
  const lines = rules.map(([path, named]) => [path, ...Object.entries(named).map((each) => `  ${each.join(': ')}`)])
  return `${lines.flat().join('\n')}\n`
}
