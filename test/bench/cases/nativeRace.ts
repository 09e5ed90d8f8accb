/**
 * Case 5: time to the same validation loss, beside naive PyTorch and peft on the same cores. LoRA on the top two layers
 * of the 6 × 384 network, read through its pooler and at the mean of its tokens; both contenders begin with the same
 * values, meet the same batches, and are judged after each epoch.
 */
import type { Link } from '../link.ts'
import { median, type Setting } from '../measure.ts'
import type { Job, NetworkId } from '../work/job.ts'
import type { PartAsked } from './case.ts'
import type { Finding } from './finding.ts'

export const nativeRaceTitle =
  'LoRA on the top two layers of 6 × 384: time to the same validation loss, beside PyTorch and peft'

const [batch, epochs] = [16, 5]

interface Pace {
  /** Seconds of training and judging up to each epoch's end. */
  readonly seconds: number[]
  readonly losses: number[]
  readonly stepMs: number[]
}

interface Racing {
  readonly label: string
  readonly network: NetworkId
  /** From the top; a pooler is one. */
  readonly blocks: number
  /** At three times as much the losses of the two part after some epochs, by their rounding alone, and chance decides. */
  readonly learningRate: number
}

const races: readonly Racing[] = [
  { label: 'pooler', network: 'bert-6x384-pooler', blocks: 3, learningRate: 1e-4 },
  { label: 'mean of tokens', network: 'bert-6x384', blocks: 2, learningRate: 3e-4 },
]

export async function runNativeRace(setting: Setting, { quick, wanted }: PartAsked): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const racing of races) if (racing.label.includes(wanted)) findings.push(...(await race(racing, setting, quick)))
  return findings
}

async function race(
  { label, network, blocks, learningRate }: Racing,
  setting: Setting,
  quick: boolean,
): Promise<Finding[]> {
  const [batches, heldOut] = quick ? [15, 64] : [125, 400]
  const way = { kind: 'lora', rank: 8, blocks } as const
  const job: Job = { network, way, batch, batches, heldOut, learningRate, cached: true }
  const [ours, theirs] = [await setting.link('thaw'), await setting.link('native')]
  try {
    if (!ours || !theirs) return []
    const links = [ours, theirs] as const
    for (const link of links) {
      await link.call('open', setting.backend, setting.threads)
      await link.call('prepare', job)
    }
    const paces = links.map((): Pace => ({ seconds: [0], losses: [], stepMs: [] })) as [Pace, Pace]
    for (let epoch = 0; epoch < epochs; epoch++)
      for (const [at, link] of links.entries()) await trainEpoch(link, batches, paces[at] as Pace)
    return judged(paces, batches).map((finding) => ({ ...finding, what: `${label}: ${finding.what}` }))
  } finally {
    await ours?.stop()
    await theirs?.stop()
  }
}

async function trainEpoch(link: Link, batches: number, { seconds, losses, stepMs }: Pace): Promise<void> {
  const { ms } = await link.call('run', batches)
  const { ms: judgeMs, loss } = await link.call('judge')
  seconds.push((seconds.at(-1) ?? 0) + (ms + judgeMs) / 1000)
  losses.push(loss)
  stepMs.push(ms / batches)
}

function judged([ours, theirs]: [Pace, Pace], batches: number): Finding[] {
  const goal = Math.max(Math.min(...ours.losses), Math.min(...theirs.losses))
  const until = ({ seconds, losses }: Pace) => seconds[losses.findIndex((loss) => loss <= goal) + 1] ?? Number.NaN
  const apart = Math.max(...ours.losses.map((loss, at) => Math.abs(loss / (theirs.losses[at] ?? Number.NaN) - 1)))
  const per = (pace: Pace) => `${pace.losses.map((loss) => loss.toFixed(4)).join(', ')}`
  return [
    {
      what: `Thaw’s time to validation loss ${goal.toFixed(4)}, of PyTorch’s`,
      value: until(ours) / until(theirs),
      atMost: 1,
      detail: `${until(ours).toFixed(1)} s beside ${until(theirs).toFixed(1)} s, ${batches} steps an epoch`,
    },
    {
      what: 'largest difference of the validation losses, relative',
      value: apart,
      atMost: 0.01,
      detail: `Thaw ${per(ours)}; PyTorch ${per(theirs)}`,
    },
    {
      what: 'Thaw’s time a step, first epoch, of PyTorch’s',
      value: (ours.stepMs[0] ?? Number.NaN) / (theirs.stepMs[0] ?? Number.NaN),
      detail: `${ours.stepMs[0]?.toFixed(0)} ms beside ${theirs.stepMs[0]?.toFixed(0)} ms`,
    },
    {
      what: 'Thaw’s time a step, later epochs, of PyTorch’s',
      value: median(ours.stepMs.slice(1)) / median(theirs.stepMs.slice(1)),
      detail: `${median(ours.stepMs.slice(1)).toFixed(0)} ms beside ${median(theirs.stepMs.slice(1)).toFixed(0)} ms`,
    },
  ]
}
