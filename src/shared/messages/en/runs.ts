/** Of runs: recipes, training, backends. */

import { significant } from '../../significant.ts'
import type { Message, Say } from '../message.ts'
import { type Catalogue, count, counted, type Sides, shape } from './words.ts'

/** "20 seconds", "3 minutes": an estimate claims no more. */
const roughly = (seconds: number) =>
  seconds < 60
    ? counted(Math.max(1, Math.round(seconds)), ['second', 'seconds'])
    : counted(Math.round(seconds / 60), ['minute', 'minutes'])

interface StartValue {
  readonly name: string
  readonly received: number
  readonly expected: { readonly shape: Sides; readonly numbers: number } | null
}

interface ModelNamed {
  readonly title: string
  readonly id: string
  readonly revision: string
}

const hadBefore = 'What you had before is still here.'

interface RefusedField {
  readonly field: string
  /** As JSON; null where there is none. */
  readonly value: string | null
  readonly why: string
}

const fieldRefused = ({ field, value, why }: RefusedField) =>
  `The recipe field "${field}" ${value === null ? 'is missing' : `cannot be ${value}`}: ${why}.`

interface PackingCosts {
  readonly quantise: string
  readonly tokens: number
  readonly loss: number
  readonly wholeLoss: number
  readonly divergence: number
}

const packedWords: Readonly<Record<string, string>> = {
  '16bit': '16 bits',
  '8bit': '8 bits',
  '4bit': '4 bits (NF4)',
  int4: '4 bits in even steps',
}

interface NoNumber {
  readonly step: number
  readonly epoch: number
  readonly rate: number
  /** Whose weights were kept; 0 where none was judged. */
  readonly bestEpoch: number
  readonly suggestedRate: number
}

const noNumber = (what: string, { step, epoch, rate, bestEpoch, suggestedRate }: NoNumber) => {
  const kept = bestEpoch > 0 ? ` The weights of epoch ${count(bestEpoch)} were kept.` : ''
  return [
    `The ${what} became NaN at step ${count(step)}, in epoch ${count(epoch)}, at a learning rate of ${rate}.${kept}`,
    `Start again with a learning rate of ${suggestedRate}.`,
  ] as const
}

/** Of faults in an adapter's files that have a way of their own. */
const adapterAdvice: Readonly<Record<string, string>> = {
  adapterPickled:
    'In Python, save it again with model.save_pretrained(folder): peft writes safetensors unless it is told otherwise.',
  adapterFileMissing:
    'Add adapter_config.json and adapter_model.safetensors together, or the folder or zip that holds them.',
  adapterNotJson: 'The file may be cut short: save or download the adapter again, and add its files unchanged.',
  adapterNotFinite: 'Its training went wrong. Take an earlier checkpoint, or train again with a smaller learning rate.',
  adapterChangesBase:
    'In Python, load the adapter and save it with path_initial_model_for_weight_conversion, then add those files.',
  adapterTypeUnknown: 'Merge it into its model in Python (model.merge_and_unload()), save that, and add it as a model.',
  adapterFieldUnknown:
    'Merge it into its model in Python (model.merge_and_unload()), save that, and add it as a model.',
  adapterBiasUnknown: 'Merge it into its model in Python (model.merge_and_unload()), save that, and add it as a model.',
}

