/**
 * `npm run methods`: trains the built-in samples by every method that fits, through the page as `npm run demo` does, and
 * prints the table that stands in docs/benchmarks.md; with `-- --write` it puts it there. `--seeds 1,2,3` decides how often.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { methodCards, methodRefusal } from '../methods/cards.ts'
import type { MethodId } from '../methods/ids.ts'
import type { ModelCard } from '../shared/catalog/models.ts'
import { modelCard } from '../shared/catalog/models.ts'
import { parseReport } from '../shared/report/report.ts'
import { ensureBuilt } from './buildStudio.ts'
import { writeBetweenMarks } from './writeBetweenMarks.ts'

const models = ['thaw-text', 'thaw-vision'] as const

interface Outcome {
  readonly accuracies: readonly number[]
  readonly trainable: number
}

export async function main(words: string[]): Promise<number> {
  const options = { write: { type: 'boolean' }, seeds: { type: 'string', default: '1,2,3' } } as const
  const { values } = parseArgs({ args: words, options })
  const seeds = values.seeds.split(',').map(Number)
  await ensureBuilt()
  const parts: string[] = []
  for (const id of models) parts.push(await tableOf(modelCard(id) as ModelCard, seeds))
  const text = parts.join('\n\n')
  console.log(text)
  if (values.write) await writeBetweenMarks('docs/benchmarks.md', 'methods', text)
  return 0
}

/** What the others are told apart from. */
const baseline: MethodId = 'head'

async function tableOf(card: ModelCard, seeds: readonly number[]): Promise<string> {
  const outcomes = new Map<MethodId, Outcome>()
  const [task = 'image-classification'] = card.tasks
  for (const { id } of methodCards) {
    if (methodRefusal(id, task, card.family) !== null) continue
    outcomes.set(id, await outcomeOf(card.id, id, seeds))
    console.error(`${card.id} ${id}: ${outcomes.get(id)?.accuracies.join(', ')}`)
  }
  const head = outcomes.get(baseline) as Outcome
  const rows = methodCards.map(({ id, title }) => {
    const outcome = outcomes.get(id)
    if (!outcome) return `| ${title} | | | ${methodRefusal(id, task, card.family)} |`
    const { accuracies, trainable } = outcome
    const score = `${mean(accuracies).toFixed(3)} ± ${spread(accuracies).toFixed(3)}`
    const note = id === baseline ? '' : verdict(id, accuracies, head.accuracies)
    return `| ${title} | ${score} | ${trainable.toLocaleString('en')} | ${note} |`
  })
  const caption = `**${card.title}**, its sample, test accuracy over seeds ${seeds.join(', ')} (mean ± standard deviation), every setting at its default:`
  const columns = '| Method | Test accuracy | Trainable | |\n| --- | --- | ---: | --- |'
  return `${caption}\n\n${columns}\n${rows.join('\n')}`
}

/** How a method stands beside the head alone, and why where it is no better. */
function verdict(id: MethodId, own: readonly number[], head: readonly number[]): string {
  const difference = mean(own) - mean(head)
  if (difference > 0) return `${difference.toFixed(3)} above the head`
  const apart = difference > -Math.max(spread(own), spread(head))
  if (apart) return 'no better than the head: the difference is within the spread of the seeds'
  return `${(-difference).toFixed(3)} below the head: ${reasons[id] ?? 'it changes more than this little data can settle'}`
}

const reasons: Partial<Record<MethodId, string>> = {
  prompt: 'prompts want a far larger network (Lester et al. 2021, figure 1)',
  prefix: 'a prefix disturbs a small network’s attention before it helps',
}

async function outcomeOf(model: string, method: MethodId, seeds: readonly number[]): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-methods-'))
  try {
    const reports = []
    for (const seed of seeds) {
      const json = join(folder, `${seed}.json`)
      const words = ['demo', '--model', model, '--method', method, '--seed', String(seed), '--backend', 'wasm']
      await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'run.mjs'), ...words, '--json', json])
      reports.push(parseReport(JSON.parse(await readFile(json, 'utf8'))))
    }
    return {
      accuracies: reports.map(({ test }) => ('accuracy' in test ? Number(test.accuracy) : Number.NaN)),
      trainable: reports[0]?.parameters.trainable ?? 0,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Of a sample; 0 for a single value. */
function spread(values: readonly number[]): number {
  const middle = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  return values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0
}
