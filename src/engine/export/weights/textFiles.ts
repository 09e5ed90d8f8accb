/**
 * The tokenizer's files as an export gives them away: with the limit that the run cut texts at, with a token to pad by,
 * and with whatever the page puts between two texts, so that Python's tokenizers make the same ids.
 */
import type { ExportedFile } from '../../../shared/domain/files.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskId } from '../../../tasks/ids.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { type ChatTemplate, plainSource } from '../../inputs/chat/chatTemplate.ts'
import { publishedTemplate } from '../../inputs/chat/publishedTemplate.ts'
import type { TextTokenizer } from '../../inputs/tokenizer.ts'
import { isRecord } from '../../isRecord.ts'
import type { ModelText } from '../../models/modelText.ts'
import type { Trunk } from '../../models/trunk.ts'
import { jsonBlob } from './jsonBlob.ts'

type Limited = Pick<TunedModel, 'task' | 'maxTokens' | 'constants'>

/** At how many tokens a text is cut, marks counted; null where a long text is cut into windows, or nothing is read. */
export function cutAt({ task, maxTokens }: Limited): number | null {
  const { input, windowed } = taskCard(task)
  return input === 'image' || windowed ? null : maxTokens
}

/** tokenizer.json and tokenizer_config.json. @param typed whether the network reads types of tokens. */
export function tokenizerFiles(text: ModelText, of: Limited, typed: boolean): ExportedFile[] {
  const most = cutAt(of)
  const definition = isRecord(text.files.tokenizer) ? text.files.tokenizer : {}
  const template = setsPairsApart(text, of) ? pairTemplate(text.tokenizer) : null
  return [
    {
      name: 'tokenizer.json',
      blob: jsonBlob({
        ...definition,
        ...(template && { post_processor: template }),
        // Windows are cut by whoever trains on them; a limit that came along would cut texts that are continued.
        truncation:
          most === null ? null : { direction: 'Right', max_length: most, strategy: 'LongestFirst', stride: 0 },
        padding: null,
      }),
    },
    {
      name: 'tokenizer_config.json',
      blob: jsonBlob({ ...settingsOf(text, most, typed), ...templateTrainedBy(text, of) }),
    },
  ]
}

/** A model that was trained by the plain template is asked by it everywhere; the model's own is among its settings. */
function templateTrainedBy({ tokenizer }: ModelText, of: Limited): { readonly chat_template?: string } {
  return isPlain(of) ? { chat_template: plainSource(tokenizer) } : {}
}

function isPlain({ constants }: Pick<TunedModel, 'constants'>): boolean {
  return constants?.plainTemplate?.[0] === 1
}

/** What the model's conversations are written out by; null where it has no template and was trained on none. */
export function chatSource(
  { tokenizer, files }: ModelText,
  of: Pick<Limited, 'task' | 'constants'>,
): Pick<ChatTemplate, 'kind' | 'source'> | null {
  const published = isPlain(of) ? null : publishedTemplate(files.config)
  if (published !== null) return { kind: 'own', source: published }
  return taskCard(of.task).input === 'turns' ? { kind: 'plain', source: plainSource(tokenizer) } : null
}

/** chat_template.jinja, where transformers looks first; the same stands in tokenizer_config.json, for who looks there. */
export function templateFile(text: ModelText, of: Limited): ExportedFile[] {
  const written = taskCard(of.task).headed ? null : chatSource(text, of)
  return written ? [{ name: 'chat_template.jinja', blob: new Blob([written.source]) }] : []
}

/** Whether an adapter needs the tokenizer beside it, since the published one of its base reads otherwise. */
export function readsOtherwise(text: ModelText, of: Limited): boolean {
  return isPlain(of) || setsPairsApart(text, of)
}

/** Whether the page sets a mark between two texts that the published tokenizer does not. */
function setsPairsApart({ files }: ModelText, { task }: Pick<TunedModel, 'task'>): boolean {
  if (taskCard(task).input !== 'pair') return false
  return !isRecord(files.tokenizer) || !setsBetween(files.tokenizer)
}

function settingsOf({ tokenizer, files }: ModelText, most: number | null, typed: boolean): Record<string, unknown> {
  const published = isRecord(files.config) ? files.config : {}
  const { max_length: _, ...settings } = { ...bareSettings(tokenizer, files.config), ...published }
  return {
    ...settings,
    ...(most !== null && { model_max_length: most }),
    ...(published.pad_token ? {} : { pad_token: tokenOf(tokenizer, tokenizer.padId) }),
    padding_side: 'right',
    truncation_side: 'right',
    model_input_names: typed ? ['input_ids', 'token_type_ids', 'attention_mask'] : ['input_ids', 'attention_mask'],
  }
}

/** Where nobody published settings, transformers would guess them by the family: it is told to read tokenizer.json alone. */
function bareSettings(tokenizer: TextTokenizer, published: unknown): Record<string, unknown> {
  if (isRecord(published) && typeof published.tokenizer_class === 'string') return {}
  const end = tokenizer.endId === null ? {} : { eos_token: tokenOf(tokenizer, tokenizer.endId) }
  return { tokenizer_class: 'PreTrainedTokenizerFast', ...end, clean_up_tokenization_spaces: false }
}

function tokenOf(tokenizer: TextTokenizer, id: number): string {
  return tokenizer.decode([id], { special: true })
}

/** Whether the tokenizer's own template has a mark between two texts. */
function setsBetween({ post_processor: processor }: Readonly<Record<string, unknown>>): boolean {
  const steps = isRecord(processor) && Array.isArray(processor.processors) ? processor.processors : [processor]
  return steps.some((step) => {
    if (!isRecord(step)) return false
    if (step.type === 'BertProcessing' || step.type === 'RobertaProcessing') return true
    return step.type === 'TemplateProcessing' && Array.isArray(step.pair) && step.pair.length > 2
  })
}

/** The template by which the page sets two texts in one row; a single text as before. */
function pairTemplate(tokenizer: TextTokenizer): Record<string, unknown> {
  const { before, between, after, firstType, secondType } = tokenizer.pair
  const marks = (ids: readonly number[], type: number) =>
    ids.map((id) => ({ SpecialToken: { id: tokenOf(tokenizer, id), type_id: type } }))
  const sequence = (id: 'A' | 'B', type: number) => ({ Sequence: { id, type_id: type } })
  const all = [...new Set([...tokenizer.before, ...tokenizer.after, ...before, ...between, ...after])]
  return {
    type: 'TemplateProcessing',
    single: [...marks(tokenizer.before, 0), sequence('A', 0), ...marks(tokenizer.after, 0)],
    pair: [
      ...marks(before, firstType),
      sequence('A', firstType),
      ...marks(between, firstType),
      sequence('B', secondType),
      ...marks(after, secondType),
    ],
    special_tokens: Object.fromEntries(
      all.map((id) => {
        const token = tokenOf(tokenizer, id)
        return [token, { id: token, ids: [id], tokens: [token] }]
      }),
    ),
  }
}

/** Whether transformers has to be told of the space before each word, which tokenizers of bytes take into it. */
export function spacesWords(task: TaskId, { input }: Trunk, text: ModelText | null): boolean {
  if (taskCard(task).input !== 'words' || input.kind !== 'text') return false
  return input.causal || text?.tokenizer.byBytes === true
}
