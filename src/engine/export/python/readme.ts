/** README.md of the project: for an engineer who takes over, and knows Python and not the page. */
import { methodCard } from '../../../methods/cards.ts'
import { methodPefts } from '../../../methods/pefts.ts'
import type { Recipe } from '../../../shared/recipe/recipe.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { Split } from '../../data/splitDataset.ts'

export interface ReadmeOptions {
  readonly recipe: Recipe
  readonly dataset: Pick<Dataset, 'name' | 'fingerprint' | 'classes' | 'examples'>
  readonly split: Split
  readonly published: { readonly repository: string; readonly revision: string } | null
  /** Whether transformers lacks its class, so that an adapter would be put on another one. */
  readonly ownClass: boolean
}

/** From the unpacked project to a run. */
const commands = `\`\`\`sh
python -m venv venv && venv/bin/pip install -r requirements.txt
venv/bin/accelerate launch train.py --data PATH
\`\`\``

/** What is shown of it before it is written. */
export const firstLines = `## In a terminal\n\n${commands}\n`

export function readme({ recipe, dataset, split, published, ownClass }: ReadmeOptions): string {
  const [, many] = taskCard(recipe.task).example
  const classes = dataset.classes.length > 0 ? ` in ${dataset.classes.length} classes` : ''
  const start = published
    ? `\`${published.repository}\` at revision \`${published.revision}\`, fetched from the Hugging Face Hub`
    : 'the folder `model/`'
  return `# ${methodCard(recipe.method.id).title}, continued in Python

A run that was begun in Thaw, with transformers and peft. It starts again at the first step, from the same weights, and
meets the same ${many} in the same order.

${commands}

PATH is what the page was given: the folder, zip or table with the data; texts in other files than text, CSV, TSV and
JSON are to be saved as one of these. Its ${dataset.examples.length} ${many}${classes} are found by the
SHA-256 of their content, so that files may have moved or been renamed; a run whose data is not all there stops and says
what is missing. The result goes to \`result/\` (\`--out\`): ${resultWords(recipe, ownClass)}, all that its reading needs,
\`predict.py\`, which asks it, a model card, and \`metrics.json\`.
${offlineWords(published)}
| file | what it is |
| --- | --- |
| \`train.py\` | the loop and the optimiser: begin to read here |
| \`modeling_thaw.py\` | classifiers that transformers does not have |
| \`thaw_model.py\` | the network, by transformers and peft |
| \`thaw_inputs.py\` | what it is fed with |
| \`thaw_tasks.py\` | losses and scores |
| \`thaw_tags.py\` | entities in tagged words |
| \`thaw_data.py\` | random numbers, order, finding and preparing the data, to the bit as the page does |
| \`thaw_result.py\` | what the result is written as |
| \`predict.py\` | asks the result; it is copied there, as are those below |
| \`serve.py\` | answers over HTTP, with FastAPI |
| \`requirements-serve.txt\` | the packages that this needs |
| \`Dockerfile\` | makes an image of the result |
| \`recipe.json\` | the recipe, every setting of the run |
| \`plan.json\` | what follows from recipe and network: which parameters learn, at which share of the rate, with decay or not |
| \`split.json\` | each example's id, class and split: ${split.train.length} to train, ${split.validation.length} to validate, ${split.test.length} to test |
| \`initial.safetensors\` | where head and adapter begin |
| \`model/\` | ${published ? 'how texts or pictures are read' : 'the network that the run starts from'} |

The network is ${start}.

## Same, and not the same

Without dropout the losses are the page's but for rounding. ${dropoutWords(recipe)} A batch is divided among the
processes and its gradients summed, so that more GPUs change the time and not the batch: raise \`batch\` in
\`recipe.json\`, and the learning rate with it, to make use of many. Frozen blocks are computed at every step, where the
page keeps their output, in 16 bits while \`cache\` is on: by that alone, losses of small networks differed by up to 2·10⁻⁴.${pictureWords(recipe)}
`
}

function offlineWords(published: ReadmeOptions['published']): string {
  if (!published) return ''
  return '\n`--model FOLDER` takes the network from a folder that has its published files, without a network.\n'
}

function resultWords({ method }: Recipe, ownClass: boolean): string {
  const { settings, subtracts } = methodPefts[method.id].project
  if (!settings || subtracts?.(method)) return 'the whole model'
  return ownClass ? 'the whole model, or an adapter beside its network' : 'a peft adapter with the head'
}

function dropoutWords({ regularisation, method }: Recipe): string {
  const { dropout, dropoutNote } = methodPefts[method.id].project
  const drops = regularisation.dropout > 0 || (dropout?.(method) ?? 0) > 0
  if (!drops) return 'This recipe uses none.'
  const more = dropoutNote ? ` ${dropoutNote}` : ''
  return `This recipe uses dropout, whose masks torch draws in its own way: the losses of single steps differ, their course does not.${more}`
}

function pictureWords({ task }: Recipe): string {
  if (taskCard(task).input !== 'image') return ''
  return ' Browsers decode JPEG each in their own way, and may shrink very large pictures while they do; PNG is exact.'
}
