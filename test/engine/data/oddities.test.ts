/** Kinds of data that were once read as something else without a word: tables, encodings, names and folders. */
import { describe, expect, test } from 'vitest'
import { textOf } from '../../../src/engine/data/dataset.ts'
import { decodeText } from '../../../src/engine/data/decodeText.ts'
import { targetText } from '../../../src/engine/data/target.ts'
import { inWords } from '../../support/inWords.ts'
import { type Content, dropped, photo, picture, read } from './archives.ts'

const labels = ['positive', 'negative', 'neutral'] as const
const rows = Array.from({ length: 30 }, (_, at) => ({
  text: `The kettle number ${at} is, all in all, a thing`,
  label: labels[at % 3] as string,
}))
type Row = (typeof rows)[number]
const lines = (write: (row: Row, at: number) => string, mark = '\n') => rows.map(write).join(mark)
const expected = new Map(rows.map(({ text, label }) => [text, label]))

async function reading(files: Readonly<Record<string, Content>>) {
  const dataset = await read(dropped(Object.entries(files)))
  const { task, examples, classes, namedSplits, skipped, warnings } = dataset
  const answers = new Map(examples.map(({ content, target }) => [textOf(content), targetText(target, classes)]))
  return { task, answers, classes, namedSplits, examples, left: skipped, told: inWords(warnings) }
}
const table = (text: string, name = 'a.csv') => reading({ [name]: text })

describe('headers', () => {
  test('of Qualtrics stand in three rows, of which the questions are the names', async () => {
    const ids = ['startDate', 'QID1_TEXT', 'QID2'].map((id) => `"{""ImportId"":""${id}""}"`).join(',')
    const { answers, told } = await table(
      `StartDate,Q1,Q2\nStart Date,"In your own words, how was it?",How satisfied are you?\n${ids}\n${lines(({ text, label }, at) => `2024-03-0${(at % 9) + 1},"${text}",${label}`)}`,
    )
    expect(answers).toEqual(expected)
    expect(told[0]).toContain('stand in 3 rows')
  })

  test('of SurveyMonkey stand in two', async () => {
    const { answers } = await table(
      `Respondent,What did you think?,Would you come again?\n,Open-Ended Response,Response\n${lines(({ text, label }, at) => `${11_400 + at},"${text}",${label}`)}`,
    )
    expect(answers).toEqual(expected)
  })

  test('may stand below another small table and an empty line', async () => {
    const { answers } = await table(
      `Report;;\nQuarter;Q3;\n\nMeinung;Stimmung;\n${lines(({ text, label }) => `${text};${label};`)}`,
    )
    expect(answers).toEqual(expected)
  })

  test('hold where an empty line stands below them, or among the first rows', async () => {
    const pairs = rows.map((_, at) => [`good morning ${at}`, `bonjour ${at}`])
    for (const gap of [0, 3]) {
      const written = pairs.map((cells, at) => `${at === gap ? '\n' : ''}${cells.join(',')}`).join('\n')
      const { examples, told } = await table(`english,french\n${written}`)
      expect(examples.map(({ content }) => content.kind === 'text' && content.text)).toEqual(
        pairs.map(([, french]) => french),
      )
      expect(told.join()).not.toContain('above')
      const { examples: all } = await table(
        `question,answer\n${lines(({ label }, at) => `${at === gap ? '\n' : ''}kettle ${at},${label} ${at}`)}`,
      )
      expect(all.length).toBe(rows.length)
    }
  })

  test('may stand below lines as wide as they are, and an empty line', async () => {
    const { answers } = await table(
      `Umfrage,Herbst\n\nÄußerung,Laune\n${lines(({ text, label }) => `"${text}",${label}`)}`,
    )
    expect(answers).toEqual(expected)
  })

  test('rows that were emptied are none at the end of a table', async () => {
    const { answers, left } = await table(
      `text,label\n${lines(({ text, label }) => `"${text}",${label}`)}\n${',\n'.repeat(200)}`,
    )
    expect(answers).toEqual(expected)
    expect(left).toEqual([])
  })
})

