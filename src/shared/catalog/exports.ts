/**
 * What can be taken away: one row a target. The calls' parameters, the gallery on Deploy, names of archives and the
 * words for each file follow from these rows; what writes a target is a row of `engine/export/exporters.ts`, which does
 * not compile while one is missing.
 */
import type { ErrorKey } from '../messages/say.ts'
import { modelCardName } from '../report/modelCardName.ts'
import { adapterFormats } from './adapterFormats.ts'
import type { ExportOption } from './exportOptions.ts'
import { pageLanguageIds, pageLanguages } from './pageWords.ts'
import { projectDescription } from './projectDescription.ts'

/** Where the cards stand, in this order. */
export const exportGroups = {
  page: { title: 'A page', use: 'For others: it opens in any browser and answers without this studio.', folded: false },
  keep: { title: 'Keep', use: 'To open it here again, on this device or another.', folded: false },
  programmers: {
    title: 'For programmers',
    use: 'To build it into a page, an app or a server, without Python.',
    folded: true,
  },
  python: { title: 'Continue in Python', use: 'To go on with transformers, peft and PyTorch.', folded: true },
} as const satisfies Record<string, ExportGroup>

interface ExportGroup {
  readonly title: string
  readonly use: string
  /** Shown at once to those who see everything. */
  readonly folded: boolean
}

export type ExportGroupId = keyof typeof exportGroups
export const exportGroupIds = Object.keys(exportGroups) as readonly ExportGroupId[]

export interface ExportCard {
  /** What it is made of: the model that answers, or everything that a person has here. */
  readonly of: 'model' | 'studio'
  readonly group: ExportGroupId
  readonly title: string
  /** What it is for. */
  readonly use: string
  readonly button: string
  /** Names the button for automation: `data-action`. */
  readonly action: string
  /** After the name of its archive. */
  readonly suffix: string
  /** Whether each file is offered by itself, too. */
  readonly singles: boolean
  /** The model card of its run goes along, where there is one. */
  readonly card?: true
  /** It takes its time: its progress is shown, and it can be cancelled. */
  readonly watched?: true
  /** What it takes to use it. */
  readonly needs: string
  /** What is said of a model that cannot leave so; null where everything can. */
  readonly refusal: ErrorKey | null
  /** What a person can choose of it; absent where there is nothing. */
  readonly options?: readonly ExportOption[]
  /**
   * Whether its files are read back in the page and asked what the model is asked; else, how they can be checked. Null
   * for what holds more than a model.
   */
  readonly proof: 'here' | { readonly elsewhere: string } | null
  /** How far its answers may lie from the model's; absent, as far as sums in another order do. */
  readonly rounding?: Rounding
  readonly files: readonly ExportFile[]
}

export interface Rounding {
  /** Between two probabilities, or as a share of a number. */
  readonly most: number
  /** The share of the examples that may differ by more: an answer on the edge becomes another one. */
  readonly beyond: number
  /** Of a model that writes: the share of places whose likeliest token stays, and how far the next token's probability may move, on average. */
  readonly writing: { readonly alike: number; readonly apart: number }
}

/** With the samples' models 8 bits change a probability by 0.0064 at most; networks that round worse are larger. */
const eightBits: Rounding = { most: 0.1, beyond: 0.1, writing: { alike: 0.9, apart: 0.02 } }

export interface ExportFile {
  /** A name with a slash at its end is a folder. */
  readonly name: string
  readonly holds: string
  /** The same where the model has classes. */
  readonly holdsWithClasses?: string
  /** Written for what reads pictures or texts, or has classes; absent, always. */
  readonly where?: 'image' | 'text' | 'classes'
  /** Not every such model has it. */
  readonly sometimes?: true
}

const labels = { name: 'labels.json', holds: 'the classes in their order', where: 'classes' } as const
const thawTask = {
  name: 'thaw_task.json',
  holds: 'the task, where texts are cut, and numbers that its answers need',
  sometimes: true,
} as const
const modelCard = {
  name: modelCardName,
  holds: 'the model card: how it was trained and tested, and where its limits are',
  sometimes: true,
} as const
const chatTemplate = {
  name: 'chat_template.jinja',
  holds: 'how conversations are written out for it',
  sometimes: true,
} as const
const readme = { name: 'README.md', holds: 'what it is, and how to use it' } as const

