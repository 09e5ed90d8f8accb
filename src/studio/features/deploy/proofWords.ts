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
  return `Checked: ${asked}, ${differenceWords(proof)}.`
}

function differenceWords({ of, largest }: Extract<ExportProof, { status: 'checked' }>): string {
  if (largest === 0) return 'answered alike to the last digit'
  return `largest difference ${formatPower(largest)}${of === 'number' ? ' of the number' : ''}`
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