export const runs = {
  errors: {
    recipeFieldUnknown: ({ field, known }: { field: string; known: readonly string[] }) => [
      `Unknown recipe field "${field}".`,
      `Known fields: ${known.join(', ')}.`,
    ],
    recipeFieldInvalid: (refused: RefusedField) => [fieldRefused(refused), 'Correct the field and try again.'],
    recipeFieldOutOfRange: (refused: RefusedField & { minimum: number; maximum: number }) => [
      fieldRefused(refused),
      `Choose a number from ${refused.minimum} to ${refused.maximum}.`,
    ],
    recipeFieldNotOffered: (refused: RefusedField & { options: readonly string[] }) => [
      fieldRefused(refused),
      `Choose one of ${refused.options.join(', ')}.`,
    ],
    recipeFieldNoSwitch: ({ field, value }: { field: string; value: string }) => [
      fieldRefused({ field, value, why: 'expected true or false' }),
      'Correct the field and try again.',
    ],
    splitsTooLarge: ({ share }: { share: number }) => [
      fieldRefused({
        field: 'split',
        value: String(share),
        why: 'validation and test together may take at most 0.9 of the examples',
      }),
      'Correct the field and try again.',
    ],
    settingNotRead: ({ field, method }: { field: string; method: string }) => [
      `The recipe field "${field}" cannot be changed: the method ${method} does not use it.`,
      'Choose another method for another run.',
    ],
    /** Why is said by the method's card. */
    methodRefused: ({ why }: { why: string }) => [why, 'Choose another method.'],
    recipeForOtherTask: ({ recipe, data }: { recipe: string; data: string }) => [
      `The recipe is for ${recipe}, but the data is for ${data}.`,
      'Choose data for this recipe, or set up a new run for the data you have.',
    ],
    readsTextsNotPictures: () => [
      'This model reads texts, but your data is pictures.',
      'Choose a model for this kind of data.',
    ],
    looksAtPicturesNotTexts: () => [
      'This model reads pictures, but your data is texts.',
      'Choose a model for this kind of data.',
    ],
    nothingToTrain: () => [
      'This method has nothing to train in the thawed blocks.',
      'Thaw more blocks, or choose another method.',
    ],
    randomWeightsNotKept: () => [
      'This method saves only what it adds to the network, so random starting weights would be lost.',
      'Start from the pre-trained weights, or choose the method Full to train from random ones.',
    ],
    packingOfMethod: ({ method }: { method: string }) => [
      `${method} reads or changes all of the weights in each step, so none can be kept packed.`,
      'Choose another method, such as LoRA, or set the frozen weights to off.',
    ],
    packingOfRandom: () => [
      'Random starting weights are not packed: they are in no file that could be gone back to.',
      'Start from the pre-trained weights, or set the frozen weights to off.',
    ],
    startValueMisfit: ({ name, received, expected }: StartValue) => [
      `The adapter to start from does not fit: "${name}" has ${counted(received, ['number', 'numbers'])}; expected ${expected ? `${count(expected.numbers)} in shape ${shape(expected.shape)}` : 'none'}.`,
      'Use the method and its settings as the adapter has them, and data with the same classes.',
    ],
    numbersAllTheSame: ({ number }: { number: number }) => [
      `Every example has the number ${number}: there is nothing to predict.`,
      'Choose another column, or add examples whose numbers differ.',
    ],
    nothingToContinue: ({ train, validation, test }: { train: number; validation: number; test: number }) => [
      `The texts are too short to continue: only ${counted(train, ['window', 'windows'])} for training, ${count(validation)} for validation and ${count(test)} for the test can be used; none of these may be empty.`,
      'Add longer texts: each needs at least two tokens.',
    ],
    readsBothSides: () => [
      'This model reads texts from both sides, so it cannot continue one.',
      'Choose a model that continues texts, such as GPT-2; or add labels, to classify the texts.',
    ],
    testHoldsNoWord: ({ data }: { data: string }) => [
      `The test split of “${data}” holds no words.`,
      'Add more sentences.',
    ],
    lossNotFinite: (fault: NoNumber) => noNumber('loss', fault),
    gradientNotFinite: (fault: NoNumber) => noNumber('gradient', fault),
    batchTooLarge: ({ batch }: { batch: number }) => [
      `There was not enough memory for a batch of ${count(batch)}.`,
      'On Tune, press “Find the largest batch” beside the batch size, and use what it finds.',
    ],
    exampleTooLarge: ({ step }: { step: number }) => [
      `At step ${count(step)} there was not enough memory for a single example.`,
      'On Tune, thaw fewer blocks or shorten the texts; or choose a smaller model.',
    ],
    checkpointTensorMisfit: ({ key, expected, received }: { key: string; expected: Sides; received: Sides | null }) => [
      `The checkpoint should hold "${key}" of shape ${shape(expected)}, received ${shape(received)}.`,
      'It belongs to another run, or is damaged. Start this one again.',
    ],
    checkpointUnusable: ({ fault }: { fault: Message }, say: Say) => [
      `The run cannot continue from this checkpoint: ${say(fault)}.`,
      'The file is damaged, or from another version of the studio. Start the run again.',
    ],
    noModel: () => ['There is no model yet.', 'Choose a model first.'],
    noTable: () => ['The data is not a table.', 'Choose a table first.'],
    noData: () => ['There is no data yet.', 'Choose your data or a sample first.'],
    dataOfRunNotKept: () => ['The data of this run is not saved on this device.', 'Add the same files again.'],
    modelOfRunNotKept: () => ['The model of this run is not saved on this device.', 'Add its folder again.'],
    sampleUnreachable: ({ address, status }: { address: string; status: number }) => [
      `The sample could not be loaded from ${address} (status ${status}).`,
      'Reload the page, or use data of your own.',
    ],
    dataCancelled: () => ['Reading the data was cancelled.', hadBefore],
    modelCancelled: () => ['Loading the model was cancelled.', hadBefore],
    trainingCancelled: () => ['Training was cancelled.', hadBefore],
    trialCancelled: () => ['The trial was cancelled.', hadBefore],
    analysisCancelled: () => ['The analysis was cancelled.', hadBefore],
    bulkCancelled: () => ['Answering was cancelled.', hadBefore],
    exportCancelled: () => ['The download was cancelled.', hadBefore],
    noTrialBesideRun: () => [
      'A run is in progress, and a trial beside it would slow down both.',
      'Try again when the run is over.',
    ],
    runNotUnderWay: () => ['This run has ended.', 'Start it again to change it.'],
    runUnknown: () => ['This run is not on this device.', 'Look for it in the table on Runs.'],
    runNotKept: () => ['This run is not saved on this device.', 'Train it again.'],
    checkpointNotKept: () => [
      'The checkpoint that this run could continue from is not saved on this device, or is damaged.',
      'Train it again: its recipe is saved.',
    ],
    runWeightsNotKept: () => [
      'The weights of this run are not saved on this device, or are damaged.',
      'Train it again: its recipe is saved.',
    ],
    runByOtherRecipe: () => [
      'A run can only continue with the recipe that it was started with, and this is a different one.',
      'Continue it unchanged, or start a new run with the changed recipe.',
    ],
    runOnOtherData: ({ name, fingerprint, open }: { name: string; fingerprint: string; open: string }) => [
      `This run was started with "${name}" (${fingerprint}); the data that is open now is different (${open}).`,
      'Open the same data, with the same changes.',
    ],
    runOnOtherModel: ({ wanted, loaded }: { wanted: ModelNamed; loaded: ModelNamed }) => [
      `This run uses ${wanted.title} (${wanted.id}, revision ${wanted.revision}); ${loaded.title} (${loaded.id}, revision ${loaded.revision}) is loaded.`,
      `Load ${wanted.title} first.`,
    ],
    noAdapter: () => ['No adapter was given.', 'Add one.'],
    adapterNeedsModel: () => [
      'An adapter only works together with its model.',
      'Choose the model that it was trained on first.',
    ],
    adapterInvalid: ({ fault }: { fault: Message }, say: Say) => [
      say(fault),
      adapterAdvice[fault.key] ??
        'Use an adapter together with the model that it was trained on, and the files as they were saved.',
    ],
    backendUnavailable: (
      { tried }: { tried: readonly { readonly backend: string; readonly reason: Message }[] },
      say: Say,
    ) => [
      `No backend can compute here. ${tried.map(({ backend, reason }) => `${backend}: ${say(reason)}`).join('; ')}.`,
      'Choose "auto", or update the browser.',
    ],
  },
  notices: {
    headTrainedAlone: () => 'The method had nothing to train in the thawed blocks, so only the head was trained.',
    textsCutAtTokens: ({ cut, texts, tokens }: { cut: number; texts: number; tokens: number }) =>
      `${count(cut)} of ${counted(texts, ['text was', 'texts were'])} cut at ${counted(tokens, ['token', 'tokens'])}.`,
    promptsCut: ({ cut, prompts, tokens }: { cut: number; prompts: number; tokens: number }) =>
      `${count(cut)} of ${counted(prompts, ['prompt was', 'prompts were'])} longer than the ${count(tokens)} tokens that the model reads; the end was kept.`,
    pairsCut: ({ cut, pairs, tokens }: { cut: number; pairs: number; tokens: number }) =>
      `${count(cut)} of ${counted(pairs, ['pair was', 'pairs were'])} cut at ${counted(tokens, ['token', 'tokens'])}, the longer text first.`,
    sentencesCut: ({ cut, tokens, usual }: { cut: number; tokens: number; usual: string }) => {
      const [sentences, ends] = cut === 1 ? ['sentence was', 'its end is'] : ['sentences were', 'their ends are']
      return `${count(cut)} ${sentences} cut at ${counted(tokens, ['token', 'tokens'])}; ${ends} answered with “${usual}”.`
    },
    wordsWithoutToken: ({ words, usual }: { words: number; usual: string }) => {
      const [have, are] = words === 1 ? ['word has', 'is'] : ['words have', 'are']
      return `${count(words)} ${have} no token in this model, and ${are} answered with “${usual}”.`
    },
    continuedFromStep: ({ step }: { step: number }) => `Continued from step ${count(step)}.`,
    computedInPieces: ({ step, pieces }: { step: number; pieces: number }) =>
      `At step ${count(step)} there was not enough memory. From here on each batch is computed in ${counted(pieces, ['part', 'parts'])} (gradient accumulation); it learns the same.`,
    packingCosts: ({ quantise, tokens, loss, wholeLoss, divergence }: PackingCosts) =>
      `Frozen weights are kept in ${packedWords[quantise] ?? quantise}. On ${counted(tokens, ['token', 'tokens'])} of your validation texts, before training, the perplexity is ${Math.exp(loss).toFixed(2)}; with 16 bits it is ${Math.exp(wholeLoss).toFixed(2)} (divergence ${significant(divergence, 2)} nats a token). What you download stands on the published weights.`,
    featuresWithoutRoom: () =>
      'There is no more room for the frozen features, in memory or on the device: the rest is computed again in each epoch. The losses stay the same; the run takes longer.',
    lossStoppedBeingNumber: (fault: NoNumber) => noNumber('loss', fault).join(' '),
    gradientStoppedBeingNumber: (fault: NoNumber) => noNumber('gradient', fault).join(' '),
    memoryDidNotSuffice: () => 'There was not enough memory.',

    /** Why a checkpoint cannot be gone on from, as a clause. */
    checkpointPositionInvalid: ({ place, why }: { place: string | null; why: string }) =>
      `its position: ${place ?? 'the whole'}: ${why}`,
    checkpointWithoutPosition: () => 'it does not say how far the run had come',
    checkpointPositionNoJson: () => 'its position is not JSON',
    checkpointTensorNotFloat: ({ name, received }: { name: string; received: string }) =>
      `"${name}" should hold F32 numbers, received ${received}`,

    /** Why a model of the gallery is the one to begin with. */
    modelForPhotographs: ({ model }: { model: string }) =>
      `Your pictures look like photographs, and ${model} learned from photographs.`,
    modelForOtherPictures: ({ model }: { model: string }) =>
      `Your pictures are small or drawn, and ${model} learned from such pictures.`,
    modelForShortTexts: ({ model }: { model: string }) =>
      `Your texts are short, and ${model} learned what sentences mean.`,
    modelForLongTexts: ({ model, tokens }: { model: string; tokens: number }) =>
      `Your texts are long, and ${model} reads up to ${count(tokens)} tokens of each.`,
    modelForOtherLanguage: ({ model }: { model: string }) =>
      `Your texts do not look English, and ${model} learned many languages.`,
    modelBuiltIn: ({ model }: { model: string }) =>
      `${model} is built in: it starts at once and works without a network.`,

    runWillTake: ({ seconds }: { seconds: number }) => `A run takes at most about ${roughly(seconds)} here.`,
    runTook: ({ seconds }: { seconds: number }) => `Your last run with it on this data took ${roughly(seconds)}.`,

    /** What is under way, above its bar. */
    writingWeights: () => 'Writing the weights',
    turningIntoTokens: () => 'Turning texts into tokens',
    preparingDevice: () => 'Preparing the graphics device',
    computingFrozenFeatures: () => 'Computing frozen features',
    tryingRates: () => 'Trying learning rates',
    tryingBatch: ({ batch }: { batch: number }) => `Trying a batch of ${count(batch)}`,
  },
} satisfies Catalogue