describe('quotation marks', () => {
  test('around whole rows', async () => {
    const quoted = (row: string) => `"${row.replaceAll('"', '""')}"`
    const { answers } = await table(
      [quoted('text,label'), ...rows.map(({ text, label }) => quoted(`"${text}",${label}`))].join('\n'),
    )
    expect(answers).toEqual(expected)
  })

  test('single ones around every cell, with double ones within', async () => {
    const { answers } = await table(`'text','label'\n${lines(({ text, label }) => `'${text} "so"','${label}'`)}`)
    expect(answers).toEqual(new Map(rows.map(({ text, label }) => [`${text} "so"`, label])))
  })

  test('a table whose cells begin with an apostrophe is none of these', async () => {
    const { answers } = await table(`text,label\n${lines(({ text, label }) => `"'${text}'",'${label}'`)}`)
    expect(answers.get("'The kettle number 0 is, all in all, a thing'")).toBe("'positive'")
  })
})

describe('values', () => {
  test('numbers with a decimal comma are numbers', async () => {
    const { task, answers } = await table(
      `avis;note\n${lines(({ text }, at) => `${text};${String(at / 2).replace('.', ',')}`)}`,
    )
    expect(task).toBe('text-regression')
    expect(answers.get(rows[5]?.text ?? '')).toBe('2.5')
  })

  test('times are numbers of seconds', async () => {
    const { task, answers, told } = await table(`recipe,cook_time\n${lines(({ text }, at) => `"${text}",PT1H${at}M`)}`)
    expect(task).toBe('text-regression')
    expect(answers.get(rows[5]?.text ?? '')).toBe('3900')
    expect(told[0]).toMatch(/^Times were read as seconds/)
  })

  /** Of two digits, in no order. */
  const two = (at: number) => 10 + ((at * 7) % 30)

  test.each([
    ['duration', (at: number) => `4:${two(at)}`, '255'],
    ['Kochzeit', (at: number) => `1h ${two(at)}m`, '4500'],
    ['total_time', (at: number) => `0:04:${two(at)}`, '255'],
  ])('%s says how long something takes', async (name, cell, seconds) => {
    const { task, answers } = await table(`recipe,${name}\n${lines(({ text }, at) => `"${text}",${cell(at)}`)}`)
    expect(task).toBe('text-regression')
    expect(answers.get(rows[5]?.text ?? '')).toBe(seconds)
  })

  test.each([
    ['posted_time', (at: number) => `14:${two(at)}`],
    ['departure_time', (at: number) => `${(at * 7) % 24}:30`],
    ['departure', (at: number) => `14:${two(at)}`],
    ['start,end', (at: number) => `00:01:${two(at)},00:02:${two(at)}`],
    ['start,end', (at: number) => `${two(at)}.25,${two(at)}.5`],
    ['from,to', (at: number) => `00:01:${two(at)}.250,00:02:${two(at)}.500`],
    ['start_time,end_time', (at: number) => `00:01:${two(at)}.250,00:02:${two(at)}.500`],
  ])('%s says when, and is not to be learned', async (names, cells) => {
    const { task } = await table(`${names},text\n${lines(({ text }, at) => `${cells(at)},"${text}"`)}`)
    expect(task).toBe('text-generation')
  })

  test('degrees of agreement are classes', async () => {
    const agreed = ['agree', 'disagree', 'strongly agree']
    const { classes } = await table(`statement,agreement\n${lines(({ text }, at) => `"${text}",${agreed[at % 3]}`)}`)
    expect(classes).toEqual(agreed)
  })

  test('a dash among words is no class', async () => {
    const { classes, left } = await table(
      `text,label\n${lines(({ text, label }, at) => `"${text}",${at % 10 ? label : '-'}`)}`,
    )
    expect(classes).toEqual([...labels].sort())
    expect(left.length).toBe(3)
  })

  test('what never changes, rows of numbers and pages are no text where there is another', async () => {
    const { answers } = await table(
      `kind,pixels,source,page,mood\n${lines(({ text, label }, at) => `a row of the data that somebody gave us,${Array.from({ length: 40 }, (_, i) => (at * i) % 256).join(' ')},"${text}","<p>${text} ${text}</p>",${label}`)}`,
    )
    expect(answers).toEqual(expected)
    await expect(
      table(
        `emotion,pixels\n${lines((_, at) => `${at % 3},${Array.from({ length: 40 }, (__, i) => (at * i) % 256).join(' ')}`)}`,
      ),
    ).rejects.toMatchObject({ code: 'data-unsupported' })
  })

  test('records in cells are no classes', async () => {
    const write = ({ text }: Row, at: number) =>
      JSON.stringify({ text, meta: [{ kind: 'box', at: at % 2, deep: [{ a: 1 }] }] })
    expect((await table(lines(write), 'a.jsonl')).task).toBe('text-generation')
  })
})

