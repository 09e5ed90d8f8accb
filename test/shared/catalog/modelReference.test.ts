import { describe, expect, test } from 'vitest'
import { contentSecurityPolicy } from '../../../src/commands/headers.ts'
import { hubOrigins, isHubAddress } from '../../../src/shared/catalog/hubOrigins.ts'
import { parseModelReference } from '../../../src/shared/catalog/modelReference.ts'
import { galleryRequest, modelCard } from '../../../src/shared/catalog/models.ts'

const commit = '0123456789abcdef0123456789abcdef01234567'
const repository = (name: string, revision = 'main') => ({
  source: { kind: 'hugging-face', repository: name, revision },
  id: name,
})

describe('a model of the hub is understood', () => {
  test.each([
    ['owner/name', repository('owner/name')],
    ['  timm/resnet18.a1_in1k\n', repository('timm/resnet18.a1_in1k')],
    ['owner/name@v1.0', repository('owner/name', 'v1.0')],
    [`owner/name@${commit}`, repository('owner/name', commit)],
    ['owner/name@refs/pr/7', repository('owner/name', 'refs/pr/7')],
    ['huggingface.co/owner/name', repository('owner/name')],
    ['hf.co/owner/name', repository('owner/name')],
    ['https://huggingface.co/owner/name/', repository('owner/name')],
    ['https://huggingface.co/owner/name?library=transformers#files', repository('owner/name')],
    ['https://huggingface.co/owner/name/tree/v2', repository('owner/name', 'v2')],
    ['https://huggingface.co/owner/name/tree/refs%2Fpr%2F7', repository('owner/name', 'refs/pr/7')],
    ['https://huggingface.co/owner/name/resolve/main/model.safetensors', repository('owner/name')],
    [`https://huggingface.co/owner/name/blob/${commit}/config.json`, repository('owner/name', commit)],
    [`https://huggingface.co/owner/name/commit/${commit}`, repository('owner/name', commit)],
  ])('%j', (text, expected) => {
    expect(parseModelReference(text)).toEqual(expected)
  })
})

describe('an address elsewhere is understood', () => {
  test.each([
    [
      'https://storage.googleapis.com/tfjs-models/net/model.json',
      { kind: 'tfjs-manifest', url: 'https://storage.googleapis.com/tfjs-models/net/model.json' },
      'storage.googleapis.com/tfjs-models/net/model.json',
    ],
    [
      'https://huggingface.co/owner/net/blob/main/model.json',
      { kind: 'tfjs-manifest', url: 'https://huggingface.co/owner/net/resolve/main/model.json' },
      'huggingface.co/owner/net/resolve/main/model.json',
    ],
    [
      'https://example.org/nets/bert/',
      { kind: 'folder-url', url: 'https://example.org/nets/bert/' },
      'example.org/nets/bert',
    ],
    [
      'https://example.org/nets/bert',
      { kind: 'folder-url', url: 'https://example.org/nets/bert/' },
      'example.org/nets/bert',
    ],
    [
      'https://example.org:8443/@me/bert/config.json',
      { kind: 'folder-url', url: 'https://example.org:8443/@me/bert/' },
      'example.org:8443/%40me/bert',
    ],
    ['https://example.org/', { kind: 'folder-url', url: 'https://example.org/' }, 'example.org'],
  ])('%j', (text, source, id) => {
    expect(parseModelReference(text)).toEqual({ source, id })
  })
})

test('a name without its owner is looked up in the gallery', () => {
  expect(parseModelReference('resnet-18')).toEqual(repository('microsoft/resnet-18'))
  expect(parseModelReference('https://huggingface.co/resnet-18')).toEqual(repository('microsoft/resnet-18'))
  expect(parseModelReference('gpt2')).toEqual(repository('openai-community/gpt2'))
  expect(parseModelReference('gpt-neo-125M')).toEqual(repository('EleutherAI/gpt-neo-125m'))
  expect(parseModelReference('resnet-50@v1')).toEqual(repository('microsoft/resnet-50', 'v1'))
  expect(parseModelReference('thaw-vision')).toEqual({ source: modelCard('thaw-vision')?.source, id: 'thaw-vision' })
})

