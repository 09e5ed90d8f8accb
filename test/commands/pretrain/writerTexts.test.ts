import { expect, test } from 'vitest'
import { glossLines, packageTexts, sieve, speaksOfLicences } from '../../../src/commands/pretrain/writerTexts.ts'

const long = 'It was a long paragraph, longer than most, and nobody on board would have thought of writing it twice.'
const held = 'This one belongs to a book that was held back, and whoever learns it by heart has seen the questions.'

test('a long paragraph is taken once and never from a held-back book; short ones may come again', () => {
  const sift = sieve([{ name: 'held', text: `${held}\n\n"Yes," she said.` }])
  const first = sift([
    { name: 'a', text: `${long}\n\n"Yes," she said.\n\n${held}` },
    { name: 'b', text: `"Yes," she said.\n\n${long}\n\nThe end.` },
    { name: 'c', text: long },
  ])
  expect(first.texts).toEqual([
    { name: 'a', text: `${long}\n\n"Yes," she said.` },
    { name: 'b', text: '"Yes," she said.\n\nThe end.' },
  ])
  const bytes = long.length + 2 * '"Yes," she said.'.length + 'The end.'.length + 4
  expect(first.counts).toEqual({ texts: 2, bytes, twice: 3, ofLicences: 0 })
  // A second source meets what the first had.
  expect(sift([{ name: 'd', text: `${long}\n\nNew.` }])).toEqual({
    texts: [{ name: 'd', text: 'New.' }],
    counts: { texts: 1, bytes: 4, twice: 1, ofLicences: 0 },
  })
})

test('what distributors say of licences is left out and counted, what novels say of them stays', () => {
  for (const text of [
    'This eBook is for the use of anyone anywhere under the terms of the Project Gutenberg License.',
    'It is distributed under the GNU General Public License, version 2.',
    'Licensed under the MIT licence.',
    'All rights reserved, in all countries.',
  ])
    expect(speaksOfLicences(text), text).toBe(true)
  for (const text of [
    'He had the marriage licence in his pocket.',
    'He took the liberty with a poet’s licence.',
    'The gplates were on the table.',
    'Shut up all the rights you like; I reserve mine.',
  ])
    expect(speaksOfLicences(text), text).toBe(false)
  const { texts, counts } = sieve([])([{ name: 'x', text: 'A tool.\n\nIt is under the BSD license.' }])
  expect(texts).toEqual([{ name: 'x', text: 'A tool.' }])
  expect(counts.ofLicences).toBe(1)
})

test('a gloss is told with the words that it is of, whose number stands in hexadecimal', () => {
  const many = Array.from({ length: 10 }, (_, index) => `word_${index} 0`).join(' ')
  const data =
    '  1 This software is provided | to you\n' +
    '00003993 03 n 02 ease 0 informal_ease 1 001 @ 00001740 n 0000 | freedom from effort; "he rose with ease"  \n' +
    `00001930 03 n 0a ${many} 001 ~ 00002137 n 0000 | ten of them  \n` +
    '00002000 00 a 01 alive(p) 0 000 | living  \n'
  expect(glossLines(data)).toEqual([
    'ease, informal ease: freedom from effort; "he rose with ease"',
    'word 0, word 1, word 2, word 3, word 4, word 5, word 6, word 7, word 8, word 9: ten of them',
    'alive: living',
  ])
})

test('a package is its name, its short description and the paragraphs of the long one', () => {
  const file =
    'Package: boat\nDescription-en: rows across\n A boat of two\n oars.\n .\n  * a list\n .\n It leaks.\n\n' +
    'Package: bare\nDescription-en: nothing more to say\n'
  expect(packageTexts(file)).toEqual([
    { name: 'Debian/boat', text: 'boat: rows across\n\nA boat of two oars.\n\nIt leaks.' },
  ])
})
