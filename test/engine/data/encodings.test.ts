/** Texts in the encodings of older programs: recognised by their letters, told of, and read as a person says. */
import { describe, expect, test } from 'vitest'
import { isCodePage } from '../../../src/engine/data/codePages.ts'
import { decodedIn } from '../../../src/engine/data/decodedIn.ts'
import { decodeText, unmarkedUtf16 } from '../../../src/engine/data/decodeText.ts'
import { looksWritten } from '../../../src/engine/data/writing.ts'
import { encodingIds, encodings, namedEncoding } from '../../../src/shared/catalog/encodings.ts'
import { inWords } from '../../support/inWords.ts'
import { encodedIn, utf16 } from '../../support/legacyText.ts'
import { dropped, read, readZip } from './archives.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const rows: { readonly [language: string]: readonly string[] } = {
  Chinese: ['这家店的菜很好吃,好评', '等了一个小时才上菜,差评', '老板娘热情周到,好评', '地方太小又吵,差评'],
  'traditional Chinese': [
    '這家店的菜很好吃,好評',
    '等了一個小時才上菜,差評',
    '老闆娘熱情周到,好評',
    '地方太小又吵,差評',
  ],
  Japanese: [
    '料理がとてもおいしかった,良い',
    '店員の態度がひどい,悪い',
    '駅から近くて便利,良い',
    '一時間も待たされました,悪い',
  ],
  Korean: [
    '음식이 정말 맛있었어요,좋음',
    '한 시간이나 기다렸습니다,나쁨',
    '직원이 친절해요,좋음',
    '너무 시끄러웠어요,나쁨',
  ],
  Russian: [
    'Еда была очень вкусной,хорошо',
    'ждали целый час,плохо',
    'Официанты вежливые,хорошо',
    'слишком шумно,плохо',
  ],
  Ukrainian: [
    'Їжа була дуже смачною,добре',
    'чекали цілу годину,погано',
    'офіціанти ввічливі,добре',
    'занадто гучно,погано',
  ],
  Greek: [
    'Το φαγητό ήταν πολύ νόστιμο,καλό',
    'περιμέναμε μία ώρα,κακό',
    'ευγενικό προσωπικό,καλό',
    'πολλή φασαρία,κακό',
  ],
  Hebrew: ['האוכל היה טעים מאוד,טוב', 'חיכינו שעה שלמה,רע', 'מלצרים אדיבים,טוב', 'רועש מדי,רע'],
  Arabic: ['الطعام لذيذ جدا,جيد', 'انتظرنا ساعة كاملة,سيئ', 'العاملون لطفاء,جيد', 'المكان صاخب,سيئ'],
  Thai: ['อาหารอร่อยมาก,ดี', 'รอนานหนึ่งชั่วโมง,แย่', 'พนักงานใจดี,ดี', 'เสียงดังเกินไป,แย่'],
  German: [
    'Das Essen war köstlich,gut',
    'Für eine Stunde Warten zu teuer,schlecht',
    'Schöne Räume,gut',
    'Zu laut für Gespräche,schlecht',
  ],
  French: [
    'Le repas était délicieux,bien',
    'une heure à attendre,mal',
    'où manger après le théâtre,bien',
    'trop bruyant et très cher,mal',
  ],
  Portuguese: ['Não há pão; a comida é ótima,bom', 'à mesa esperámos até às três,mau', 'atenção e simpatia,bom'],
  Swedish: ['Smörgåsbord är gott,bra', 'vi väntade på maten i två timmar,dåligt', 'för högt ljud,dåligt'],
  Polish: ['Jedzenie było pyszne,dobrze', 'czekaliśmy godzinę na zupę,źle', 'miła obsługa,dobrze', 'zbyt głośno,źle'],
  Czech: [
    'Jídlo bylo výborné,dobré',
    'čekali jsme celou hodinu,špatné',
    'příjemná obsluha,dobré',
    'příliš hlučné,špatné',
  ],
  Turkish: [
    'Yemekler çok lezzetliydi,iyi',
    'bir saat bekledik sıkıldık,kötü',
    'garsonlar güler yüzlü,iyi',
    'çok gürültülüydü,kötü',
  ],
}
const written: readonly (readonly [encoding: string, language: string])[] = [
  ['gb18030', 'Chinese'],
  ['big5', 'traditional Chinese'],
  ['shift_jis', 'Japanese'],
  ['euc-jp', 'Japanese'],
  ['euc-kr', 'Korean'],
  ['windows-1251', 'Russian'],
  ['koi8-r', 'Russian'],
  ['ibm866', 'Russian'],
  ['iso-8859-5', 'Russian'],
  ['windows-1251', 'Ukrainian'],
  ['koi8-u', 'Ukrainian'],
  ['windows-1253', 'Greek'],
  ['windows-1255', 'Hebrew'],
  ['windows-1256', 'Arabic'],
  ['windows-874', 'Thai'],
  ['windows-1252', 'German'],
  ['windows-1252', 'French'],
  ['macintosh', 'German'],
  ['macintosh', 'Portuguese'],
  ['windows-1252', 'Portuguese'],
  ['macintosh', 'Swedish'],
  ['macintosh', 'French'],
  ['windows-1250', 'Polish'],
  ['iso-8859-2', 'Czech'],
  ['windows-1250', 'Czech'],
  ['windows-1254', 'Turkish'],
]
const tableIn = (language: string) => `text,label\n${(rows[language] ?? []).join('\n')}\n`

