/**
 * Text files whose lines are examples: each line after its label ("negative: too loud", "DESC:def What is …?"), a file for
 * each class ("positive.txt", "rt-polarity.neg"), or the answers line by line in a file of their own ("train_text.txt" and
 * "train_labels.txt"). Dialogues and lists of words look alike, so that names must speak for it.
 */
import { displayText } from '../../engine/data/displayText.ts'
import { groupBy } from '../../engine/data/groupBy.ts'
import { inGroups } from '../../engine/data/inGroups.ts'
import type { LabelledExample } from '../../engine/data/labelled.ts'
import { limits } from '../../engine/data/limits.ts'
import type { Pace } from '../../engine/data/pace.ts'
import type { TextFile, TextFilesFit } from '../../engine/data/reading.ts'
import { rowPath } from '../../engine/data/skippedRows.ts'
import { splitsOfFiles } from '../../engine/data/splitsOfFiles.ts'
import { textMaker } from '../../engine/data/textContent.ts'
import type { SkippedFile } from '../../shared/domain/data.ts'
import { few } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'

/** A line as an example; `row` from 1. */
interface LabelledLine {
  readonly row: number
  readonly text: string
  readonly label: string
}

interface LabelledFile {
  readonly path: string
  readonly lines: readonly LabelledLine[]
}

interface LinesRead {
  readonly files: readonly LabelledFile[]
  readonly skipped: readonly SkippedFile[]
  /** How it was understood. */
  readonly told: Message
  readonly likelihood: number
}

export function labelledLines(files: readonly TextFile[]): readonly TextFilesFit[] {
  const read = answersBeside(files) ?? filesOfClasses(files) ?? labelsBefore(files)
  if (!read) return []
  const classes = new Set(read.files.flatMap(({ lines }) => lines.map(({ label }) => label)))
  if (classes.size < 2) return []
  return [{ task: 'text-classification', likelihood: read.likelihood, examples: (pace) => examplesOf(read, pace) }]
}

async function examplesOf({ files, skipped, told }: LinesRead, pace: Pace) {
  const maker = textMaker()
  const splits = splitsOfFiles(files.map(({ path }) => path))
  const lines = files.flatMap(({ path, lines: own }, at) => own.map((line) => ({ ...line, path, split: splits[at] })))
  const filled = lines.filter(({ text }) => text !== '')
  const examples = await inGroups(
    filled,
    pace,
    async ({ path, row, text, label, split = null }): Promise<LabelledExample> => ({
      path: rowPath(path, row),
      split,
      target: { kind: 'class', name: label },
      ...(await maker.make('', text)),
    }),
  )
  const empty = lines.filter(({ text }) => text === '')
  const left = empty.map(({ path, row }) => ({ path: rowPath(path, row), reason: notice('rowWithoutText') }))
  return { examples, skipped: [...skipped, ...left], warnings: [told, ...maker.warnings()] }
}

/** What classes of published texts are called. */
const classWords = new Set(
  `positive negative neutral pos neg neu positiv negativ positivo negativo positif negatif good bad spam ham toxic nontoxic
   real fake true false yes no offensive hateful hate joy anger fear sadness love surprise disgust happy sad angry sarcastic
   ironic urgent normal relevant irrelevant entailment contradiction`.split(/\s+/),
)

/** Of these, the ones that no person, place or book is called, so that they leave nothing in doubt. */
const plainWords = new Set(
  `positive negative neutral pos neg neu positiv negativ positivo negativo positif negatif spam ham toxic nontoxic offensive
   hateful sarcastic ironic urgent relevant irrelevant entailment contradiction`.split(/\s+/),
)

/** At least half of the labels leave nothing in doubt. */
function arePlain(labels: ReadonlySet<string>): boolean {
  const plain = [...labels].filter((label) => plainWords.has(label.toLowerCase()) || /^-?\d$/.test(label))
  return 2 * plain.length >= labels.size
}

function wordsIn(name: string): readonly string[] {
  return name.toLowerCase().match(/\p{L}+/gu) ?? []
}

const fewLines = 10
const mostLabels = 60

