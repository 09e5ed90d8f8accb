/** Networks that are read at their first token: what is computed above is for that token alone. */
import { expect, test } from 'vitest'
import { forwardBlocks } from '../../../src/engine/models/trunk.ts'
import type { Forward } from '../../../src/engine/nn/forward.ts'
import { startBackend } from '../../support/backends.ts'
import { readFixture } from '../../support/reference.ts'
import { openNetwork } from '../../support/referenceNetwork.ts'

test.each([
  ['bert', 'first'],
  ['distilbert', 'first'],
  ['roberta', 'first'],
  ['vit', 'first'],
  ['deit', 'first'],
  ['bert-mean', 'all'],
  ['dinov2', 'all'],
])('the top layer of %s computes keys and values of all tokens, and all else of %s', async (name, asked) => {
  const { top, given, tokens } = await tokensGiven(name)
  const sites = [...given.keys()].filter((site) => site.startsWith(`${top}.`))
  expect(sites).toHaveLength(6)
  for (const site of sites) {
    const every = asked === 'all' || /\.(key|value|k_lin|v_lin)$/.test(site)
    expect([site, given.get(site)]).toEqual([site, every ? tokens : 1])
  }
})

/** How many tokens each linear layer is given, and how many there are. */
async function tokensGiven(name: string): Promise<{ top: string; given: Map<string, number>; tokens: number }> {
  await startBackend('wasm')
  const network = await openNetwork(readFixture(name))
  const { trunk, input } = network
  const given = new Map<string, number>()
  const f: Forward = {
    ...network.f,
    linear(site, x, options) {
      given.set(site, x.shape[1] as number)
      return network.f.linear(site, x, options)
    },
  }
  const below = forwardBlocks(trunk, f, input, 0, 1)
  const tokens = below.shape[1] as number
  forwardBlocks(trunk, f, below, 1, trunk.blocks.length)
  network.dispose()
  const top = trunk.blocks.findLast(({ attention }) => attention)?.name ?? ''
  return { top, given, tokens }
}
