/**
 * What names say of splits. "train" names one by itself, and so does one with words that say nothing ("train_images",
 * "val2017"). Any other name that holds the word ("X_train", "seg_test") does where a neighbour differs from it only in
 * that word. Names such as "unsup" or "seg_pred" say that what they hold has no labels.
 */
import type { SplitName } from '../../shared/domain/data.ts'

export type NameRole = SplitName | 'unlabelled'

/** A name with a word in it that may name a split. */
export interface SpelledSplit {
  readonly role: NameRole
  /** The word as it is written, in lower case. */
  readonly word: string
  /** The name without the word, as it is written; what neighbours have in common. */
  readonly rest: string
  /** Whether the rest says nothing, so that the word is all that the name says. */
  readonly plain: boolean
}

const splitNames = new Map<string, SplitName>([
  ['train', 'train'],
  ['training', 'train'],
  ['validation', 'validation'],
  ['valid', 'validation'],
  ['val', 'validation'],
  ['dev', 'validation'],
  ['test', 'test'],
  ['testing', 'test'],
  ['eval', 'test'],
  ['publictest', 'validation'],
  ['privatetest', 'test'],
])

/** In other languages, as people name folders and files; several words of one are written together or apart. */
const otherLanguages: readonly (readonly [SplitName, string])[] = [
  [
    'train',
    'entrenamiento entrainement entraînement apprentissage addestramento treino treinamento trainingsdaten trainingsset lerndaten обучение обучающая трейн тренировка 训练 训练集 訓練 訓練集 学習 学習用 학습 훈련',
  ],
  [
    'validation',
    'validación validacion validazione validação validacao validierung validierungsdaten валидация 验证 验证集 驗證 驗證集 検証 検証用 검증',
  ],
  [
    'test',
    'prueba pruebas essai teste testes testdaten prova prove тест тестовая проверка 测试 测试集 測試 測試集 テスト テスト用 評価用 테스트 시험',
  ],
]

/** Written as one word, or only within names; a cell of a table says none of these. */
const wordRoles = new Map<string, NameRole>([
  ...splitNames,
  ...otherLanguages.flatMap(([split, words]) => words.split(' ').map((word) => [word, split] as const)),
  ...[...splitNames].map(([word, split]) => [`${word}set`, split] as const),
  ['trn', 'train'],
  ['tst', 'test'],
  ['evaluation', 'test'],
  ['holdout', 'test'],
  ...[
    'unsup',
    'unsupervised',
    'unlabeled',
    'unsorted',
    'unclassified',
    'unlabelled',
    'unannotated',
    'nolabel',
    'nolabels',
    'unlabel',
  ].map((word) => [word, 'unlabelled'] as const),
  ...['pred', 'predict', 'prediction', 'predictions', 'inference'].map((word) => [word, 'unlabelled'] as const),
])

/** They may be names of classes, so that only splits beside them tell that they are not. */
const doubtful = new Set(['pred', 'predict', 'prediction', 'predictions', 'inference'])

/** Words beside a split's that say nothing of what a file shows. */
const neutral = new Set([
  ...['image', 'images', 'img', 'imgs', 'picture', 'pictures', 'pic', 'pics', 'photo', 'photos', 'jpg', 'png'],
  ...['data', 'dataset', 'set', 'sets', 'split', 'folder', 'dir', 'file', 'files', 'sample', 'samples', 'raw'],
  ...['example', 'examples', 'text', 'texts', 'label', 'labels', 'x', 'y', 'csv', 'json', 'full', 'all', 'part'],
])

/** The split that a name or a cell means by itself; null for any other. */
export function splitOf(name: string): SplitName | null {
  return splitNames.get(name.trim().toLowerCase()) ?? null
}

/** Null where no word of the name means a split, or several mean different ones. */
export function spelledSplit(name: string): SpelledSplit | null {
  const shown = withoutShard(name.normalize('NFC').trim())
  if (isOfMasks(shown)) return { role: 'unlabelled', word: 'masks', rest: '', plain: true }
  if (/^(?:to|for)[ _-]?(?:predict|classify|label|annotate|sort)$/i.test(shown))
    return { role: 'unlabelled', word: 'unlabelled', rest: '', plain: true }
  const words = [...shown.matchAll(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{Lo}+|\p{L}|\p{N}+/gu)].map(
    ({ 0: word, index }) => ({
      word: word.toLowerCase(),
      start: index,
      end: index + word.length,
    }),
  )
  const found = words.filter(({ word }) => wordRoles.has(word))
  const [first] = found
  if (!first || found.some(({ word }) => wordRoles.get(word) !== wordRoles.get(first.word))) return null
  const others = words.filter((each) => !found.includes(each)).map(({ word }) => word)
  const rest = found.reduceRight((text, { start, end }) => cutOut(text, start, end), shown)
  return {
    role: wordRoles.get(first.word) as NameRole,
    word: first.word,
    rest,
    plain: others.every((word) => neutral.has(word) || /^\p{N}+$/u.test(word)),
  }
}

/** What pictures of these folders show are outlines of what others show, and no class. */
export function isOfMasks(name: string): boolean {
  return /^(?:ground[ _-]?truths?|masks|segmentation[ _-]?(?:class|object|mask|map)?s?(?:raw)?)$/i.test(name)
}

/** "images", "data": words that say nothing of what a file shows. */
export function saysNothing(name: string): boolean {
  return neutral.has(name.trim().toLowerCase())
}

/** Whether the word alone says so, without a split beside it. */
export function isSurelyUnlabelled({ role, word, plain }: SpelledSplit): boolean {
  return role === 'unlabelled' && plain && !doubtful.has(word)
}

/** "train-00000-of-00002" and "train.part3" are parts of one. */
function withoutShard(name: string): string {
  return name.replace(/[-_. ]\d{1,6}[-_ ]?of[-_ ]?\d{1,6}$/i, '').replace(/[-_. ](?:part|shard)[-_ ]?\d+$/i, '')
}

/** The text without this stretch and the marks that join it to the rest. */
function cutOut(text: string, start: number, end: number): string {
  const before = text.slice(0, start).replace(/[^\p{L}\p{N}]+$/u, '')
  const after = text.slice(end).replace(/^[^\p{L}\p{N}]+/u, '')
  return before === '' || after === '' ? before + after : `${before}_${after}`
}