describe('files beside each other', () => {
  const part = (from: number, to: number, write: (row: Row) => string) => rows.slice(from, to).map(write).join('\n')

  test('X_train and y_train, X_test and y_test', async () => {
    const { answers, namedSplits } = await reading({
      'd/X_train.csv': `text\n${part(0, 21, ({ text }) => `"${text}"`)}`,
      'd/y_train.csv': `label\n${part(0, 21, ({ label }) => label)}`,
      'd/X_test.csv': `text\n${part(21, 30, ({ text }) => `"${text}"`)}`,
      'd/y_test.csv': `label\n${part(21, 30, ({ label }) => label)}`,
    })
    expect(answers).toEqual(expected)
    expect(namedSplits).toEqual(['train', 'test'])
  })

  test("X and y with a row each that cannot be read, at different places: no text gets another one's label", async () => {
    const text = (at: number) => `{"text": ${JSON.stringify(rows[at]?.text)}}`
    const label = (at: number) => `{"label": ${JSON.stringify(rows[at]?.label)}}`
    const { answers, left } = await reading({
      'd/X_train.jsonl': rows.map((_, at) => (at === 4 ? '{"text": ' : text(at))).join('\n'),
      'd/y_train.jsonl': rows.map((_, at) => (at === 17 ? '{"label": ' : label(at))).join('\n'),
    })
    expect(answers).toEqual(new Map([...expected].filter((_, at) => at !== 4 && at !== 17)))
    expect(left.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['d/X_train.jsonl, row 5', 'd/y_train.jsonl, row 18']),
    )
  })

  test('X and y with an empty line each, at different places, are not joined', async () => {
    const gap = (at: number, place: number) => (at === place ? '\n' : '')
    const found = await reading({
      'd/X_train.csv': `text\n${lines(({ text }, at) => `${gap(at, 4)}"${text}"`)}`,
      'd/y_train.csv': `label\n${lines(({ label }, at) => `${gap(at, 17)}${label}`)}`,
    })
    expect(found.told.join()).not.toContain('y_train.csv')
    expect(new Set(found.answers.values())).toEqual(new Set(['']))
  })

  test('what the library datasets keeps beside its rows is no data', async () => {
    const { answers, classes } = await reading({
      'd/dataset_info.json': JSON.stringify({ features: { text: { _type: 'Value' }, label: { _type: 'ClassLabel' } } }),
      'd/state.json': JSON.stringify({ _fingerprint: 'a' }),
      'd/train.jsonl': lines((row) => JSON.stringify(row)),
    })
    expect(answers).toEqual(expected)
    expect(classes.length).toBe(3)
  })
})

describe('JSON of tools', () => {
  test("the hub's viewer: numbers of classes have the names beside them", async () => {
    const names = ['positive', 'negative', 'neutral']
    const page = {
      features: [
        { name: 'text', type: { _type: 'Value' } },
        { name: 'label', type: { _type: 'ClassLabel', names } },
      ],
      rows: rows.map(({ text, label }, at) => ({ row_idx: at, row: { text, label: names.indexOf(label) } })),
    }
    expect((await table(JSON.stringify(page), 'rows.json')).answers).toEqual(expected)
  })

  test("Prodigy's yes and no, and Labelbox", async () => {
    const verdict = ({ text }: Row, at: number) =>
      JSON.stringify({ text, label: 'RUDE', answer: ['accept', 'reject', 'ignore'][at % 3] })
    const found = await table(lines(verdict), 'p.jsonl')
    expect([found.classes, found.left.length]).toEqual([['RUDE', 'not RUDE'], 10])
    const boxed = ({ text, label }: Row) =>
      JSON.stringify({
        data_row: { row_data: text },
        projects: {
          p: { labels: [{ annotations: { classifications: [{ name: 'mood', radio_answer: { name: label } }] } }] },
        },
      })
    expect((await table(lines(boxed), 'l.ndjson')).answers).toEqual(expected)
  })

  test('labels of fastText after their texts', async () => {
    expect(
      (
        await table(
          lines(({ text, label }) => `${text} __label__${label}`),
          'x.txt',
        )
      ).answers,
    ).toEqual(expected)
  })
})

