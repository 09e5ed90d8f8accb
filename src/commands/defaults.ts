/**
 * `npm run defaults`: whether a recipe's defaults make what there is of frozen features. Trains by the defaults on the
 * engine in Node, beside scikit-learn's logistic regression (best C by validation) on the same features, split and
 * seeds, at several amounts of data, and prints the table that stands in docs/benchmarks.md; with `--write` it puts it
 * there. Each row that is done is kept in `--cache`, so that the command goes on where it was stopped.
 */
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { methodIds } from '../methods/ids.ts'
import { en } from '../shared/messages/en.ts'
import { speak } from '../shared/messages/say.ts'
import type { FieldValue } from '../shared/recipe/field.ts'
import { parseField } from '../shared/recipe/recipe.ts'
import { defaultsTable } from './defaults/defaultsTable.ts'
import { measureDefaults } from './defaults/measureDefaults.ts'
import { openRows } from './defaults/rows.ts'
import { startWasm } from './nodeBackend.ts'
import { writeBetweenMarks } from './writeBetweenMarks.ts'

const usage = `npm run defaults -- [--data PATH]…        default: the samples of pictures and of texts
                    [--model ID]          of the gallery; default: the embedded model for the data
                    [--methods head,lora,top-blocks]
                    [--set key=value]…    other than by default
                    [--labels 8,32,128,all]      a class to train on
                    [--seeds 1,2,3]
                    [--python PATH]       with scikit-learn: test/reference/linear_classifier.py
                    [--hub DIR]           as for npm run demo
                    [--cache DIR]         rows that are done, and features
                    [--write]             the table goes into docs/benchmarks.md`

const text = { type: 'string' } as const
const options = {
  data: {
    ...text,
    multiple: true,
    default: ['public/samples/picture-book.zip', 'public/samples/questions.csv'] as string[],
  },
  model: text,
  methods: { ...text, default: 'head' },
  set: { ...text, multiple: true, default: [] as string[] },
  labels: { ...text, default: '8,32,128,all' },
  seeds: { ...text, default: '1,2,3' },
  python: { ...text, default: 'python3' },
  hub: text,
  cache: { ...text, default: join(tmpdir(), 'thaw-defaults') },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

export async function main(words: string[]): Promise<number> {
  const { values } = parseArgs({ args: words, options })
  if (values.help) {
    console.log(usage)
    return 0
  }
  speak(en)
  await startWasm()
  await mkdir(values.cache, { recursive: true })
  const rows = await openRows(join(values.cache, 'rows.json'))
  const wanted = {
    methods: listed(values.methods, (id) => methodIds.find((known) => known === id)),
    labels: listed(values.labels, (word) => (word === 'all' ? 0 : positive(word))),
    seeds: listed(values.seeds, positive),
    fields: new Map(values.set.map((words) => setting(words.indexOf('='), words))),
  }
  for (const data of values.data) await measureDefaults({ ...values, ...wanted, data, rows })
  const table = defaultsTable(rows.all())
  console.log(table)
  if (values.write) await writeBetweenMarks('docs/benchmarks.md', 'defaults', table)
  return 0
}

/** @throws Error that names the word which is none of these. */
function listed<T>(words: string, read: (word: string) => T | undefined): T[] {
  return words.split(',').map((word) => {
    const value = read(word.trim())
    if (value === undefined) throw new Error(`"${word}" is not understood.\n\n${usage}`)
    return value
  })
}

function setting(at: number, words: string): [key: string, value: FieldValue] {
  const key = words.slice(0, Math.max(0, at))
  return [key, parseField(key, words.slice(at + 1))]
}

function positive(word: string): number | undefined {
  const value = Number(word)
  return Number.isInteger(value) && value > 0 ? value : undefined
}
