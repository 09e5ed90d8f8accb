/** Names in zips of older programs, which say nothing of their encoding. */
import { BlobWriter, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js/index-native.js'
import { expect, test } from 'vitest'
import { inWords } from '../../support/inWords.ts'
import { encodedIn } from '../../support/legacyText.ts'
import { bytesOf, picture, read } from './archives.ts'

type Encode = (name: string) => Uint8Array

/** Three pictures in each folder, under names in this encoding, none of them marked. */
async function zipIn(encode: Encode, classes: readonly string[]): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), {
    level: 0,
    useUnicodeFileNames: false,
    encodeText: encode,
  })
  for (const [at, name] of classes.entries())
    for (const n of [0, 1, 2])
      await writer.add(`${name}/${n}.png`, new Uint8ArrayReader(await bytesOf(picture(10 * at + n))))
  return writer.close()
}

const classesIn = async (encode: Encode, classes: readonly string[]) => {
  const dataset = await read([{ path: 'old.zip', file: await zipIn(encode, classes) }])
  expect(dataset.examples).toHaveLength(3 * classes.length)
  return { classes: dataset.classes, warnings: inWords(dataset.warnings) }
}

test.each<[string, string, readonly string[]]>([
  ['gb18030', 'GB 18030', ['训练/建筑', '训练/森林', '训练/大海', '训练/街道']],
  ['gb18030', 'GB 18030', ['猫咪', '小狗', '兔子']],
  ['shift_jis', 'Shift JIS', ['りんご', 'バナナ', 'みかん', '表示']],
  ['big5', 'Big5', ['訓練/建築物', '訓練/森林', '訓練/海洋', '訓練/街道']],
  ['euc-kr', 'EUC-KR', ['고양이', '강아지', '토끼']],
  ['ibm866', 'IBM 866', ['кошка', 'собака', 'лошадь']],
  ['windows-1251', 'Windows-1251', ['Кошка', 'Собака', 'Лошадь']],
  ['windows-1252', 'Windows-1252', ['Löwe', 'Bär', 'Käfer']],
])('names in %s are found', async (encoding, title, names) => {
  const found = await classesIn((text) => encodedIn(encoding, text), names)
  expect(found.classes).toEqual(names.map((name) => name.split('/').at(-1) ?? '').sort())
  expect(found.warnings).toEqual([
    `The names in "old.zip" do not say how they are written; they were read as ${title}. If the names of the classes look wrong, choose another encoding.`,
  ])
})

test.each<[string, readonly string[]]>([
  ['Bär', ['Löwe', 'Bär', 'Käfer']],
  ['éléphant', ['éléphant', 'chèvre', 'forêt']],
])('names in code page 437 are read as the format prescribes: %s', async (_, names) => {
  const letters = new Map([...'éâäàçêëèïîÄÉôöûùÖÜ'].map((letter) => [letter, codes[letter] ?? 0]))
  const found = await classesIn(
    (text) => Uint8Array.from([...text], (letter) => letters.get(letter) ?? letter.charCodeAt(0)),
    names,
  )
  expect(found).toEqual({ classes: [...names].sort(), warnings: [] })
})

const codes: Readonly<Record<string, number>> = {
  ...{ é: 0x82, â: 0x83, ä: 0x84, à: 0x85, ç: 0x87, ê: 0x88, ë: 0x89, è: 0x8a, ï: 0x8b, î: 0x8c },
  ...{ Ä: 0x8e, É: 0x90, ô: 0x93, ö: 0x94, û: 0x96, ù: 0x97, Ö: 0x99, Ü: 0x9a },
}

test('UTF-8 without its mark is UTF-8, composed or not', async () => {
  const names = ['Löwe', '森林', 'Ёж']
  const encode: Encode = (text) => new TextEncoder().encode(text.normalize('NFD'))
  const composed = names.map((name) => name.normalize('NFC')).sort()
  expect(await classesIn(encode, names)).toEqual({ classes: composed, warnings: [] })
})

test('all names of an archive are judged together: one that could be UTF-8 is none beside others that cannot', async () => {
  // 联通 in GBK happens to be two letters in UTF-8.
  const names = ['联通', '移动', '电信']
  expect((await classesIn((text) => encodedIn('gb18030', text), names)).classes).toEqual([...names].sort())
})

test('the encoding that a person names is taken, and only for names that do not say theirs', async () => {
  const zip = await zipIn((text) => encodedIn('shift_jis', text), ['猫', '犬'])
  const named = await read([{ path: 'old.zip', file: zip }], { encoding: 'shift_jis' })
  expect([named.classes, named.warnings]).toEqual([['犬', '猫'], []])
  const marked = await zipIn((text) => new TextEncoder().encode(text), ['猫', '犬'])
  expect((await read([{ path: 'new.zip', file: marked }], { encoding: 'shift_jis' })).classes).toEqual(['犬', '猫'])
})
