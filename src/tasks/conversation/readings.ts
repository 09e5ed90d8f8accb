/** Which tables hold conversations: whole ones in a cell, or questions and their answers in columns. */
import { conversationOf, turnAccount } from '../../engine/data/answers/wholeConversation.ts'
import { instructionsIn, turnsLikelihood } from '../../engine/data/columns/instructionColumns.ts'
import { displayText } from '../../engine/data/displayText.ts'
import { splitColumn } from '../../engine/data/guessColumns.ts'
import { limits } from '../../engine/data/limits.ts'
import type { TableFit, TableReading } from '../../engine/data/reading.ts'
import { splitOf } from '../../engine/data/splitNames.ts'
import type { TextTable } from '../../engine/data/table.ts'
import type { Columns } from '../../shared/domain/data.ts'
import { isMessage } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'

export const tableOfTurns: TableReading = { fits }

function fits(table: TextTable, wanted: Columns): readonly TableFit[] {
  const found = instructionsIn(table, wanted)
  if (!found) return []
  const { prompts, answer, likelihood } = found
  const split = splitColumn(table, [...prompts, answer])
  const name = (column: number) => displayText(table.names[column] ?? '', limits.labelLength)
  const account = turnAccount()
  return [
    {
      task: 'conversation',
      likelihood: turnsLikelihood(likelihood),
      columns: { text: name(answer), label: null, ...(prompts.length > 0 && { prompts: prompts.map(name) }) },
      unfit: notice('tableWithoutTexts'),
      async exampleOf(cells, maker) {
        const turns = found.turns(cells)
        if (isMessage(turns)) return turns
        const conversation = conversationOf(turns)
        if (isMessage(conversation)) return conversation
        account.add(conversation.changed)
        const part = split === null ? null : splitOf((cells[split] ?? '').trim())
        return { ...(await maker.turns(conversation.turns)), target: { kind: 'text' }, split: part }
      },
      warnings: () => [...account.notices(), ...found.notices()],
    },
  ]
}
