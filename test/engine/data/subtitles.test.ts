/** Subtitles become the text that is spoken; whatever else stands in them does not. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createPace } from '../../../src/engine/data/pace.ts'
import { subtitlesReader } from '../../../src/engine/data/readers/subtitles.ts'
import { Skip } from '../../../src/engine/data/skip.ts'

const read = async (written: string) =>
  (await subtitlesReader.read(written, { title: 'talk', pace: createPace(new AbortController().signal) })).text

test('headers, notes, styles, names, times, settings and marks of WebVTT are left out, and a cue is a line', async () => {
  const written = readFileSync(new URL('../../fixtures/documents/talk.vtt', import.meta.url), 'utf8')
  expect(await read(written)).toBe('Is the boat back & dry?\nNearly. Wait.\n3 < 4 hours more.')
})

test('SubRip with a mark, other line ends, and numbers that are spoken', async () => {
  const written =
    '\uFEFF1\r\n00:00:01,000 --> 00:00:02,500\r\n42\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n- No.\r\n- Yes!\r\n'
  expect(await read(written)).toBe('42\n- No. - Yes!')
})

test('a text that is only named so stays a text, and cues without words are none', async () => {
  expect(await read('Once upon a time.\n\nThe end.')).toBe('Once upon a time.\n\nThe end.')
  await expect(read('1\n00:00:01,000 --> 00:00:02,500\n<i></i>\n')).rejects.toBeInstanceOf(Skip)
})