/** A short word and a colon, or TREC's "DESC:def" and a space. */
const colon = /^([\p{L}\p{N}_+-]{1,24}):[ \t]+(\S.*)$/u
/** A label in a column of its own, with blanks up to where the texts begin. */
const column = /^([\p{L}\p{N}_+-]{1,24}) {2,}(\S.*)$/u
const trec = /^([A-Z]{2,6}:[a-z]+)[ \t]+(\S.*)$/

function labelsBefore(files: readonly TextFile[]): LinesRead | null {
  for (const shape of [trec, colon, column]) {
    const read = filesAfterLabels(files, shape)
    const lines = read.flatMap(({ lines: own }) => own)
    const labels = new Set(lines.map(({ label }) => label))
    if (lines.length < fewLines) continue
    if (labels.size > mostLabels || 2 * labels.size > lines.length || (shape === column && labels.size < 2)) continue
    const known = [...labels].filter((label) => classWords.has(label.toLowerCase()) || /^-?\d$/.test(label)).length
    return {
      files: read,
      skipped: [],
      told: notice('labelsBeforeLines', { labels: shown(labels) }),
      likelihood: likelihoodOf(labels, { known: 2 * known >= labels.size, sure: shape === trec }),
    }
  }
  return null
}

/** What a file of speakers and their words is likelier to be is continued; where its names may be either, a person is asked. */
const likelihoods = { sure: 0.5, known: 0.25, unknown: 0.05 }

interface Known {
  /** Whether classes are called so, as people may be. */
  readonly known: boolean
  /** Whether something else leaves nothing in doubt. */
  readonly sure: boolean
}

function likelihoodOf(labels: ReadonlySet<string>, { known, sure }: Known): number {
  if (sure || (known && arePlain(labels))) return likelihoods.sure
  return known ? likelihoods.known : likelihoods.unknown
}

/** None where a line of any does not begin with a label: most texts are known by their first line. */
function filesAfterLabels(files: readonly TextFile[], shape: RegExp): readonly LabelledFile[] {
  const read: LabelledFile[] = []
  for (const { path, text } of files) {
    const lines = linesAfterLabels(text, shape)
    if (!lines) return []
    read.push({ path, lines })
  }
  return read
}

/** Null where a line does not begin with a label. */
function linesAfterLabels(text: string, shape: RegExp): readonly LabelledLine[] | null {
  const first = /\S[^\n]*/.exec(text)?.[0].trim()
  if (first !== undefined && !shape.test(first)) return null
  const lines: LabelledLine[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const [, label, rest] = shape.exec(line.trim()) ?? []
    if (label === undefined || rest === undefined) return null
    lines.push({ row: at + 1, label, text: rest })
  }
  return lines
}

/** Each file is named after one class, whatever else its name says. */
function filesOfClasses(files: readonly TextFile[]): LinesRead | null {
  if (files.length < 2) return null
  const named = files.map(({ path, text }) => ({ path, text, words: wordsIn(path.split('/').at(-1) ?? '') }))
  const labelled = named.flatMap(({ path, text, words }) => {
    const labels = words.filter((word) => classWords.has(word))
    return labels.length === 1 ? [{ path, lines: filledLines(text, labels[0] ?? '') }] : []
  })
  if (labelled.length < files.length || labelled.some(({ lines }) => lines.length < 3)) return null
  const labels = new Set(labelled.flatMap(({ lines }) => lines.slice(0, 1).map(({ label }) => label)))
  return {
    files: labelled,
    skipped: [],
    told: notice('filesReadAsClasses', { labels: shown(labels) }),
    likelihood: likelihoodOf(labels, { known: true, sure: named.every(({ words }) => words.every(isOfClass)) }),
  }
}

/** A class, or what such files are called besides: "happy.txt" and "train_happy.txt", but not "happy-feet.txt". */
function isOfClass(word: string): boolean {
  return classWords.has(word) || textWords.has(word) || answerWords.has(word) || besideClasses.has(word)
}

const besideClasses = new Set(
  `txt md train training test testing dev val valid validation reviews review tweets comments messages lines examples polarity
   rt all only set list class`.split(/\s+/),
)

