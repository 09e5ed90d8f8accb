/** Classes of very different sizes: a model that never names the smaller ones looks good. */
import type { Remedy } from '../../../shared/domain/cleaning.ts'
import { notice } from '../../../shared/messages/say.ts'
import { unevenNotice } from '../../../shared/metrics/classBalance.ts'
import type { DataCheck } from './dataCheck.ts'
import { addExamples } from './remedies.ts'
import { trainedCounts } from './trainedCounts.ts'

export const unevenClasses: DataCheck = (input) => {
  const { dataset, settings, noun } = input
  const counts = trainedCounts(input)
  if (!counts) return []
  const sized = [...counts].map(([name, examples]) => ({ name: dataset.classes[name] ?? '', count: examples }))
  const message = unevenNotice(sized, noun[1], settings.weighted)
  if (!message) return []
  const weigh: Remedy = {
    ...{ kind: 'set', label: notice('remedyWeighClasses') },
    ...{ key: 'regularisation.classWeights', value: 'auto' },
  }
  return [{ check: 'uneven-classes', message, remedies: [...(settings.weighted ? [] : [weigh]), addExamples(input)] }]
}
