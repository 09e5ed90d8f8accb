/** Cross-origin isolation gives the WASM backend its threads; `require-corp` holds for what the worker answers, too. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const

/** The same answer with the isolation headers. What a page may not look into (another site's, a redirection) passes. */
export function isolated(answer: Response): Response {
  if (answer.type === 'opaque' || answer.type === 'opaqueredirect' || answer.type === 'error') return answer
  const headers = new Headers(answer.headers)
  for (const [name, value] of Object.entries(isolation)) headers.set(name, value)
  const { status, statusText } = answer
  return new Response(answer.body, { status, statusText, headers })
}
