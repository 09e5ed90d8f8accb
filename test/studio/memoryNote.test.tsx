// What Tune says where a run will hardly fit, and what it offers.
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import type { DatasetSummary } from '../../src/shared/domain/data.ts'
import type { ModelSummary } from '../../src/shared/domain/model.ts'
import { defaultFields, fieldsFor } from '../../src/shared/recipe/recipe.ts'
import { MemoryNote } from '../../src/studio/features/tune/MemoryNote.tsx'
import { outlook } from '../../src/studio/store/outlook.ts'

afterEach(() => vi.unstubAllGlobals())

const table = 150_000 * 1024
const block = { label: '', forwardMs: 1, activationBytes: 3e6, sites: [], biases: 0, norms: 0, attentionWidth: null }
const site = { kind: 'linear', part: 'query', inputs: 1024, outputs: 1024, area: 1 }
const layer = { ...block, sites: [site], name: 'layer', parameters: 16e6, outputShape: [64, 1024] }
/** About Qwen3-0.6B's. */
const model = {
  blocks: [{ ...layer, name: 'embedding', parameters: table }, ...Array.from({ length: 27 }, () => layer)],
  parameters: table + 27 * 16e6,
  ...{ featureSize: 1024, inputSize: 4096, vocabulary: 150_000, tokenNumbers: table, waitingBytes: 0 },
} as unknown as ModelSummary
const data = { task: 'text-generation', examples: 100, classes: [], passages: [] } as unknown as DatasetSummary
const fields = { ...defaultFields('lora', 'text-generation'), thaw: 28 }
const offered = new Set<string>(fieldsFor('text-generation', 'lora').map(({ key }) => key))

function shown(changed: Record<string, string | boolean> = {}): string {
  const all = { ...fields, ...changed }
  const bytes = outlook(model, all, data).memoryBytes
  return renderToStaticMarkup(<MemoryNote {...{ model, data, fields: all, bytes, offered, onTake: () => {} }} />)
}

test('settings that make it fit are one press away, with what it then takes', () => {
  vi.stubGlobal('navigator', { deviceMemory: 4 })
  expect(shown()).toMatch(/This run takes ≈ [\d.]+\sGB of memory; a page here can count on ≈ 2.1\sGB\./)
  expect(shown()).toMatch(
    /data-action="save-memory".*Take: frozen weights in 4 bits, activations computed anew \(≈ [\d.]+\s[GM]B\)/,
  )
  vi.stubGlobal('navigator', { deviceMemory: 1 })
  expect(shown({ quantise: '4bit' })).toMatch(/Take: activations computed anew \(≈/)
})

test('nothing is said where it fits, and no press is offered that changes nothing', () => {
  vi.stubGlobal('navigator', { deviceMemory: 4 })
  expect(shown({ quantise: '4bit', recompute: true })).not.toContain('data-memory-note')
  vi.stubGlobal('navigator', { deviceMemory: 0.5 })
  expect(shown({ quantise: '4bit', recompute: true })).toContain('a smaller model would fit better')
})