describe.each(written)('%s', (encoding, language) => {
  test(`is recognised by four rows of ${language}`, async () => {
    const text = tableIn(language)
    expect(await decodeText(encodedIn(encoding, text))).toEqual({
      text,
      encoding,
      guessed: true,
      damage: 0,
      firstDamaged: null,
    })
  })
})

test.each(Object.keys(rows))('UTF-16 without a mark is recognised in %s, in either order', async (language) => {
  const text = tableIn(language)
  expect(await decodeText(utf16(text, 'le'))).toMatchObject({ text, encoding: 'utf-16le', guessed: false })
  expect(await decodeText(utf16(text, 'be'))).toMatchObject({ text, encoding: 'utf-16be', guessed: false })
})

test('a text in UTF-8 or ASCII is nothing else, zero characters and all', async () => {
  for (const language of Object.keys(rows)) {
    const text = tableIn(language)
    expect(await decodeText(utf8(text))).toMatchObject({ text, encoding: 'utf-8', guessed: false, damage: 0 })
  }
  for (const text of ['Bush hid the facts', 'a,b\n', `one\0two\n${'three four\n'.repeat(50)}`]) {
    expect(unmarkedUtf16(utf8(text))).toBeNull()
    expect(await decodeText(utf8(text))).toMatchObject({ text, encoding: 'utf-8' })
  }
})

test('a few bad bytes, or a character that the end cuts, leave UTF-8 what it is, and are counted with their line', async () => {
  const text = tableIn('Russian')
  const bytes = utf8(text)
  const bad = Uint8Array.from([
    ...bytes,
    ...utf8('хороший'),
    0xff,
    ...utf8(' обед,'),
    0xc3,
    0x28,
    ...utf8('\nпоздно,плохо\n'),
  ])
  const found = await decodeText(bad)
  expect(found).toMatchObject({ encoding: 'utf-8', guessed: false, damage: 2, firstDamaged: 6 })
  expect(found.text).toBe(`${text}хороший\ufffd обед,\ufffd(\nпоздно,плохо\n`)
  const cut = await decodeText(utf8('добре і погано').subarray(0, -1))
  expect(cut).toMatchObject({ text: 'добре і поган\ufffd', encoding: 'utf-8', damage: 1, firstDamaged: 1 })
  // The sign itself is a character like others.
  expect(await decodeText(Uint8Array.from([...utf8('a \ufffd b ü\n'), 0xff]))).toMatchObject({ damage: 1 })
})

