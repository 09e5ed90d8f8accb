// What is said of a proof: how many examples were asked about, and how far the answers lie apart.
import type { ExportProof } from '../../../shared/domain/exports.ts'
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
  return `Checked: ${asked}, ${differenceWords(proof)}.${roundingWords(proof)}`
}

type Checked = Extract<ExportProof, { readonly status: 'checked' }>

function differenceWords({ of, largest }: Checked): string {
  if (largest === 0) return 'answered alike to the last digit'
  return `largest difference ${formatPower(largest)}${of === 'number' ? ' of the number' : ''}`
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
