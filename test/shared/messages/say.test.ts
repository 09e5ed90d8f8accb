/** Messages that were stored by another version, or written by a stranger: they are said as well as can be, never thrown at. */
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { fromWire, ThawError, toWire } from '../../../src/shared/messages/errors.ts'
import type { Message, MessageParameters } from '../../../src/shared/messages/message.ts'
import { messageSchema, wireErrorSchema } from '../../../src/shared/messages/messageSchema.ts'
import { notice, say, sayError } from '../../../src/shared/messages/say.ts'

function message(key: string, parameters: unknown = {}): Message {
  return { key, parameters: parameters as MessageParameters }
}

describe('what this version does not know', () => {
  test('is said by its key and what it holds', () => {
    const later = message('moonTooFar', { metres: 384_400_000, name: 'Moon', more: { hidden: 1 } })
    expect(say(later)).toBe('moonTooFar · 384400000 · Moon')
    expect(sayError(later)).toEqual(['moonTooFar · 384400000 · Moon', ''])
  })

  test('is no name that every object has', () => {
    for (const key of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      expect(sayError(message(key))).toEqual([key, ''])
  })

  test('are parameters of other kinds than its words need', () => {
    expect(say(message('adapterClassesOther', { labels: 7, own: 'x' }))).toBe('adapterClassesOther · 7 · x')
    expect(say(message('adapterClassesOther', null))).toBe('adapterClassesOther')
    expect(say(message('recorded', { text: { not: 'a text' } }))).toBe('recorded')
    expect(sayError(message('recordedError', { message: 'Gone.', advice: 4 }))).toEqual([
      'recordedError · Gone. · 4',
      '',
    ])
    expect(say(message('runsHereAlready', { runs: { toString: null } }))).toBe('runsHereAlready')
  })

  test('within a message leaves the rest of it', () => {
    const [what] = sayError(message('occupied', { refused: notice('runNotStarted'), why: message('napping') }))
    expect(what).toBe('The run was not started. napping')
  })
})

describe('an error', () => {
  test('comes over a wire with its message and causes', () => {
    const cause = new TypeError('Failed to fetch')
    const error = new ThawError('export-refused', 'projectFileUnreadable', { name: 'a.zip' }, { cause })
    const wire = toWire(error)
    expect(wire).toEqual({
      code: 'export-refused',
      key: 'projectFileUnreadable',
      parameters: { name: 'a.zip' },
      causes: ['TypeError: Failed to fetch'],
    })
    const arrived = fromWire(JSON.parse(JSON.stringify(wire)))
    expect(arrived).toMatchObject({ code: 'export-refused', message: error.message, advice: error.advice })
    expect(arrived.message).toBe('The project cannot be saved: "a.zip" cannot be read any more.')
  })

  test('of ours that nobody foresaw says so', () => {
    expect(sayError(toWire(new Error('list of nothing')))).toEqual([
      'internal: list of nothing',
      'This is a fault in the studio. What you had is kept; try the step again.',
    ])
  })
})

describe('stored', () => {
  const read = (value: unknown) => v.safeParse(messageSchema, value)

  test('messages are read as they were written', () => {
    const stored = JSON.parse(JSON.stringify(notice('adapterClassesOther', { labels: ['a'], own: ['b', 'c'] })))
    expect(v.parse(messageSchema, stored)).toEqual(notice('adapterClassesOther', { labels: ['a'], own: ['b', 'c'] }))
    expect(v.parse(messageSchema, message('later', { when: 3 }))).toEqual(message('later', { when: 3 }))
  })

  test('words of earlier versions are said as they stand', () => {
    expect(say(v.parse(messageSchema, 'Two pictures were left out.'))).toBe('Two pictures were left out.')
    const words = { code: 'not-finite', message: 'It diverged.', advice: 'Lower the rate.', causes: ['Error: NaN'] }
    const error = v.parse(wireErrorSchema, words)
    expect(error).toMatchObject({ code: 'not-finite', causes: ['Error: NaN'] })
    expect(sayError(error)).toEqual(['It diverged.', 'Lower the rate.'])
  })

  test('errors are read as they were written', () => {
    const error = toWire(new ThawError('cancelled', 'runStopped', { goesOn: true }))
    expect(v.parse(wireErrorSchema, JSON.parse(JSON.stringify(error)))).toEqual(error)
  })

  test('parameters are plain data of bounded size', () => {
    const deep = (depth: number): unknown => (depth === 0 ? 1 : { in: deep(depth - 1) })
    expect(read(message('recorded', deep(12))).success).toBe(true)
    for (const parameters of [null, 4, ['a'], deep(14), { text: 'x'.repeat(1_000_001) }, { at: new Date(0) }])
      expect(read(message('recorded', parameters)).success).toBe(false)
    expect(read(message('recorded', { values: new Float32Array(1) })).success).toBe(false)
    expect(read({ key: 4, parameters: {} }).success).toBe(false)
    expect(read({ parameters: {} }).success).toBe(false)
  })
})
