/** The model card of a deployed page, in Markdown: what the person brings of it, and what the page itself changes. */

import { methodCard } from '../../../methods/cards.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { plain } from '../../../shared/report/markdown.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { licenceLine } from '../readmeParts.ts'
import { cutAt } from '../weights/textFiles.ts'

/** @param card the run's own; absent, what the model itself tells. */
export function pageCard(tuned: TunedModel, card: string | undefined): string {
  const ofRun = card && [card.trimEnd(), '', ...licenceSection(tuned)].join('\n').trimEnd()
  return `${(ofRun || ownCard(tuned)).trimEnd()}\n\n${ofPage}\n`
}

function ownCard(tuned: TunedModel): string {
  const { task, base, method, labels } = tuned
  const most = cutAt(tuned)
  const { doing } = taskCard(task).words
  const facts = [
    ...(base ? [`- Tuned from: ${plain(base.id)}${base.revision ? `, revision ${plain(base.revision)}` : ''}`] : []),
    ...(base ? licenceLine(base.id) : []),
    ...(method ? [`- Method: ${methodCard(method.id).title}`] : []),
    ...(labels.length > 0 ? [`- Classes: ${labels.map(plain).join(', ')}`] : []),
    ...(most === null ? [] : [`- A text is cut at ${most} tokens, as in training`]),
    '- Made with Thaw, on one device',
  ]
  return [`# ${capital(doing)}`, '', ...facts].join('\n')
}

/** The run's card knows no licence. */
function licenceSection({ base }: TunedModel): readonly string[] {
  return base ? ['## Licence', '', ...licenceLine(base.id)] : []
}

const ofPage = [
  '## In this page',
  '',
  'The weights are rounded to 8 bits, each row of a matrix by its own scale, so that the page is a quarter of the size. An answer can differ slightly from that of the model that was trained.',
].join('\n')