/** What a person says of a page, as one file and as a folder. */
const pageOptions = [
  {
    key: 'title',
    type: 'text',
    label: 'Title',
    help: 'Shown at the top, for example “Which flower is it?”. Left empty, it says what the model does.',
    default: '',
    most: 120,
  },
  {
    key: 'intro',
    type: 'text',
    label: 'Words below the title',
    help: 'A sentence or two on what it is for, and what to show it.',
    default: '',
    long: true,
  },
  {
    key: 'picture',
    type: 'picture',
    label: 'Picture',
    help: 'Shown above the title. It is made smaller, and where and when it was taken is left out.',
  },
  {
    key: 'language',
    type: 'choice',
    label: 'Language',
    help: 'What its buttons and sentences are in.',
    default: pageLanguageIds[0] ?? '',
    options: pageLanguageIds.map((value) => ({ value, label: pageLanguages[value].title })),
  },
] as const

/** For networks whose classifier transformers does not have. */
const ownClassifier = [
  { name: 'modeling_thaw.py', holds: 'the classifier, for transformers', sometimes: true },
  { name: 'modules.json', holds: 'the steps from a text to its answers, for sentence-transformers', sometimes: true },
  { name: 'sentence_bert_config.json', holds: 'where its first step cuts a text', sometimes: true },
  { name: '1_Pooling/', holds: 'how tokens become one vector', sometimes: true },
  { name: '2_Dense/', holds: 'the head', sometimes: true },
  { name: '3_Dense/', holds: 'the upper layer of a head of two', sometimes: true },
] as const

