import { isolationHeaders } from '../shared/wire/isolation.ts'

/** The same answer with the isolation headers. What a page may not look into (another site's, a redirection) passes. */
export function isolated(answer: Response): Response {
  if (answer.type === 'opaque' || answer.type === 'opaqueredirect' || answer.type === 'error') return answer
  const headers = new Headers(answer.headers)
  for (const [name, value] of Object.entries(isolationHeaders)) headers.set(name, value)
  const { status, statusText } = answer
  return new Response(answer.body, { status, statusText, headers })
}

/** Whether a worker may answer: for files of its own site that are fetched, and not asked for by the developer tools alone. */
export function mayAnswer({ url, method, cache, mode }: Request, origin: string): boolean {
  const onlyKept = cache === 'only-if-cached' && mode !== 'same-origin' // refused by `fetch`
  return new URL(url).origin === origin && method === 'GET' && !onlyKept
}
