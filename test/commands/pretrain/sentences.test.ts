import { expect, test } from 'vitest'
import { descriptionSentences, glossSentences, sentencesOf } from '../../../src/commands/pretrain/sentences.ts'

test('a text is cut where a sentence ends, across the lines of a paragraph', () => {
  const text = 'It was late.  "Who is there?" he\nasked. Nobody, at 3.14 p.m. answered!\n\nA second paragraph'
  expect(sentencesOf(text)).toEqual([
    'It was late.',
    '"Who is there?" he asked.',
    'Nobody, at 3.14 p.m. answered!',
    'A second paragraph',
  ])
})

test('of WordNet’s lines come the gloss and each example, and nothing of the licence', () => {
  const data =
    '  1 This software and database is being provided | to you\n' +
    '00003993 03 n 01 ease 0 001 @ 00001740 n 0000 | freedom from effort; "he rose with ease"; "they won easily, as it seemed"  \n' +
    '00001930 03 n 01 entity 0 001 ~ 00002137 n 0000 | an entity that has physical existence  \n'
  expect(glossSentences(data)).toEqual([
    'freedom from effort',
    'he rose with ease',
    'they won easily, as it seemed',
    'an entity that has physical existence',
  ])
})

test('of a package come its short description and the sentences of the long one, without lists and addresses', () => {
  const file =
    'Package: game\nDescription-md5: 0\nDescription-en: Game of ancient war\n A game that is free. It runs\n everywhere.\n .\n' +
    '  * a list\n .\n See https://example.org for more.\n .\n Have fun.\n\nPackage: b\nDescription-en: Second thing\n'
  expect(descriptionSentences(file)).toEqual([
    'Game of ancient war',
    'A game that is free.',
    'It runs everywhere.',
    'Have fun.',
    'Second thing',
  ])
})
