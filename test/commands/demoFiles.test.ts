// What `npm run demo` keeps of a download: an archive unpacked, a single file as it is.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keep } from '../../src/commands/demoFiles.ts'
import { zipFiles } from '../../src/studio/store/zipFiles.ts'

test('an archive is unpacked, and a page stays the file that it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kept-'))
  const zip = await zipFiles([
    { name: 'config.json', blob: new Blob(['{}']) },
    { name: 'onnx/model.onnx', blob: new Blob(['abc']) },
  ])
  await keep({ name: 'a-onnx.zip', bytes: Buffer.from(await zip.arrayBuffer()) }, folder)
  await keep({ name: 'a-page.html', bytes: Buffer.from('<!doctype html>') }, folder)
  expect((await readdir(folder)).sort()).toEqual(['a-page.html', 'config.json', 'onnx'])
  expect(await readFile(join(folder, 'onnx/model.onnx'), 'utf8')).toBe('abc')
  expect(await readFile(join(folder, 'a-page.html'), 'utf8')).toBe('<!doctype html>')
  await rm(folder, { recursive: true })
})
