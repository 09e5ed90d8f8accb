/** Of exports, adapters and projects. */

import { significant } from '../../significant.ts'
import type { Message, Say } from '../message.ts'
import { bytesOf, type Catalogue, classesOf, count, counted, megabytes } from './words.ts'

const runsOf = (number: number) => counted(number, ['run', 'runs'])

/** Words that a task or a method has of its own, or a message. */
const inWords = (words: string | Message, say: Say) => (typeof words === 'string' ? words : say(words))

export const exports = {
  errors: {
    weightsNotFoldable: () => [
      'What this method learned cannot be merged into the model’s weights.',
      'Download the adapter, and use it with the model that it was trained on.',
    ],
    pageNotFoldable: () => [
      'A page holds one whole model, and what this method learned cannot be merged into it.',
      'Train again with LoRA, head only or top blocks to get a page.',
    ],
    pageTooLarge: ({ bytes, most }: { bytes: number; most: number }) => [
      `As one page this model would take ${megabytes(bytes)}; browsers open up to ${megabytes(most)}.`,
      'Download it as ONNX instead.',
    ],
    siteTooLarge: ({ bytes, most }: { bytes: number; most: number }) => [
      `As a site this model would have ${megabytes(bytes)} of weights; visitors’ browsers open up to ${megabytes(most)}.`,
      'Download it as ONNX instead.',
    ],
    runtimeUnreachable: ({ address, status }: { address: string; status: number | null }) => [
      `A page takes its program from this site, and ${address} ${status === null ? 'cannot be reached' : `answers with status ${status}`}.`,
      'Open the studio from where it was built (npm run build), or try again with a connection.',
    ],
    adapterNotBeside: () => [
      'This run changed the model’s own weights, so there is no separate adapter.',
      'Download the whole model instead.',
    ],
    adapterOnRandomWeights: () => [
      'This adapter was trained on random weights that nobody else has.',
      'Download the whole model instead.',
    ],
    graphNotExpressible: () => [
      'This model takes a step that cannot be written as ONNX.',
      'Download the whole model, or its adapter, instead.',
    ],
    graphTooLarge: ({ bytes, most }: { bytes: number; most: number }) => [
      `An ONNX file holds up to ${(most / 1e9).toFixed(1)} GB, and this model has ${(bytes / 1e9).toFixed(1)} GB of weights.`,
      'Download the whole model instead, and convert it with Hugging Face optimum.',
    ],
    ggufNotFoldable: () => [
      'A GGUF file holds one whole model, and what this method learned cannot be merged into it.',
      'Download the adapter, and use it with the model that it was trained on.',
    ],
    ggufTask: ({ can }: { can: string }) => [
      `GGUF is for models that write, and this one ${can} by a head of its own.`,
      'Download it as ONNX, or the whole model, instead.',
    ],
    /** A clause: what llama.cpp does not compute. */
    ggufFamily: ({ why }: { why: Message }, say) => [
      `llama.cpp, which reads GGUF, cannot compute this model: ${say(why)}.`,
      'Download it as ONNX, or the whole model, instead.',
    ],
    ggufTokenizer: ({ why }: { why: Message }, say) => [
      `llama.cpp, which reads GGUF, would read texts otherwise than this model’s tokenizer: ${say(why)}.`,
      'Download it as ONNX, or the whole model, instead.',
    ],
    ggufNumberTooLarge: ({ name, value }: { name: string; value: number }) => [
      `“${name}” holds ${value}, which 16 bits cannot.`,
      'Choose 8 bits under “Precision”, or download the whole model, which is in 32 bits.',
    ],
    layersNotExpressible: () => [
      'Tools that open models of Teachable Machine read convolutional networks for pictures, and this model is none.',
      'Download it as ONNX instead, which transformers.js and onnxruntime read; or tune ResNet or MobileNet.',
    ],
    /** In the words of the method. */
    graphLacksMethod: ({ why }: { why: string }) => [why, 'Download the adapter instead.'],
    exportOptionUnknown: ({ option, known }: { option: string; known: readonly string[] }) => [
      `This download has no setting "${option}".`,
      known.length > 0 ? `It has: ${known.join(', ')}.` : 'It has none: leave it out.',
    ],
    exportOptionMisfit: ({ option, received }: { option: string; received: string }) => [
      `"${received}" does not do for “${option}”.`,
      'Change it, and download again.',
    ],
    exportDiffers: ({ largest, examples }: { largest: number; examples: number }) => [
      `Read back, the files do not answer as the model does here: asked about ${counted(examples, ['example', 'examples'])}, they differ by up to ${significant(largest, 2)}. They were not saved.`,
      'Try another card meanwhile, and tell whoever runs this studio: the name of the model and of the method.',
    ],
    exportWritesOtherwise: ({
      examples,
      places,
      alike,
      apart,
    }: {
      examples: number
      places: number
      alike: number
      apart: number
    }) => [
      `Read back, the files do not write as the model does here: at ${count(places)} places of ${counted(examples, ['text', 'texts'])}, they find the same next token likeliest at ${count(Math.round(100 * alike))} %, and expect the one that follows with a probability that is ${significant(apart, 2)} off on average. They were not saved.`,
      'Take “The whole model” or “The adapter”, which are not rounded.',
    ],
    runToRepeatMissing: () => [
      'A Python project repeats the last run, and the loaded model has none.',
      'Train it first.',
    ],
    runStartLost: () => [
      'This run continued from an adapter that was not saved with it, so Python could not start where it did.',
      'Download the model instead, or add the adapter and train again.',
    ],
    /** Clause and advice are a task's own words where the task is why. */
    pythonProjectRefused: ({ why, instead }: { why: string | Message; instead: string | Message }, say) => [
      `This run cannot be exported as a Python project: ${inWords(why, say)}.`,
      inWords(instead, say),
    ],
    adapterBaseEarlier: ({ model, revision }: { model: string; revision: string }) => [
      `The adapter was made for an earlier ${model}, revision ${revision.slice(0, 12)}. The one that is chosen has other weights.`,
      `Load the earlier one: on Model, type ${model}@${revision.slice(0, 12)} under “Any other model”. Then bring the adapter again.`,
    ],
    adapterBaseOther: ({ madeFor, chosen, title }: { madeFor: string; chosen: string; title: string }) => [
      `The adapter was made for ${madeFor}; the chosen model is ${chosen}. Their shapes match, but their weights differ.`,
      `Choose ${title} first, then add the adapter.`,
    ],
    projectFileUnreadable: ({ name }: { name: string }) => [
      `The project cannot be saved: "${name}" cannot be read any more.`,
      'If the file was moved or deleted, add the data again; or save the project without its data.',
    ],
    projectDamaged: ({ entry, why }: { entry: string; why: Message }, say) => [
      `The project cannot be opened: "${entry}" in it is damaged; ${say(why).replace(/\.$/, '')}.`,
      'Save or download the project again where it was made. Nothing was changed here.',
    ],
    projectForeign: ({ why }: { why: Message }, say) => [
      `This file is not a Thaw project, or only a part of one. ${say(why)}`,
      'Choose a file that was saved with “Save project”; if it is incomplete, save or download it again.',
    ],
    /** `version` is null where one of its runs tells. */
    projectNewer: ({ version, reads }: { version: number | null; reads: number }) => [
      `The project was saved by a later version of the studio. ${
        version === null
          ? 'One of its runs is from a later version.'
          : `It has version ${count(version)}, and this studio reads up to ${count(reads)}.`
      }`,
      'Reload the page to get the newest studio, and open the file again. Nothing was changed.',
    ],
  },
  notices: {
    /** Why an adapter is refused. */
    adapterNotFinite: ({ name }: { name: string }) => `"${name}" holds NaN or infinity.`,
    adapterNotJson: ({ file }: { file: string }) => `${file} is not valid JSON.`,
    adapterPickled: () =>
      'The adapter is a pickle (adapter_model.bin), which can run code; save it again as safetensors.',
    adapterFileMissing: ({ file }: { file: string }) => `There is no ${file} among the files.`,
    adapterLabelsOther: ({ names, classes }: { names: number; classes: number }) =>
      `labels.json names ${classesOf(names)}, but the adapter’s head has ${count(classes)}.`,
    adapterClassesTooFew: ({ classes, fewest }: { classes: number; fewest: number }) =>
      `The adapter’s head is for ${classesOf(classes)}; it needs at least ${count(fewest)}.`,
    adapterClassesOther: ({ labels, own }: { labels: readonly string[]; own: readonly string[] }) =>
      `The adapter has the classes ${labels.join(', ')}, in this order; the data has ${own.join(', ')}.`,
    /** `place` is null for the file as a whole. */
    ownAdapterInvalid: ({ place, why }: { place: string | null; why: string }) =>
      `thaw_adapter.json: ${place ?? 'the file'}: ${why}.`,
    adapterFamilyOther: ({ received, expected }: { received: string; expected: string }) =>
      `The adapter was trained on a network of the family "${received}", this one is "${expected}".`,
    adapterMethodUnfit: ({ why }: { why: string }) => `This adapter does not fit the model. ${why}`,
    adapterTensorTwice: ({ name }: { name: string }) => `The adapter holds two different tensors "${name}".`,
    modelWithoutTask: () => 'This model cannot be fine-tuned for any task here.',
    adapterInputOther: ({ task, pictures }: { task: string; pictures: boolean }) =>
      `The adapter is for ${task.replace('-', ' ')}, but this model reads ${pictures ? 'pictures' : 'texts'}.`,
    adapterTaskOther: ({ can }: { can: string }) => `The adapter ${can}; this model cannot.`,
    adapterTaskTypeUnknown: ({ type, known }: { type: string; known: readonly string[] }) =>
      `adapter_config.json: task_type "${type}" is not one of ${known.join(', ')} or null.`,
    adapterTypeUnknown: ({ type, known }: { type: string; known: readonly string[] }) =>
      `adapter_config.json: peft_type "${type}" is not known here; it should be ${known.slice(0, -1).join(', ')} or ${known.at(-1)}.`,
    adapterBiasUnknown: ({ bias }: { bias: string }) =>
      `adapter_config.json: bias "${bias}" is not known, only "none".`,
    adapterChangesBase: ({ initialisation }: { initialisation: string }) =>
      `adapter_config.json: init_lora_weights "${initialisation}" changes the base model; convert the adapter when it is saved (path_initial_model_for_weight_conversion).`,
    adapterFieldUnknown: ({ field }: { field: string }) => `adapter_config.json: ${field} is not known here.`,

    /** Why llama.cpp cannot compute a network, as clauses. */
    llamaCppLacksFamily: () => 'it has no program for networks of this family',
    llamaCppActivation: ({ activation, read }: { activation: string; read: string }) =>
      `its activation is ${activation}, and llama.cpp computes ${read}`,
    llamaCppBiases: () => 'its layers have biases that llama.cpp passes over',
    llamaCppHeads: () => 'its attention heads together are not as wide as the network',
    llamaCppWindows: () => 'some of its layers see a part of the text only, which llama.cpp does not heed here',
    llamaCppScale: () => 'it scales the scores of its attention in a way of its own',
    llamaCppRotation: ({ kind }: { kind: string }) => `it stretches its positions by “${kind}” in a way of its own`,
    /** Why llama.cpp would read a text otherwise, as clauses. */
    ggufTokenizerKind: ({ kind }: { kind: string }) =>
      `it is a ${kind} tokenizer, and models that write have BPE there`,
    ggufTokenizerEndless: () => 'it names no mark that ends a text',
    ggufTokenizerSpaces: () => 'it puts spaces into its tokens in a way of its own',
    ggufTokenizerNormalizer: ({ normalizer }: { normalizer: string }) => `it changes texts first (${normalizer})`,
    ggufTokenizerSplitter: () => 'it splits texts in a way that llama.cpp has no name for',

    /** What was written is read back; and why that was not to be had. */
    checkingExport: () => 'Checking that the files answer alike',
    proofReadElsewhere: () => 'This page cannot read such files back.',
    proofNeedsExamples: () => 'To check the files, open data that the model can be asked about.',
    proofNeedsBase: () => 'To check the adapter, open the model that it was trained on.',

    /** Why peft cannot hold an adapter. */
    peftLacksKind: () => 'peft has no adapter of this kind.',
    peftTextsOnly: () => 'peft puts prompts and prefixes before texts only.',
    peftPrefixesEveryLayer: () => 'peft puts a prefix before every layer, not before the upper ones only.',
    peftPrefixesAsWide: () =>
      'peft makes prefixes for attention heads that share the width of the network; the heads of this one are wider.',
    networkTakesNoPrefix: ({ network }: { readonly network: string }) =>
      `transformers’ ${network} takes no keys and values from outside.`,
    distilbertTakesNoPrefix: () => 'transformers’ DistilBERT takes no keys and values from outside.',
    adapterTakeWhole: () => 'For Python, take “The whole model”: the adapter is merged into it.',
    classifierReadsPooler: () => 'transformers’ classifier reads BERT’s pooler; this one reads the mean of the tokens.',
    classifierReadsOther: () => 'transformers’ classifier makes another vector of a text than this one.',
    timmLayersNamedOtherwise: () => 'transformers calls the layers of timm’s networks by other names.',
    kerasMobilenetNotInPython: () => 'transformers has no network that is built like Keras’s MobileNet.',
    kerasNetworkNotInPython: () => 'transformers has no network of Keras layers.',
    mobilenetAsksForStrides: () =>
      'transformers’ MobileNet v2 pads as TensorFlow does, and asks each convolution for a stride that peft’s does not have.',

    /** Why a run cannot be repeated in Python, as clauses, and what to do instead. */
    runWasChanged: () => 'its settings were changed while it ran',
    trainUnchanged: () => 'Train again without the changes, or download the model instead.',
    runWasPacked: () => 'its frozen weights were kept in fewer bits, which the project would not repeat',
    trainUnpacked: () => 'Train again with the frozen weights in full, or download the model or the adapter instead.',
    goOnFromWeights: () => 'Download the model instead and continue from that.',
    chooseUnwrapped: () => 'Choose top blocks, full or norms, or download the model.',
    chooseLora: () => 'Choose LoRA, or download the model.',
    prefixesAsWide: () => 'peft makes prefixes for narrower attention heads than this network has',
    prefixNotInPython: ({ network }: { readonly network: string }) => `transformers cannot give ${network} a prefix`,
    distilbertPrefixNotInPython: () => 'transformers cannot give DistilBERT a prefix',
    tfjsLayoutNotInPython: () => 'transformers cannot read the layout of a tfjs MobileNet',
    kerasLayoutNotInPython: () => 'transformers has no network of Keras layers',
    peftLayersLackStride: () =>
      'peft’s layers lack the stride that transformers’ MobileNet v2 asks its convolutions for',
    bottlenecksNotInPeft: () => 'peft has no bottleneck adapters',
    picturePromptsNotInPeft: () => 'peft has no prompts for pictures',
    picturePrefixesNotInPeft: () => 'peft has no prefixes for pictures',
    promptHidesTextEnd: () =>
      'transformers finds the end of a padded text by its ids, which peft’s prompts hide from it',
    prefixesInTopLayers: () => 'peft’s prefixes are in every layer, this run’s in the top ones only',
    thawAllBlocks: () => 'Thaw all blocks.',
    prefixesShareRate: () => 'peft’s prefixes of all layers are one parameter, with one learning rate',
    setLayerDecayToOne: () => 'Set the layer decay to 1.',
    principalLayersOther: () => 'it continues from an adapter that was trained with other starting layers than PiSSA’s',
    initialisePairsByZero: () => 'Set the LoRA initialisation to zero.',

    /** What is wrong with a project; and, as clauses, with an entry of its zip. */
    projectFileMissing: ({ name }: { name: string }) => `There is no "${name}" in it.`,
    projectFilesTooMany: () => 'It holds too many files.',
    projectContentsUnreadable: () => 'Its list of contents cannot be read.',
    entryFieldWrong: ({ field, issue }: { field: string; issue: string }) => `its field "${field}" is wrong: ${issue}`,
    entryRecipeUnreadable: () => 'its recipe cannot be read',
    entryNotJson: () => 'it is not JSON',
    entryMissing: () => 'it is missing',
    entryTwice: () => 'it is there twice',
    entryNameUnsafe: () => 'its name leads out of the project, or too deep',
    entryLocked: () => 'it is locked with a password',
    entryTooLarge: ({ most }: { most: number }) => `it is larger than ${bytesOf(most)}`,
    entryChanged: () => 'it has changed since it was saved',
    entryOfOtherRun: ({ run }: { run: string }) => `it belongs to another run, "${run}"`,
    entryLengthOther: ({ expected, received }: { expected: number; received: number }) =>
      `expected ${bytesOf(expected)}, received ${count(received)}`,

    /** What became of a project's parts that were opened. */
    filesWithoutRoom: ({ name }: { name: string }) =>
      `There was no room to save “${name}”: it is gone when you close the page.`,
    runsHereAlready: ({ runs }: { runs: number }) =>
      `${runsOf(runs)} of the project ${runs === 1 ? 'was' : 'were'} here already, and ${runs === 1 ? 'was' : 'were'} left as ${runs === 1 ? 'it is' : 'they are'}.`,
    runsWithoutWeights: ({ runs }: { runs: number }) =>
      `There was no room for the weights of ${runsOf(runs)}; their records are here.`,
    runsNotKept: ({ runs }: { runs: number }) =>
      `${runsOf(runs)} could not be saved on this device. Free space, and open the project again.`,
  },
} satisfies Catalogue
