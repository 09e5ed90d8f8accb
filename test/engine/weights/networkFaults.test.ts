import { afterEach, beforeEach, expect, test } from 'vitest'
import { download } from '../../../src/engine/weights/hub.ts'
import { answer, type LocalHub, openLocalHub, testNetwork } from './localHub.ts'

const known = { bytes: 200_000, sha256: null, limit: 1e9 }

let hub: LocalHub
beforeEach(async () => {
  hub = await openLocalHub()
})
afterEach(() => hub.close())

const explained: readonly (readonly [string, number, string, string, string])[] = [
  ['GatedRepo', 401, 'network-forbidden', 'owner/net is gated', 'https://huggingface.co/owner/net'],
  ['GatedRepo', 403, 'network-forbidden', 'owner/net is gated', 'add their folder here'],
  ['RepoNotFound', 401, 'network-not-found', 'no model "owner/net"', 'spelling'],
  ['RevisionNotFound', 404, 'network-not-found', 'no revision "v/2"', 'branch, tag or commit'],
  ['EntryNotFound', 404, 'network-not-found', 'There is nothing at https://huggingface.co/', 'Check the name'],
]
test.each(explained)("the hub's own word %s with %i is explained", async (word, status, code, message, advice) => {
  for (const path of ['owner/net/resolve/v%2F2/config.json', 'api/models/owner/net/revision/v%2F2?blobs=true']) {
    const address = `https://huggingface.co/${path}`
    hub.handlers.set(address, answer(status, 'Invalid username or password.', { 'X-Error-Code': word }))
    await expect(download({ ...known, url: address }, testNetwork(hub), () => {})).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
      advice: expect.stringContaining(advice),
    })
  }
})

test('a host that the page may not fetch from is said to be one', async () => {
  const blocked: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'))
  const refusal = (address: string) =>
    download({ ...known, url: address }, { ...testNetwork(hub), fetch: blocked }, () => {}).catch(
      ({ message }) => message,
    )
  expect(await refusal('https://nets.example/config.json')).toContain('allows its own site, huggingface.co')
  expect(await refusal('https://huggingface.co/o/n/resolve/main/config.json')).not.toContain('policy')
})
