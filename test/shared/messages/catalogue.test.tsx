// The catalogue as a whole: every key is one message and is used, every entry makes words, and another language is said
// by the page as English is.
import { readdir, readFile } from 'node:fs/promises'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, describe, expect, test } from 'vitest'
import { en } from '../../../src/shared/messages/en.ts'
import { ThawError, toWire } from '../../../src/shared/messages/errors.ts'
import type { Message } from '../../../src/shared/messages/message.ts'
import {
  type Language,
  notice,
  onLanguage,
  say,
  sayError,
  speak,
  spokenLanguage,
} from '../../../src/shared/messages/say.ts'
import { ErrorNotice } from '../../../src/studio/ui/Notice.tsx'
import { anything } from '../../support/anything.ts'

type Entry = (parameters: never, say: (message: Message) => string) => unknown

const errors: [string, Entry][] = Object.entries(en.errors)
const notices: [string, Entry][] = Object.entries(en.notices)
const keys = [...errors, ...notices].map(([key]) => key)

/** Every word in capitals: nobody's language, and still one. */
const capitals: Language = {
  errors: inCapitals(en.errors, (made) => (made as readonly string[]).map((words) => words.toUpperCase())),
  notices: inCapitals(en.notices, (made) => String(made).toUpperCase()),
}

function inCapitals<Table extends object>(table: Table, change: (made: unknown) => unknown): Table {
  const entries = Object.entries(table) as [string, Entry][]
  return Object.fromEntries(
    entries.map(([key, entry]) => [key, (...given: Parameters<Entry>) => change(entry(...given))]),
  ) as Table
}

afterEach(() => speak(en))

describe('the catalogue', () => {
  test('gives no key to two messages', () => {
    expect(keys.length).toBeGreaterThan(100)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
    expect(keys.filter((key) => !/^[a-z][A-Za-z0-9]+$/.test(key))).toEqual([])
  })

  test('holds no message that nothing says', async () => {
    const names = (await readdir('src', { recursive: true })).filter((name) => /\.tsx?$/.test(name))
    const others = names.filter((name) => !name.endsWith('messages/en.ts'))
    const sources = await Promise.all(others.map((name) => readFile(`src/${name}`, 'utf8')))
    const named = new Set(sources.flatMap((source) => source.match(/(?<=')[a-z][A-Za-z0-9]+(?=')/g) ?? []))
    expect(keys.filter((key) => !named.has(key))).toEqual([])
  })

  test.each(notices)('makes a sentence of %s', (_, entry) => {
    expect(faultsOf(wordsOf(entry))).toEqual([])
  })

  test.each(errors)('makes two sentences of %s', (_, entry) => {
    const pair = wordsOf(entry) as readonly unknown[]
    expect(pair).toHaveLength(2)
    expect(pair.flatMap(faultsOf)).toEqual([])
  })
})

describe('another language', () => {
  const error = new ThawError('network-offline', 'stepNotFetched')

  test('is said from then on, and whoever shows messages is told', () => {
    let told = 0
    const stop = onLanguage(() => told++)
    speak(capitals)
    expect(spokenLanguage()).toBe(capitals)
    expect(say(notice('runUnderWay'))).toBe('A RUN IS UNDER WAY.')
    expect(error.message).toBe('THIS STEP COULD NOT BE FETCHED.')
    expect(error.advice).toContain('CHECK THE CONNECTION AND TRY AGAIN.')
    stop()
    speak(en)
    expect(told).toBe(1)
    expect(error.message).toBe('This step could not be fetched.')
  })

  test('says a message within a message, too', () => {
    speak(capitals)
    const refused = { refused: notice('runNotStarted'), why: notice('runUnderWay') }
    expect(sayError(new ThawError('recipe-invalid', 'occupied', refused).said)).toEqual([
      'THE RUN WAS NOT STARTED. A RUN IS UNDER WAY.',
      'TRY AGAIN WHEN THAT IS DONE. NOTHING ELSE HAS CHANGED.',
    ])
  })

  test('is what the page shows', () => {
    speak(capitals)
    const markup = renderToStaticMarkup(<ErrorNotice error={toWire(error)} />)
    expect(markup).toContain('THIS STEP COULD NOT BE FETCHED.')
    expect(markup).toContain('CHECK THE CONNECTION AND TRY AGAIN.')
  })
})

/** With parameters that pass for any. */
function wordsOf(entry: Entry): unknown {
  return entry(anything as never, () => 'what is within it')
}

/** What no sentence has. */
function faultsOf(made: unknown): string[] {
  const words = `${made}`
  return /undefined|\[object/.test(words) || words.trim().length < 2 ? [words] : []
}