describe('encodings', () => {
  /** As Python encodes it. */
  const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
  test.each<[string, string, string, string]>([
    [
      'Romanian, Windows-1250',
      'windows-1250',
      'Calitate foarte bună, livrare rapidă, mulţumesc\nS-a stricat după două zile, sunt dezamăgit şi supărat\n',
      '43616c697461746520666f617274652062756ee32c206c697672617265207261706964e32c206d756cfe756d6573630a532d61207374726963617420647570e320646f75e3207a696c652c2073756e742064657a616de367697420ba6920737570e37261740a',
    ],
    [
      'Lithuanian, Windows-1257',
      'windows-1257',
      'Labai gera kokybė, greitas pristatymas, esu patenkintas\nSugedo po dviejų dienų, siaubingas aptarnavimas\n',
      '4c616261692067657261206b6f6b7962eb2c20677265697461732070726973746174796d61732c2065737520706174656e6b696e7461730a53756765646f20706f20647669656af8206469656ef82c207369617562696e6761732061707461726e6176696d61730a',
    ],
    [
      'Latvian, Windows-1257',
      'windows-1257',
      'Ļoti laba kvalitāte, ātra piegāde, esmu apmierināts\nSabojājās pēc divām dienām, šausmīga apkalpošana\n',
      'cf6f7469206c616261206b76616c6974e274652c20e27472612070696567e264652c2065736d752061706d696572696ee274730a5361626f6ae26ae2732070e76320646976e26d206469656ee26d2c20f06175736dee67612061706b616c706ff0616e610a',
    ],
    [
      'Icelandic, Windows-1252',
      'windows-1252',
      'Það er ný bók í búðinni og ég þarf að kaupa hana\nÞessi þáttur var góður, með því að það var stutt\n',
      'de61f0206572206efd2062f36b20ed2062faf0696e6e69206f6720e96720fe6172662061f0206b617570612068616e610ade6573736920fee174747572207661722067f3f075722c206d65f020fe76ed2061f020fe61f0207661722073747574740a',
    ],
    [
      'German with the euro, ISO 8859-15',
      'iso-8859-15',
      'Sehr gut für 20 €, schön\nNach zwei Tagen kaputt, 30 € verloren, Grüße\n',
      '53656872206775742066fc7220323020a42c20736368f66e0a4e616368207a77656920546167656e206b61707574742c20333020a4207665726c6f72656e2c204772fcdf650a',
    ],
    [
      'German, IBM 850',
      'ibm850',
      'Sehr gute Qualität, schöne Lieferung\nNach zwei Tagen kaputt, ärgerlich, überhaupt nicht gut\n',
      '536568722067757465205175616c697484742c20736368946e65204c6965666572756e670a4e616368207a77656920546167656e206b61707574742c2084726765726c6963682c20816265726861757074206e69636874206775740a',
    ],
    [
      'French, IBM 850',
      'ibm850',
      'Très bonne qualité, livraison très rapide, ça va\nCassé après deux jours, déçu, à éviter\n',
      '54728a7320626f6e6e65207175616c6974822c206c6976726169736f6e2074728a73207261706964652c2087612076610a4361737382206170728a732064657578206a6f7572732c20648287752c2085208276697465720a',
    ],
    [
      'Czech, IBM 852',
      'ibm852',
      'Výborná kvalita, rychlé dodání, jsem spokojený\nHrozné, přišlo rozbité a nikdo neodpověděl, žádná omluva\n',
      '56ec626f726ea0206b76616c6974612c20727963686c8220646f64a06ea12c206a73656d2073706f6b6f6a656eec0a48726f7a6e822c2070fd69e76c6f20726f7a626974822061206e696b646f206e656f64706f76d864d86c2c20a7a0646ea0206f6d6c7576610a',
    ],
    [
      'Turkish, Windows-1254',
      'windows-1254',
      'Çok kaliteli ürün, hızlı kargo, teşekkürler\nİki günde bozuldu, çok kötü, pişmanım, dağıldı\n',
      'c76f6b206b616c6974656c6920fc72fc6e2c2068fd7a6cfd206b6172676f2c207465fe656b6bfc726c65720add6b692067fc6e646520626f7a756c64752c20e76f6b206bf674fc2c207069fe6d616efd6d2c206461f0fd6c64fd0a',
    ],
    [
      'French, Mac Roman',
      'macintosh',
      'Très bonne qualité, livraison rapide, je suis ravie\nCassé après deux jours, très déçue, à éviter\n',
      '54728f7320626f6e6e65207175616c69748e2c206c6976726169736f6e207261706964652c206a6520737569732072617669650a436173738e206170728f732064657578206a6f7572732c2074728f7320648e8d75652c2088208e76697465720a',
    ],
  ])('%s', async (_, encoding, text, hex) => {
    expect(await decodeText(bytes(hex))).toMatchObject({ encoding, text, guessed: true })
  })

  test('UTF-32 by its mark, in either order', async () => {
    const text = 'text,label\nétait là 𠮷,pos\n'
    for (const little of [true, false]) {
      const points = [0xfeff, ...Array.from(text, (letter) => letter.codePointAt(0) ?? 0)]
      const view = new DataView(new ArrayBuffer(4 * points.length))
      for (const [at, point] of points.entries()) view.setUint32(4 * at, point, little)
      expect((await decodeText(new Uint8Array(view.buffer))).text).toBe(text)
    }
  })
})

