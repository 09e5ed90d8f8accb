/**
 * What a column's name says of its role. A name is taken apart into words (`airline_sentiment`, `OriginalTweet`,
 * "label text"): a word counts most where it is the whole name, less as its last word, least before another.
 */

export type NamedRole =
  | 'text'
  | 'prompt'
  | 'answer'
  | 'label'
  | 'number'
  | 'id'
  | 'split'
  | 'weight'
  | 'picture'
  | 'aside'

/** Words of each role, the most telling first. Those of other languages are the ones that published data use most. */
const vocabulary: Readonly<Record<NamedRole, readonly (readonly [weight: number, words: string])[]>> = {
  text: [
    [1, 'text texts'],
    [0.95, 'sentence sentences tweet utterance texte texto testo tekst satz 文本 句子 テキスト 텍스트 текст'],
    [0.9, 'content review reviews comment message body sms verbatim reviewtext commenttext fulltext'],
    [0.8, 'post feedback headline description document abstract paragraph statement caption email mail phrase'],
    [
      0.8,
      'plot synopsis overview biography details blurb poem dialogue dialog complaint transcript narrative story lyrics claim remark snippet note notes 内容 评论 本文 отзыв',
    ],
    [0.8, 'inhalt nachricht kommentar beschreibung commentaire commentaires avis resena opinion frase mensaje'],
    [0.7, 'question query input article passage quote essay reason words'],
    [0.5, 'prompt instruction summary response'],
    [0.35, 'answer subject title'],
  ],
  prompt: [
    [1, 'instruction prompt anweisung aufgabe instrucao istruzione инструкция 指令 指示 지시'],
    [
      0.9,
      'question query input eingabe entrada entree ingresso 输入 入力 입력 frage pregunta domanda pergunta consigne instruccion вопрос 问题 質問 질문',
    ],
    [0.8, 'context system history problem'],
  ],
  answer: [
    [1, 'completion response output ausgabe salida saida sortie uscita 输出 出力 출력'],
    [0.9, 'answer answers reply chosen antwort respuesta reponse risposta resposta ответ 答案 回答 답변'],
    [0.6, 'solution'],
  ],
  label: [
    [1, 'label labels'],
    [0.95, 'class category sentiment intent emotion stance etikett etiqueta etiquette 标签 类别 ラベル 라벨 метка'],
    [0.9, 'target polarity duplicate paraphrase entailment spam klasse kategorie kategorien stimmung sentimiento'],
    [0.9, 'sentimento classe clase categoria categorie classification 情感 分类 класс категория тональность'],
    [0.85, 'y topic kind genre verdict relation toxicity toxic sarcastic sarcasm judgement mood feeling thema tema'],
    [
      0.75,
      'rating stars sterne etoiles estrellas valoracion puntuacion nota writer outcome species tag tags hate fake bewertung',
    ],
    [0.65, 'type grade decision priority department score result'],
    [0.5, 'status group domain section subject annotation product issue'],
  ],
  number: [
    [1, 'price score rating value stars similarity amount cost age grade points number label target y labels'],
    [
      0.9,
      'duration runtime dauer duree duracion durata laufzeit preis precio prix salary quantity sum total height temperature probability relevance',
    ],
  ],
  id: [[1, 'id ids idx index uuid guid qid uid pid rowid userid row nr unnamed']],
  split: [
    [1, 'split'],
    [0.8, 'subset partition fold'],
  ],
  weight: [
    [1, 'confidence certainty agreement'],
    [0.9, 'weight weights prob probs probability'],
  ],
  picture: [
    [1, 'image picture photo img filename imagepath'],
    [0.7, 'file path'],
  ],
  aside: [
    [1, 'date time created updated timestamp datetime url link href location timezone coord coords latitude longitude'],
    [
      1,
      'user username author count length len lang language ip phone country city likes retweets favorites year month',
    ],
    [1, 'day hour platform device worker annotator version datum fecha bbox box boxes embedding embeddings vector'],
    [0.9, 'name source number num'],
  ],
}