export const exportCards = {
  weights: {
    of: 'model',
    group: 'keep',
    title: 'The whole model',
    use: 'In the format that Hugging Face tools and this studio read. Its README says how to load it in Python.',
    button: 'Download the model',
    action: 'export-model',
    suffix: '',
    singles: true,
    card: true,
    needs: 'Python with transformers, or this studio.',
    refusal: 'weightsNotFoldable',
    proof: 'here',
    files: [
      { name: 'model.safetensors', holds: 'the weights' },
      {
        name: 'config.json',
        holds: 'the shape of the network',
        holdsWithClasses: 'the shape of the network, and its classes',
      },
      readme,
      modelCard,
      { name: 'preprocessor_config.json', holds: 'how a picture is prepared', where: 'image' },
      { name: 'tokenizer.json', holds: 'how a text becomes tokens', where: 'text' },
      { name: 'tokenizer_config.json', holds: 'settings of the tokenizer, and where texts are cut', where: 'text' },
      chatTemplate,
      labels,
      thawTask,
      ...ownClassifier,
    ],
  },
  adapter: {
    of: 'model',
    group: 'python',
    title: 'The adapter',
    use: 'Only what was learned; use it together with the model that it was trained on.',
    button: 'Download the adapter',
    action: 'export-adapter',
    suffix: '-adapter',
    singles: true,
    needs: 'Python with peft, and the model that it was trained on.',
    refusal: 'adapterNotBeside',
    proof: 'here',
    files: [
      ...Object.values(adapterFormats).flatMap(({ settings, tensors }) => [
        { name: tensors, holds: 'the numbers that were learned', sometimes: true } as const,
        { name: settings, holds: 'how they are attached', sometimes: true } as const,
      ]),
      {
        name: 'tokenizer.json',
        holds: 'how two texts become tokens, where the base model sets nothing between them',
        sometimes: true,
      },
      { name: 'tokenizer_config.json', holds: 'settings of the tokenizer, and where texts are cut', sometimes: true },
      chatTemplate,
      readme,
      labels,
      thawTask,
    ],
  },
  page: {
    of: 'model',
    group: 'page',
    title: 'One page',
    use: 'A single file that anybody can open and ask, from a disk, an e-mail or a phone, without a network. It can be passed on. Its numbers are rounded to 8 bits to keep it small, so answers can differ slightly.',
    button: 'Download the page',
    action: 'export-page',
    suffix: '-page',
    singles: false,
    card: true,
    watched: true,
    needs: 'Any current browser. No network.',
    refusal: 'pageNotFoldable',
    options: pageOptions,
    proof: 'here',
    rounding: eightBits,
    files: [{ name: 'page.html', holds: 'the model, and the page that asks it' }],
  },
  site: {
    of: 'model',
    group: 'page',
    title: 'A website',
    use: 'The same page as a folder for GitHub Pages, Netlify, a Hugging Face Space or any web server. Whoever visits it once can open it without a network from then on. Its numbers are rounded to 8 bits, so answers can differ slightly.',
    button: 'Download the website',
    action: 'export-site',
    suffix: '-site',
    singles: false,
    card: true,
    watched: true,
    needs: 'A web host, such as GitHub Pages. Its README says how.',
    refusal: 'pageNotFoldable',
    options: pageOptions,
    proof: 'here',
    rounding: eightBits,
    files: [
      { name: 'index.html', holds: 'the page, with a list of the files that it needs' },
      { name: 'page.js', holds: 'the program that answers' },
      { name: 'page.css', holds: 'how the page looks' },
      { name: 'tfjs-backend-wasm-simd.wasm', holds: 'what it computes with' },
      { name: 'kernels-plain.wasm', holds: 'more of what it computes with' },
      { name: 'kernels-relaxed.wasm', holds: 'the same for newer browsers' },
      { name: 'page.json', holds: 'the words of the page, and what is said about the model' },
      { name: 'picture', holds: 'the picture above the title', sometimes: true },
      { name: 'example', holds: 'a picture to try it with', sometimes: true },
      { name: 'third-party-notices.txt', holds: 'the licences of the programs that it is made of' },
      { name: 'model/', holds: 'the model, in 8 bits' },
      { name: 'service-worker.js', holds: 'what keeps the page on a visitor’s device' },
      { name: '_headers', holds: 'headers for hosts that read them from a file' },
      { name: '.nojekyll', holds: 'asks GitHub Pages to publish every file' },
      readme,
    ],
  },
  onnx: {
    of: 'model',
    group: 'programmers',
    title: 'ONNX, for apps and pages',
    use: 'For web pages, Node, phones and servers without Python: transformers.js and onnxruntime read it. In 32, 16 and 8 bits.',
    button: 'Download as ONNX',
    action: 'export-onnx',
    suffix: '-onnx',
    singles: false,
    watched: true,
    needs: 'Node or a browser with transformers.js, or Python with onnxruntime.',
    refusal: 'graphNotExpressible',
    proof: {
      elsewhere:
        'The studio cannot read this format back. “Code for it” has lines to check it with, in JavaScript and Python.',
    },
    files: [
      { name: 'onnx/model.onnx', holds: 'the network, in 32 bits' },
      { name: 'onnx/model_fp16.onnx', holds: 'the same in 16 bits', sometimes: true },
      { name: 'onnx/model_quantized.onnx', holds: 'the same with weights of 8 bits' },
      { name: 'config.json', holds: 'the shape of the network, and its classes' },
      { name: 'preprocessor_config.json', holds: 'how a picture is prepared', where: 'image' },
      { name: 'tokenizer.json', holds: 'how a text becomes tokens', where: 'text' },
      { name: 'tokenizer_config.json', holds: 'settings of the tokenizer', where: 'text' },
      readme,
    ],
  },
  gguf: {
    of: 'model',
    group: 'programmers',
    title: 'GGUF, for Ollama and llama.cpp',
    use: 'For a language model on your own computer: Ollama, LM Studio and llama.cpp open it. A Modelfile comes with it.',
    button: 'Download as GGUF',
    action: 'export-gguf',
    suffix: '-gguf',
    singles: false,
    watched: true,
    needs: 'Ollama, LM Studio or llama.cpp.',
    refusal: 'ggufNotFoldable',
    options: [
      {
        key: 'numbers',
        type: 'choice',
        label: 'Precision',
        help: 'In 8 bits it is half as large as in 16, and its answers differ slightly.',
        default: 'q8_0',
        options: [
          { value: 'q8_0', label: '8 bits (Q8_0)' },
          { value: 'f16', label: '16 bits (F16)' },
          { value: 'both', label: 'Both, as two files' },
        ],
      },
    ],
    proof: {
      elsewhere: 'The studio cannot read this format back. “Code for it” has the commands that ask it.',
    },
    files: [
      { name: 'model-f16.gguf', holds: 'the model, in 16 bits', sometimes: true },
      { name: 'model-q8_0.gguf', holds: 'the model, in about 8 bits', sometimes: true },
      { name: 'adapter.gguf', holds: 'what LoRA learned alone, for the untouched model', sometimes: true },
      { name: 'Modelfile', holds: 'how Ollama takes it in, with template and end of an answer' },
      readme,
    ],
  },
  tfjs: {
    of: 'model',
    group: 'programmers',
    title: 'For Teachable Machine’s tools',
    use: 'For pages, Scratch extensions and boards that open a model of Teachable Machine by its address (TensorFlow.js). Put its files on a web server first.',
    button: 'Download for TensorFlow.js',
    action: 'export-tfjs',
    suffix: '-tfjs',
    singles: false,
    watched: true,
    needs: 'A web server for its files.',
    refusal: 'layersNotExpressible',
    proof: {
      elsewhere: 'The studio cannot read this format back. “Code for it” has lines to check it with, in a page.',
    },
    files: [
      { name: 'model.json', holds: 'the layers' },
      { name: 'weights.bin', holds: 'their numbers, in 32 bits' },
      { name: 'metadata.json', holds: 'the names of the answers, and the side of the pictures' },
      readme,
    ],
  },
  python: {
    of: 'model',
    group: 'python',
    title: 'This run as a project',
    use: 'A Python project that repeats this run, from the same start and on the same split, on as many GPUs as you have.',
    button: 'Download the project',
    action: 'export-python',
    suffix: '-python',
    singles: false,
    needs: 'Python with PyTorch, and your data.',
    refusal: 'runToRepeatMissing',
    proof: { elsewhere: 'It trains again; metrics.json then has the figures of the same test.' },
    files: [
      readme,
      { name: 'requirements.txt', holds: 'the packages that it needs' },
      { name: 'train.py', holds: 'the program' },
      { name: 'modeling_thaw.py', holds: 'classifiers that transformers does not have' },
      { name: 'thaw_data.py', holds: 'how examples are read and prepared' },
      { name: 'thaw_inputs.py', holds: 'what the network is fed with' },
      { name: 'thaw_model.py', holds: 'the network, and how the method changes it' },
      { name: 'thaw_project.py', holds: 'how these files are read' },
      { name: 'predict.py', holds: 'the program that asks the result' },
      { name: 'serve.py', holds: 'the same over HTTP, for other programs' },
      { name: 'requirements-serve.txt', holds: 'the packages that this needs' },
      { name: 'Dockerfile', holds: 'how an image of the result is made' },
      { name: 'thaw_result.py', holds: 'how the result is written' },
      { name: 'thaw_tags.py', holds: 'entities in tagged words' },
      { name: 'thaw_talk.py', holds: 'conversations, and what of them is learned' },
      { name: 'thaw_tasks.py', holds: 'losses and scores of the tasks' },
      { name: 'recipe.json', holds: 'the settings of the run' },
      { name: 'plan.json', holds: 'what follows from the settings for this network' },
      { name: 'split.json', holds: 'every example with its split' },
      { name: 'initial.safetensors', holds: 'the numbers that training begins with' },
      { name: 'model/', holds: 'the network, or how it reads alone where the Hub has the rest', sometimes: true },
    ],
  },
  project: {
    of: 'studio',
    group: 'keep',
    title: 'Project file',
    use: 'Everything you made here in one file: data, settings and trained models. Open it in this studio, on any device, to go on.',
    button: 'Save project',
    action: 'save-project',
    suffix: '-project',
    singles: false,
    needs: 'This studio, on any device.',
    refusal: null,
    options: [
      {
        key: 'withData',
        type: 'switch',
        label: 'With the data',
        help: 'Includes the examples, so that anyone who opens the project can train at once.',
        default: true,
      },
    ],
    proof: null,
    files: [
      { name: projectDescription, holds: 'what the project is, and how its parts belong together' },
      { name: 'runs/', holds: 'the record of each run, and its weights', sometimes: true },
      { name: 'data/', holds: 'the examples as they were added', sometimes: true },
      { name: 'model/', holds: 'a model from your own files', sometimes: true },
    ],
  },
} as const satisfies Record<string, ExportCard>

export type ExportId = keyof typeof exportCards
/** What the model that answers can be taken away as. */
export type ModelExportId = {
  [Id in ExportId]: (typeof exportCards)[Id]['of'] extends 'model' ? Id : never
}[ExportId]

export const exportIds = Object.keys(exportCards) as readonly ExportId[]

/** In the order in which they are offered. */
export const modelExportIds = exportIds.filter((id): id is ModelExportId => exportCards[id].of === 'model')

export function exportCard(id: ExportId): ExportCard {
  return exportCards[id]
}

/** What a file of an export holds; null for one that the row does not name. */
export function exportedFile(id: ExportId, name: string): ExportFile | null {
  const named = ({ name: known }: ExportFile) => (known.endsWith('/') ? name.startsWith(known) : name === known)
  return exportCard(id).files.find(named) ?? null
}