describe('folders', () => {
  const files = (folders: readonly string[], each = 3) =>
    Object.fromEntries(
      folders.flatMap((folder, i) =>
        Array.from({ length: each }, (_, k) => [`${folder}/${k}.png`, picture(100 * i + k)]),
      ),
    )

  test.each([
    [
      ['Entrenamiento', 'Validación', 'Prueba'],
      ['train', 'validation', 'test'],
    ],
    [
      ['训练集', '验证集', '测试集'],
      ['train', 'validation', 'test'],
    ],
    [
      ['Trainingsdaten', 'Testdaten'],
      ['train', 'test'],
    ],
    [
      ['学習', '検証', 'テスト'],
      ['train', 'validation', 'test'],
    ],
    [
      ['entraînement', 'essai'],
      ['train', 'test'],
    ],
  ])('%s are splits', async (splits, named) => {
    const { namedSplits, classes } = await reading(
      files(splits.flatMap((split) => [`d/${split}/oak`, `d/${split}/elm`])),
    )
    expect([namedSplits, classes]).toEqual([named, ['elm', 'oak']])
  })

  test('outlines are no class', async () => {
    const { classes, left } = await reading(
      files(['d/train/good', 'd/test/good', 'd/test/broken', 'd/ground_truth/broken']),
    )
    expect([classes, left.length]).toEqual([['broken', 'good'], 3])
    await expect(reading(files(['d/images', 'd/masks']))).rejects.toMatchObject({ code: 'classes-too-few' })
  })

  test('what is to be predicted is no class', async () => {
    const { classes, left } = await reading(files(['d/oak', 'd/elm', 'd/to_predict']))
    expect([classes, left.length]).toEqual([['elm', 'oak'], 3])
  })
})

describe('tables beside pictures', () => {
  const names = Array.from({ length: 9 }, (_, at) => `p${at}.jpg`)
  const pictures = Object.fromEntries(names.map((name, at) => [`d/img/${name}`, photo(at)]))
  const kinds = ['oak', 'elm', 'ash']

  test('with addresses in place of names', async () => {
    const text = `image_url,label\n${names.map((name, at) => `https://example.org/a/${name}?x=${at},${kinds[at % 3]}`).join('\n')}`
    expect((await reading({ ...pictures, 'd/list.csv': text })).classes).toEqual(['ash', 'elm', 'oak'])
  })

  test('without a header, with the part, the address and the class', async () => {
    const parts = ['TRAIN', 'VALIDATION', 'TEST']
    const text = names
      .map((name, at) => `${parts[at % 3]},gs://bucket/img/${name},${kinds[Math.floor(at / 3)]}`)
      .join('\n')
    const { classes, namedSplits } = await reading({ ...pictures, 'd/import.csv': text })
    expect([classes, namedSplits]).toEqual([
      ['ash', 'elm', 'oak'],
      ['train', 'validation', 'test'],
    ])
  })

  test('of one part, beside folders of another', async () => {
    const train = Object.fromEntries(
      kinds.flatMap((kind, i) =>
        [0, 1, 2].map((k) => [`d/train/${kind}/images/${kind}_${k}.jpg`, photo(20 + 3 * i + k)]),
      ),
    )
    const val = Object.fromEntries(names.map((name, at) => [`d/val/images/${name}`, photo(at)]))
    const said = names.map((name, at) => `${name}\t${kinds[at % 3]}\t0\t32`).join('\n')
    const { examples, classes } = await reading({ ...train, ...val, 'd/val/val_annotations.txt': said })
    expect([
      examples.filter(({ split }) => split === 'train').length,
      examples.filter(({ split }) => split === 'validation').length,
    ]).toEqual([9, 9])
    expect(classes).toEqual(['ash', 'elm', 'oak'])
  })
})
