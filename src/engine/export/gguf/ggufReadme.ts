/** README.md beside the GGUF files: what they are, and the commands that ask them. Each is run by test/reference/check_gguf.py. */
import { methodCard } from '../../../methods/cards.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { baseLines } from '../readmeParts.ts'
import type { GgufForm, GgufPlan } from './ggufPlan.ts'
import { loraName } from './loraFile.ts'

export function ggufReadme(tuned: TunedModel, plan: GgufPlan): string {
  const { task, method } = tuned
  const smallest = plan.forms.at(-1) as GgufForm
  const lines = [
    ...frontMatter(tuned),
    `# ${capital(taskCard(task).words.doing)}, as GGUF`,
    '',
    'Trained with Thaw, in a web page.',
    '',
    ...baseLines(tuned),
    ...(method ? [`- Method: ${methodCard(method.id).title}, merged into the weights`] : []),
    '',
    '| file | holds |',
    '| --- | --- |',
    ...plan.forms.map((form) => `| \`${form.file}\` | ${formWords[form.type]} |`),
    ...(plan.lora ? [`| \`${loraName}\` | what was learned alone, for the untouched model as GGUF |`] : []),
    '| `Modelfile` | how Ollama takes it in |',
    '',
    '## With Ollama',
    '',
    '```sh',
    'ollama create my-model -f Modelfile',
    `ollama run my-model ${JSON.stringify(plan.template ? question : beginning)}`,
    '```',
    '',
    ...templateWords(plan),
    '## With llama.cpp',
    '',
    '```sh',
    plan.template
      ? `llama-cli -m ${smallest.file} --temp 0 -p ${JSON.stringify(question)}`
      : `llama-completion -m ${smallest.file} -no-cnv -n 40 -p ${JSON.stringify(beginning)}`,
    '```',
    '',
    ...loraWords(plan),
    ...inPython(plan, smallest),
  ]
  return `${lines.join('\n')}\n`
}

const question = 'A question of yours'
const beginning = 'Once upon a time'

const formWords: Readonly<Record<GgufForm['type'], string>> = {
  F32: 'the model, in 32 bits',
  F16: 'the model, in 16 bits',
  Q8_0: 'the model, in about 8 bits (Q8_0): half as large, and its answers differ slightly',
}

function frontMatter({ base, task }: TunedModel): string[] {
  return [
    '---',
    'library_name: gguf',
    ...(base ? [`base_model: ${JSON.stringify(base.id)}`] : []),
    `pipeline_tag: ${taskCard(task).huggingFace.pipelineTag}`,
    '---',
    '',
  ]
}

function templateWords({ template }: GgufPlan): string[] {
  if (!template || template.title !== null) return []
  return [
    'The chat template of this model has no known counterpart among Ollama’s, so the Modelfile has a plain one, and answers',
    'there will differ from those in Thaw. llama.cpp reads the model’s own template, which is in the file.',
    '',
  ]
}

function loraWords({ lora }: GgufPlan): string[] {
  if (!lora) return []
  return [
    'Or the untouched model with what was learned put on it, which can be swapped:',
    '',
    '```sh',
    `llama-server -m BASE_MODEL.gguf --lora ${loraName}`,
    '```',
    '',
  ]
}

function inPython({ template }: GgufPlan, { file }: GgufForm): string[] {
  const asked = template
    ? [
        'turns = [{"role": "user", "content": examples[0]}]',
        'told = model.create_chat_completion(turns, temperature=0, max_tokens=40)["choices"][0]["message"]["content"]',
      ]
    : ['told = model.create_completion(examples[0], temperature=0, max_tokens=40)["choices"][0]["text"]']
  return [
    '## In Python, with llama-cpp-python',
    '',
    '```python',
    'from llama_cpp import Llama',
    '',
    'folder = "FOLDER_OF_THESE_FILES"',
    `model = Llama(f"{folder}/${file}", n_ctx=0, verbose=False)`,
    '',
    `examples = [${JSON.stringify(template ? question : beginning)}]`,
    ...asked,
    'print(told)',
    '```',
  ]
}
