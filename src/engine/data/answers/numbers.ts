/**
 * Numbers as people write them in tables: decimal point or comma, thousands set apart, currency signs, percent. Whether
 * "1,234" is a thousand or a little more than one is told from the other cells of the column.
 */
import type { Message } from '../../../shared/messages/message.ts'
import { notice } from '../../../shared/messages/say.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import { isDuration, secondsIn } from './durations.ts'

export type DecimalMark = '.' | ','

export interface NumberForm {
  readonly decimal: DecimalMark
  /** Whether thousands are set apart, a currency is named or a percent sign stands in some cell. */
  readonly grouped: boolean
  readonly currency: boolean
  readonly percent: boolean
  /** Cells are how long something takes, and are read in seconds. */
  readonly durations: boolean
}

/** Of the filled cells, for a column to be one of numbers. */
const leastShare = 0.95

const missingWords = new Set(['nan', 'null', 'none', 'na', 'n/a', '#n/a', '<na>', 'nil', '-', '–', '?'])
const infinite = /^[+-]?(inf|infinity)$/i

/** Null where the column does not hold numbers. Cells that are empty or say that a number is missing do not count. */
export function numberForm(cells: readonly string[]): NumberForm | null {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => !isMissing(cell))
  if (filled.length > 0 && filled.filter(isDuration).length >= leastShare * filled.length)
    return { decimal: '.', grouped: false, currency: false, percent: false, durations: true }
  const bares = bareNumbers(filled)
  if (!bares) return null
  const decimal = decimalOf(bares)
  const read = bares.filter((bare) => Number.isFinite(parsed(bare, decimal)))
  if (read.length === 0 || read.length < leastShare * filled.length) return null
  return {
    decimal,
    grouped: read.some((bare) => bare.replace(/[\d+\-e]/gi, '').replace(decimal, '') !== ''),
    currency: filled.some((cell) => currency.test(cell)),
    percent: filled.some((cell) => cell.endsWith('%')),
    durations: false,
  }
}

/** The number of a row, or why it has none. */
export function readNumber(
  cell: string,
  { decimal, durations }: Pick<NumberForm, 'decimal'> & Partial<Pick<NumberForm, 'durations'>>,
): number | Message {
  const text = cell.trim()
  const shown = { cell: displayText(text, limits.labelLength) }
  if (text === '') return notice('rowWithoutNumber')
  if (isMissing(text)) return notice('numberMissing', shown)
  if (durations) return secondsIn(text) ?? notice('isNoNumber', shown)
  const value = parsed(bareNumber(text), decimal)
  if (Number.isFinite(value)) return value
  if (infinite.test(text) || !Number.isNaN(value)) return notice('numberInfinite', shown)
  const other = parsed(bareNumber(text), decimal === '.' ? ',' : '.')
  const otherwise = decimal === '.' ? 'numberWithoutDecimalPoint' : 'numberWithoutDecimalComma'
  return notice(Number.isNaN(other) ? 'isNoNumber' : otherwise, shown)
}

/** What was guessed of a column's numbers, to be shown; empty where they are plain. */
export function numberFormNotices({ decimal, grouped, currency, percent, durations }: NumberForm): Message[] {
  if (durations) return [notice('durationsInSeconds')]
  const notices: Message[] = []
  if (decimal === ',') notices.push(notice('commaIsDecimal'))
  else if (grouped) notices.push(notice('commaSetsThousandsApart'))
  if (currency) notices.push(notice('currenciesLeftOut'))
  if (percent) notices.push(notice('percentagesAsWritten'))
  return notices
}

export type NumberReading = 'classes' | 'numbers'

/** Values that are as likely names of classes. */
const fewValues = 20
const manyValues = 100

/**
 * What a column of numbers may be, the likelier first. Few integers that come again and again may be classes ("0" and
 * "1") or numbers (one to five stars): that is for a person to say.
 */
