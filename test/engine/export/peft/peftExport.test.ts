/**
 * What the engine writes is held, byte for byte, to what Python's peft has loaded and answered with alike
 * (test/reference/check_peft.py). THAW_WRITE_FIXTURES=1 writes the files anew; Python must then be asked again.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { exportAdapter } from '../../../../src/engine/export/peft/exportAdapter.ts'
import { parseSafetensors, writeSafetensors } from '../../../../src/engine/weights/safetensors.ts'
import { type StoredTensor, widen } from '../../../../src/engine/weights/tensorFile.ts'
import { startPlainCpu } from '../../../support/backends.ts'
import { peftCases } from '../../../support/peftCases.ts'
import { fixturePath } from '../../../support/reference.ts'
import { relativeError } from '../../../support/relativeError.ts'
import { tunedFixture } from '../../../support/tunedFixture.ts'

const writing = process.env.THAW_WRITE_FIXTURES === '1'

// PiSSA's files keep the rounding of the products that made them.
beforeAll(startPlainCpu)

test.each([...peftCases])('%s goes out as the files that peft has accepted', async (name, tunedCase) => {
  const fixture = await tunedFixture(tunedCase)
  const files = (await exportAdapter(fixture.tuned)) ?? []
  const logits = fixture.logits()
  const values = new Float32Array(await logits.data())
  const { shape } = logits
  logits.dispose()
  fixture.dispose()
  if (writing) mkdirSync(path(name, ''), { recursive: true })
  expect(files.map((file) => file.name)).toContain('adapter_config.json')
  for (const file of files) {
    const bytes = new Uint8Array(await file.blob.arrayBuffer())
    if (writing) writeFileSync(path(name, file.name), bytes)
    expect(Buffer.compare(bytes, readFileSync(path(name, file.name))), file.name).toBe(0)
  }
  const stored: StoredTensor = { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) }
  if (writing) writeFileSync(path(name, 'logits.safetensors'), writeSafetensors([['logits', stored]], {}))
  const kept = parseSafetensors(new Uint8Array(readFileSync(path(name, 'logits.safetensors'))).buffer).tensors
  expect(relativeError(values, widen(kept.get('logits') as StoredTensor))).toBeLessThan(1e-6)
})

function path(name: string, file: string): string {
  return fixturePath(`peft/exported/${name}/${file}`)
}
