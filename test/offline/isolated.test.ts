import { expect, test } from 'vitest'
import { isolated } from '../../src/offline/isolated.ts'

test('an answer keeps its status, its own headers and its body, and gains the isolation', async () => {
  const headers = { 'Content-Type': 'application/wasm', 'Cross-Origin-Embedder-Policy': 'unsafe-none' }
  const answer = isolated(new Response('bytes', { status: 404, statusText: 'Not here', headers }))
  expect([answer.status, answer.statusText, await answer.text()]).toEqual([404, 'Not here', 'bytes'])
  expect(Object.fromEntries(answer.headers)).toEqual({
    'content-type': 'application/wasm',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  })
})

test('an answer without a body is passed on without one', () => {
  expect(isolated(new Response(null, { status: 304 })).body).toBeNull()
})

test('what no page may look into passes as it is', () => {
  const failed = Response.error()
  expect(isolated(failed)).toBe(failed)
})