export function numberReadings(values: readonly number[]): readonly NumberReading[] {
  const distinct = [...new Set(values)].sort((a, b) => a - b)
  const count = distinct.length
  const integers = distinct.every(Number.isInteger)
  const first = distinct[0] ?? 0
  const consecutive = integers && first >= -1 && first <= 1 && (distinct.at(-1) ?? 0) - first === count - 1
  if (integers && count <= fewValues && values.length >= 2 * count) return ['classes', 'numbers']
  if (consecutive && values.length >= 5 * count) return ['classes', 'numbers']
  const most = integers ? manyValues : fewValues
  return count <= most && values.length >= 5 * count ? ['numbers', 'classes'] : ['numbers']
}

/** No word for what is missing is longer: long texts are not looked into. */
const longestWord = Math.max(...[...missingWords].map(({ length }) => length))

function isMissing(text: string): boolean {
  return text === '' || (text.length <= longestWord && missingWords.has(text.toLowerCase()))
}

/** A sign, or the name of a currency in letters, before or after the number. */
const currency =
  /\p{Sc}|(?<!\p{L})(?:EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|AUD|CAD|zł|(?:kr|Fr)\.?)(?!\p{L})/iu
const currencies = new RegExp(currency.source, 'giu')

/** Null as soon as too many are no numbers, whichever mark is the decimal one. */
function bareNumbers(filled: readonly string[]): readonly string[] | null {
  const most = (1 - leastShare) * filled.length
  const bares: string[] = []
  let others = 0
  for (const cell of filled) {
    const bare = bareNumber(cell)
    if (!Number.isFinite(parsed(bare, '.')) && !Number.isFinite(parsed(bare, ',')) && ++others > most) return null
    bares.push(bare)
  }
  return bares
}

const plain = /^[+-]?\d+(?:\.\d+)?$/

/** Without currency, percent and spaces, a minus before it: "(1 234,50 €)" is "-1234,50". */
function bareNumber(text: string): string {
  if (plain.test(text)) return text
  const shorn = text.replace(currencies, '').replace(/\s*%$/, '').replace(/[−–]/, '-').trim()
  const negative = /^\((.*)\)$/s.exec(shorn)
  const bare = (negative ? `-${negative[1] ?? ''}` : shorn).trim()
  // A sign may stand before a currency that is gone now.
  return bare.replace(/^([+-])\s+/, '$1').replace(/(?<=\d)[\s'’](?=\d{3}(?!\d))/g, '')
}

/** The mark that more cells speak for; where none does, the point. */
function decimalOf(bares: readonly string[]): DecimalMark {
  let [points, commas] = [0, 0]
  for (const bare of bares) {
    const mark = evidence(bare)
    if (mark === '.') points++
    else if (mark === ',') commas++
  }
  return commas > points ? ',' : '.'
}

/** What a number by itself says of the decimal mark; null of "1,234", "1.234" and "12". */
function evidence(bare: string): DecimalMark | null {
  const [points, commas] = [bare.split('.').length - 1, bare.split(',').length - 1]
  if (points > 0 && commas > 0) return bare.lastIndexOf('.') > bare.lastIndexOf(',') ? '.' : ','
  if (points > 1) return ','
  if (commas > 1) return '.'
  const [, whole = '', mark = '', rest = ''] = /^[+-]?(\d*)([.,])(\d*)$/.exec(bare) ?? []
  const thousands = rest.length === 3 && whole.length >= 1 && whole.length <= 3 && !whole.startsWith('0')
  return mark === '' || thousands ? null : (mark as DecimalMark)
}

const shapes: Record<DecimalMark, RegExp> = {
  '.': /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:e[+-]?\d+)?$/i,
  ',': /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,\d*)?(?:e[+-]?\d+)?$/i,
}

/** NaN where this is no number with that decimal mark; infinite where it is too large for one. */
function parsed(bare: string, decimal: DecimalMark): number {
  if (infinite.test(bare)) return Number.POSITIVE_INFINITY
  if (!/\d/.test(bare) || !shapes[decimal].test(bare)) return Number.NaN
  return Number(decimal === '.' ? bare.replaceAll(',', '') : bare.replaceAll('.', '').replace(',', '.'))
}
