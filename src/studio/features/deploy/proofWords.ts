// What is said of a proof: how many examples were asked about, and how far the answers lie apart.
import type { ExportProof, WrittenAlike } from '../../../shared/domain/exports.ts'
import type { Say } from '../../../shared/messages/message.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import { exampleWords } from '../../store/taskWords.ts'
import { countOf } from '../../ui/format.ts'

/** "Checked: 50 test pictures, largest difference 2·10⁻⁶." */
export function proofWords(proof: ExportProof, task: TaskId, say: Say): string {
  if (proof.status === 'unchecked') return `Not checked. ${say(proof.why)}`
  const { one, many } = exampleWords(task)
  const asked =
    proof.from === 'test'
      ? countOf(proof.examples, `test ${one}`, `test ${many}`)
      : `${countOf(proof.examples, one, many)} of the open data`
  if (proof.written) return `Checked: ${asked}, ${writtenWords(proof.written)}`
  return `Checked: ${asked}, ${differenceWords(proof)}.${roundingWords(proof)}`
}

type Checked = Extract<ExportProof, { readonly status: 'checked' }>

function differenceWords({ of, largest }: Checked): string {
  if (largest === 0) return 'answered alike to the last digit'
  return `largest difference ${formatPower(largest)}${of === 'number' ? ' of the number' : ''}`
}

/** "at 768 places. At 98.4 % of them it finds the same next token likeliest; …" */
function writtenWords({ places, alike, apart }: WrittenAlike): string {
  const where = `at ${countOf(places, 'place', 'places')}`
  if (apart === 0) return `${where}, alike to the last digit.`
  const same = alike === 1 ? 'all' : shareWords(alike)
  return `${where}. At ${same} of them the same next token is the likeliest, and the probability of the one that does follow differs by ${formatPower(apart)}, on average.`
}

/** Rounded down, so that not all is never called all. */
function shareWords(share: number): string {
  return `${(Math.floor(1000 * share) / 10).toFixed(1)} %`
}

/** " 8 bits may change an answer by 0.1; 2 of them changed by more." */
function roundingWords({ rounded }: Checked): string {
  if (!rounded) return ''
  const { most, beyond } = rounded
  const more = beyond === 0 ? '' : `; ${beyond} of them changed by more`
  return ` Rounding to 8 bits may change an answer by up to ${most}${more}.`
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** "2·10⁻⁶" */
export function formatPower(value: number): string {
  const [digits = '', power = ''] = value.toExponential(0).split('e')
  const raised = [...power]
    .map((sign) => (sign === '-' ? '⁻' : sign === '+' ? '' : superscripts[Number(sign)]))
    .join('')
  return `${digits}·10${raised}`
}