test('a file of an older encoding that is cut within a character is still read in it', async () => {
  const bytes = encodedIn('gb18030', tableIn('Chinese'))
  const cut = await decodeText(bytes.subarray(0, -2))
  expect(cut).toMatchObject({ encoding: 'gb18030', damage: 1, firstDamaged: 5 })
  expect(cut.text.startsWith('text,label\n这家店的菜很好吃,好评\n')).toBe(true)
})

test('the escapes of ISO-2022-JP are known', async () => {
  const bytes = Uint8Array.from([0x1b, 0x24, 0x42, 0x24, 0x22, 0x24, 0x24, 0x1b, 0x28, 0x42, 0x0a])
  expect(await decodeText(bytes)).toMatchObject({ text: 'あい\n', encoding: 'iso-2022-jp', guessed: false })
})

test('what was guessed and what was damaged is told, of tables, text files and the table beside pictures', async () => {
  const table = await read(dropped([['reviews.csv', encodedIn('windows-1251', tableIn('Russian'))]]))
  expect(table.classes).toEqual(['плохо', 'хорошо'])
  expect(inWords(table.warnings)).toContain(
    'Read as Windows-1251: "reviews.csv". If letters look wrong, choose another encoding.',
  )
  const files = ['a', 'b'].flatMap((folder) =>
    (rows.Korean ?? []).map((row, i): [string, Uint8Array] => [
      `${folder}/${i}.txt`,
      encodedIn('euc-kr', `${folder} ${row}`),
    ]),
  )
  const texts = await readZip(files)
  expect(texts.examples.length).toBe(8)
  expect(inWords(texts.warnings)[0]).toBe(
    'Read as EUC-KR: "a/0.txt", "a/1.txt", "a/2.txt" and 5 more. If letters look wrong, choose another encoding.',
  )
  const damaged = await read(
    dropped([['reviews.csv', Uint8Array.from([...utf8(tableIn('Greek')), 0xff, ...utf8('όχι,κακό\n')])]]),
  )
  expect(inWords(damaged.warnings)).toContain(
    '"reviews.csv": 1 place is not UTF-8, the first in line 6. "�" stands there instead.',
  )
})

test('the person can say how a file is read, and a name that is none is answered with those that are', async () => {
  const file = dropped([['reviews.csv', encodedIn('windows-1251', tableIn('Russian'))]])
  expect((await read(file, { encoding: 'KOI8-R' })).classes).not.toEqual(['плохо', 'хорошо'])
  const right = await read(file, { encoding: 'windows-1251' })
  expect(right.classes).toEqual(['плохо', 'хорошо'])
  expect(inWords(right.warnings).filter((warning) => warning.startsWith('Read as'))).toEqual([])
  await expect(read(file, { encoding: 'utf-7' })).rejects.toMatchObject({
    code: 'data-unsupported',
    message: 'No encoding is called "utf-7".',
  })
})

test('every encoding of the catalogue is one that this platform reads, known by its name and its title', () => {
  for (const id of encodingIds) {
    if (!isCodePage(id)) expect(new TextDecoder(id).encoding).toBe(id)
    expect(decodedIn(id, new Uint8Array([0x61, 0x62])).length).toBe(id.startsWith('utf-16') ? 1 : 2)
    expect(namedEncoding(id.toUpperCase())).toBe(id)
    expect(namedEncoding(encodings[id].title)).toBe(id)
  }
  expect(namedEncoding('morse')).toBeNull()
})

test('a text looks written in one script, and noise does not', () => {
  expect(looksWritten('Der Bär schläft')).toBe(1)
  expect(looksWritten('价格太贵，差评')).toBe(1)
  expect(looksWritten('Ужасный сервис')).toBe(1)
  expect(looksWritten('рЫБН')).toBeLessThan(0.6)
  expect(looksWritten('для für ßЩд fьr')).toBeLessThan(0.6)
  expect(looksWritten('\ue000\uffff\ufffd')).toBe(0)
  expect(looksWritten('')).toBe(1)
})
