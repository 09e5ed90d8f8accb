/**
 * The headers that the studio is served with. The policy also stands as a meta tag in index.html, for hosts that set no
 * headers; there `frame-ancestors` and its like would be ignored, so it has none.
 */
import { hubOrigins } from '../shared/catalog/hubOrigins.ts'
import { isolationHeaders } from '../shared/wire/isolation.ts'

/** The WASM backend starts its threads from blob URLs: hence `blob:` for scripts and workers. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "worker-src 'self' blob:",
  `connect-src 'self' ${hubOrigins.join(' ')}`,
  "img-src 'self' blob: data:",
  // A video that a person picks, to take frames from.
  'media-src blob:',
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'none'",
].join('; ')

/** Isolation gives the WASM backend its threads; `no-cache` has the browser ask each time whether a file changed. */
export const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  ...isolationHeaders,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
} as const