test('an embedded model that has been renewed is had as it was by the beginning of its revision', () => {
  const [[revision, path] = ['', '']] = Object.entries(modelCard('thaw-text')?.earlier ?? {})
  expect(revision).toMatch(/^[0-9a-f]{64}$/)
  const source = { kind: 'site', path }
  expect(parseModelReference(`thaw-text@${revision}`)).toEqual({ source, id: 'thaw-text' })
  expect(parseModelReference(`thaw-text@${revision.slice(0, 8)}`)).toEqual({ source, id: 'thaw-text' })
  expect(() => parseModelReference(`thaw-text@${revision.slice(0, 7)}`)).toThrow('names no owner')
  expect(galleryRequest('thaw-text', revision)).toEqual({ kind: 'catalog', id: 'thaw-text', revision })
  expect(galleryRequest('thaw-text', 'another')).toEqual({ kind: 'catalog', id: 'thaw-text' })
})

describe('what names no model is refused with what is accepted', () => {
  test.each([
    ['', 'Nothing was typed'],
    ['   ', 'Nothing was typed'],
    ['no-such-model', 'names no owner and is not a model of the gallery'],
    ['thaw-vision@v2', 'names no owner'],
    ['owner/name/extra', '"owner/name/extra" is neither'],
    ['owner/../name', 'is neither'],
    ['../name', 'is neither'],
    ['owner/na..me', 'is neither'],
    ['owner/name@a@b', 'is neither'],
    ['owner/name@../../other', 'is neither'],
    ['a sentence about cats', 'is neither'],
    [`owner/${'n'.repeat(400)}`, '…" is neither'],
    ['http://huggingface.co/owner/name', 'begins with http:'],
    ['file:///etc/passwd', 'begins with file:'],
    ['javascript:alert(1)', 'begins with javascript:'],
    ['https://', 'is not a complete address'],
    ['https://me:secret@example.org/net/', 'a user name'],
    ['https://huggingface.co/', 'names no repository'],
    ['https://huggingface.co/datasets/owner/name', 'the hub’s datasets'],
    ['https://huggingface.co/owner/name/discussions', 'a page about a model'],
    ['https://huggingface.co/owner/name/tree/main/onnx', 'in a folder of its repository'],
    ['https://huggingface.co/owner/name/resolve/main/onnx/model.onnx', 'in a folder of its repository'],
    ['https://example.org/model.onnx', '"model.onnx" is not a file'],
    ['https://example.org/index.html', '"index.html" is not a file'],
  ])('%j', (text, message) => {
    expect(() => parseModelReference(text)).toThrow(
      expect.objectContaining({
        code: 'model-unsupported',
        message: expect.stringContaining(message),
        advice: expect.stringContaining('owner/name@revision'),
      }),
    )
  })

  test('a pasted password is not repeated', () => {
    expect(() => parseModelReference('https://me:secret@example.org/net/')).toThrow(/^(?!.*secret)/)
  })
})

test('the content policy lets through the hubs that the message names, and these alone', () => {
  expect(contentSecurityPolicy).toContain(`connect-src 'self' ${hubOrigins.join(' ')};`)
  expect(isHubAddress('https://huggingface.co/owner/name/resolve/main/config.json')).toBe(true)
  expect(isHubAddress('https://cas-bridge.xethub.hf.co/file')).toBe(true)
  expect(isHubAddress('https://storage.googleapis.com/tfjs-models/')).toBe(true)
  expect(isHubAddress('https://hf.co.example.org/file')).toBe(false)
  expect(isHubAddress('https://nothuggingface.co/file')).toBe(false)
  expect(isHubAddress('https://example.org/')).toBe(false)
  expect(isHubAddress('nonsense')).toBe(false)
})
