/**
 * Conversations as they are fed to models, with the marks of a chat template within the text: ChatML, Llama's and
 * Mistral's `[INST]`, Gemma's and Phi's turns, Alpaca's and Vicuna's headings, "Human:" and "Assistant:".
 */
import { few } from '../../../shared/messages/few.ts'
import { notice } from '../../../shared/messages/say.ts'
import { speakerOf, type Turn } from '../answers/conversations.ts'
import { scoredColumns } from '../columns/columnScores.ts'
import { displayText } from '../displayText.ts'
import { limits } from '../limits.ts'
import type { TextTable } from '../table.ts'
import { mostly, sampleCells, withColumn } from './cells.ts'

export function markedChats(table: TextTable): TextTable | null {
  const columns = scoredColumns(table).filter(
    ({ column, meanLength }) =>
      meanLength > 10 && mostly(sampleCells(table, column), (cell) => markedTurns(cell) !== null),
  )
  if (columns.length === 0) return null
  const names = few(columns.map(({ name }) => displayText(name, limits.labelLength)))
  const read = columns.reduce((so, { column }) => withColumn(so, column, asTurns), table)
  return { ...read, warnings: [...(table.warnings ?? []), notice('chatMarksRead', { columns: names })] }
}

function asTurns(cell: string): string {
  const turns = markedTurns(cell)
  return turns ? JSON.stringify(turns.map(({ speaker, text }) => ({ role: speaker, content: text }))) : cell
}

/** How a template marks where a turn begins, with its speaker, and where it ends. */
interface Marks {
  readonly begin: RegExp
  readonly end: RegExp
}

const plainNames = 'human|user|assistant|ai|bot|system'
const marks: readonly Marks[] = [
  { begin: /<\|im_start\|>\s*(\w+)[ \t]*\n?/g, end: /<\|im_end\|>/g },
  { begin: /<\|start_header_id\|>\s*(\w+)\s*<\|end_header_id\|>/g, end: /<\|(?:eot_id|end_of_text|begin_of_text)\|>/g },
  { begin: /<start_of_turn>\s*(\w+)[ \t]*\n?/g, end: /<end_of_turn>|<[be]os>/g },
  { begin: /<\|(system|user|assistant|prompter|human|bot)\|>:?/g, end: /<\|(?:end|endoftext|eot)\|>|<\/s>/g },
  {
    begin:
      /(?<![^\n.?!\s])#{2,3} ?(system|human|user|instruction|input|question|assistant|response|answer|output) ?:/gi,
    end: /<\/?s>|<\|endoftext\|>/g,
  },
  { begin: new RegExp(`(?<=^|\\n)[ \\t]{0,8}(${plainNames}) ?:`, 'gi'), end: /<\/?s>|<\|endoftext\|>/g },
]

/** Null where a text has no such marks, or no question with its answer between them. */
export function markedTurns(cell: string): readonly Turn[] | null {
  const text = cell.includes('[INST]') ? withoutInst(cell) : cell
  for (const each of marks) {
    const turns = turnsBetween(text, each)
    if (turns) return turns
  }
  return null
}

/** `[INST] <<SYS>>…<</SYS>> question [/INST] answer` in the marks of ChatML. */
function withoutInst(cell: string): string {
  const open = (role: string) => `<|im_start|>${role}\n`
  return cell
    .replace(/<\/?s>/g, '')
    .replace(
      /\[INST\]\s*<<SYS>>([\s\S]*?)<<\/SYS>>/g,
      (_, system: string) => `${open('system')}${system}${open('user')}`,
    )
    .replaceAll('[INST]', open('user'))
    .replaceAll('[/INST]', open('assistant'))
}

function turnsBetween(text: string, { begin, end }: Marks): readonly Turn[] | null {
  const found = [...text.matchAll(begin)]
  const [first] = found
  if (!first || found.length < 2) return null
  const before = text.slice(0, first.index).replace(end, '').replace(/<s>/g, '').trim()
  // "Below is an instruction that describes a task …" sets the scene; any other words before are no conversation's.
  if (before !== '' && !/^below is an instruction|^a chat between/i.test(before)) return null
  const turns: Turn[] = before === '' ? [] : [{ speaker: 'system', text: before }]
  for (const [at, mark] of found.entries()) {
    const speaker = speakerOf(mark[1] ?? '')
    if (!speaker) return null
    const said = text
      .slice(mark.index + mark[0].length, found[at + 1]?.index)
      .replace(end, '')
      .trim()
    if (said !== '') turns.push({ speaker, text: said })
  }
  const asked = turns.findIndex(({ speaker }) => speaker === 'user')
  return asked >= 0 && turns.slice(asked).some(({ speaker }) => speaker === 'assistant') ? turns : null
}