function filledLines(text: string, label: string): readonly LabelledLine[] {
  return text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [{ row: at + 1, label, text: line.trim() }]))
}

const textWords = new Set(['text', 'texts', 'sentence', 'sentences', 'input', 'inputs', 'x', 'seq', 'data'])
const answerWords = new Set(['label', 'labels', 'class', 'classes', 'target', 'targets', 'y', 'answers'])

/** A file of texts beside one of as many answers, under names that differ in that alone. */
function answersBeside(files: readonly TextFile[]): LinesRead | null {
  const names = files.filter(({ path }) => wordsIn(path.split('/').at(-1) ?? '').includes('mapping'))
  const namesOf = namesOfNumbers(names)
  const answersBy = groupBy(files, ({ path }) => besideName(path, answerWords))
  const pairs = files.flatMap((one) => {
    const key = besideName(one.path, textWords)
    const beside = key === null ? [] : (answersBy.get(key) ?? []).filter((other) => other !== one)
    const fitting = beside.flatMap(({ path, text }) => {
      const lines = together(one.text, text, namesOf(path))
      return lines ? [{ path: one.path, lines, answers: path }] : []
    })
    // Where several files have as many lines, none of them is known to be the answers.
    return fitting.length === 1 ? fitting : []
  })
  const labels = new Set(pairs.flatMap(({ lines }) => lines.map(({ label }) => label)))
  const lines = pairs.reduce((sum, pair) => sum + pair.lines.length, 0)
  const [first] = pairs
  if (!first || lines < fewLines || labels.size > mostLabels || 2 * labels.size > lines) return null
  const used = new Set([...pairs.flatMap(({ path, answers }) => [path, answers]), ...names.map(({ path }) => path)])
  return {
    files: pairs,
    skipped: files
      .filter(({ path }) => !used.has(path))
      .map(({ path }) => ({ path, reason: notice('noAnswersBeside') })),
    told: notice('answersReadBeside', { texts: nameOf(first.path), answers: nameOf(first.answers) }),
    likelihood: 0.6,
  }
}

/** What is left of a path without such a word, numbers too: "texts_1.txt" belongs to "labels_1.txt". Null without one. */
function besideName(path: string, own: ReadonlySet<string>): string | null {
  const parts = (path.split('/').at(-1) ?? '').toLowerCase().match(/\p{L}+|\p{N}+/gu) ?? []
  const rest = parts.filter((part) => !own.has(part))
  return rest.length < parts.length ? [folderOf(path), ...rest].join(' ') : null
}

type Names = ReadonlyMap<string, string>

/** By the path of the answers: those of the file in their folder, else of the only one. */
function namesOfNumbers(files: readonly TextFile[]): (path: string) => Names {
  const all = files.map(({ path, text }): readonly [string, Names] => [
    folderOf(path),
    new Map(text.split('\n').flatMap(mapped)),
  ])
  const byFolder = new Map(all)
  const only = all.length === 1 ? all[0]?.[1] : undefined
  return (path) => byFolder.get(folderOf(path)) ?? only ?? new Map()
}

function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/')
}

/** "0⇥negative": the name of a number. */
function mapped(line: string): readonly (readonly [string, string])[] {
  const [, number, name] = /^\s*(-?\d+)\s*[\t,:=]\s*(\S.*?)\s*$/.exec(line) ?? []
  return number === undefined || name === undefined ? [] : [[number, name]]
}

/** Null where they are not equally long. */
function together(texts: string, answers: string, names: Names): readonly LabelledLine[] | null {
  const [given, said] = [texts, answers].map((text) => text.replace(/\n+$/, '').split('\n')) as [string[], string[]]
  if (given.length !== said.length || said.some((line) => line.trim() === '')) return null
  return given.map((text, at) => {
    const label = said[at]?.trim() ?? ''
    return { row: at + 1, text: text.trim(), label: names.get(label) ?? label }
  })
}

function nameOf(path: string): string {
  return displayText(path.split('/').at(-1) ?? path, limits.pathLength)
}

function shown(labels: ReadonlySet<string>) {
  return few([...labels].sort().map((label) => displayText(label, limits.labelLength)))
}
