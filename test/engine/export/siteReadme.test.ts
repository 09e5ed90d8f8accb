/** README.md of a deployed site: what a Hugging Face Space reads at its head. */
import { beforeAll, expect, test } from 'vitest'
import { siteReadme } from '../../../src/engine/export/page/siteReadme.ts'
import { startBackend } from '../../support/backends.ts'
import { tunedFixture } from '../../support/tunedFixture.ts'

beforeAll(() => startBackend('cpu'))

const said = { title: 'Which "bird": is it?\\', intro: 'Show it\n---\na bird.' }

test('it names title, kind, licence of the base, and the headers that isolate the page', async () => {
  expect(await headOf('microsoft/resnet-50')).toEqual([
    'title: "Which \\"bird\\": is it?\\\\"',
    'sdk: static',
    'app_file: index.html',
    'pinned: false',
    'license: apache-2.0',
    'custom_headers:',
    '  cross-origin-opener-policy: same-origin',
    '  cross-origin-embedder-policy: require-corp',
    '  cross-origin-resource-policy: cross-origin',
  ])
})

test.each([
  ['google/mobilenet_v2_1.0_224', ['license: other']],
  ['unsloth/gemma-3-270m-it', ['license: gemma']],
  // What nobody here knows is not claimed.
  ['somebody/something', []],
])('of a base %s it says %j', async (id, lines) => {
  expect((await headOf(id)).filter((line) => line.startsWith('license'))).toEqual(lines)
})

async function headOf(id: string): Promise<readonly string[]> {
  const { tuned, dispose } = await tunedFixture({
    base: 'resnet-basic',
    method: 'lora',
    task: 'image-classification',
  })
  const readme = siteReadme({ ...tuned, base: { id, revision: '' } }, said)
  dispose()
  const [first, head = '', ...rest] = readme.split(/^---\n/m)
  expect([first, rest.length]).toEqual(['', 1])
  return head.trimEnd().split('\n')
}