/** Words that only say how what stands before them is written: `label_text` is a label. */
const written = new Set([
  'text',
  'name',
  'names',
  'str',
  'string',
  'title',
  'desc',
  'description',
  'id',
  'idx',
  'index',
  'num',
])

export type NameScores = Readonly<Record<NamedRole, number>>

/** Lower case and without accents: "OriginalTweet" is "original", "tweet"; "sentence1" is "sentence", "1". */
export function nameWords(name: string): readonly string[] {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '')
  const parted = plain.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
  return parted.toLowerCase().match(/\p{L}+|\d+/gu) ?? []
}

const lasting = new Set(
  'duration durations runtime took taken spent elapsed length len minutes mins seconds secs hours dauer duree duracion durata'.split(
    ' ',
  ),
)
/** Before "time". */
const taking = new Set(
  'cook cooking prep preparation bake baking total running run play playing reading read response reaction wait waiting travel lap race active processing handling resolution call talk watch screen'.split(
    ' ',
  ),
)
/** German words for when something is, not for how long. */
const when = /^(uhr|start|end|abfahrts?|ankunfts?|anfangs?|jahres|tages)zeit$/

/** Whether a column of times says how long something takes; under any other name "14:30" may be a time of day. */
export function namesDuration(name: string): boolean {
  const words = nameWords(name)
  const last = words.at(-1) ?? ''
  if (/^times?$/.test(last)) return words.some((word) => taking.has(word) || lasting.has(word))
  return words.some((word) => lasting.has(word) || (/.(zeit|dauer)$/.test(word) && !when.test(word)))
}

/** Where something begins or ends, as a time or a place in a text. */
export function namesSpan(name: string): boolean {
  const words = nameWords(name).filter((word) => !spanUnits.has(word))
  const last = words.at(-1) ?? ''
  return /^(start|begin|end|stop|onset|offset)$/.test(last) || (words.length === 1 && /^(from|to)$/.test(last))
}

const spanUnits = new Set('time times at s sec secs seconds ms ts timestamp char idx index position pos'.split(' '))

const roles = Object.keys(vocabulary) as NamedRole[]
const weights: ReadonlyMap<NamedRole, ReadonlyMap<string, number>> = new Map(
  roles.map((role) => {
    const known = vocabulary[role].flatMap(([weight, words]) =>
      words.split(' ').map((word) => [nameWords(word).join(''), weight] as const),
    )
    // The weight that comes first is the largest.
    return [role, new Map(known.toReversed())]
  }),
)

/** How much a name speaks for each role, from 0 to 1. */
export function nameScores(name: string): NameScores {
  const all = nameWords(name)
  const words = all.filter((word) => !/^\d+$/.test(word))
  // Of "label" and "label 2" the first is meant.
  const counted = words.length < all.length ? 0.9 : 1
  const bare = words.length > 1 ? words.filter((word) => word !== 'text') : words
  const wordsFor = (role: NamedRole) => (role === 'prompt' || role === 'answer' ? bare : words)
  const scores = Object.fromEntries(roles.map((role) => [role, counted * scoreOf(wordsFor(role), role)])) as Record<
    NamedRole,
    number
  >
  const last = words.at(-1) ?? ''
  if (words.length > 1 && written.has(last)) {
    const named = words.slice(0, -1).map((word) => weights.get('label')?.get(word) ?? 0)
    const label = Math.max(...named)
    if (label >= 0.8) return { ...scores, label, text: 0.1, aside: 0, id: last.startsWith('i') ? 0.5 : 0 }
  }
  return scores
}

function scoreOf(words: readonly string[], role: NamedRole): number {
  const own = weights.get(role)
  const scores = words.map((word, at) => {
    const weight = own?.get(word) ?? 0
    if (words.length === 1) return weight
    return weight * (at === words.length - 1 ? 0.92 : 0.55)
  })
  return Math.max(0, ...scores)
}
