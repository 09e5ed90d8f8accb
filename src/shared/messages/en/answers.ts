/** Of answers, evaluation and storage. */
import type { Few } from '../few.ts'
import type { Message, Say } from '../message.ts'
import {
  type Catalogue,
  classesOf,
  count,
  counted,
  type FieldFault,
  few,
  megabytes,
  type Sides,
  shape,
} from './words.ts'

/** Null where there is none of that name. */
type HeldTensor = { readonly dtype: string; readonly shape: Sides } | null

const askAsTrained = 'Give it the kind of input that it was trained on.'

const removeModels = 'Delete models that you no longer need, or free space on the device. What is open stays usable.'

const saveProjectAgain = 'Save the project again where it was made, or leave this run out.'

const trainingGoesOn = 'Training goes on. Delete runs or models that you no longer need, or save a project as a file.'

const keepingStops = (why: string) => `Saving has stopped: ${why}. Training goes on; save a project as a file.`

export const answers = {
  errors: {
    noTunedModel: () => ['There is no fine-tuned model yet.', 'Train one, or load one that you saved.'],
    continuesNoTexts: () => ['This model does not continue texts.', 'Give it a text to classify instead.'],
    asksForPicture: () => ['This model reads pictures.', askAsTrained],
    asksForText: () => ['This model reads texts.', askAsTrained],
    asksForPair: () => ['This model reads two texts together.', askAsTrained],
    bulkNeedsAnswers: () => [
      'This model continues texts, so there is no answer to put in a table.',
      'Write with it one text at a time.',
    ],
    bulkEmpty: () => ['There is nothing in what you brought.', 'Choose files, a folder, a zip or a table.'],
    knowsNoClasses: () => ['This model continues texts; it has no classes.', askAsTrained],
    filesNameNoClasses: () => [
      'These files do not name the classes.',
      'Add labels.json, or a config.json with id2label.',
    ],
    headMisfit: ({ name, expected, received }: { name: string; expected: Sides; received: Sides | null }) => [
      `The head "${name}" should have shape ${shape(expected)}, received ${shape(received)}.`,
      'Use the weights and the labels of the same export.',
    ],
    learnedWeightsMisfit: ({ fault }: { fault: Message }, say: Say) => [
      `The trained weights do not fit the model: ${say(fault)}.`,
      'Load the model that the run started from, or train again.',
    ],
    temperatureForClassesAlone: ({ can }: { can: string }) => [
      `This model ${can}; a temperature can only be fitted for classes.`,
      'Its answers stay as they are.',
    ],
    noClassesToCalibrate: () => [
      'This model continues texts; it has no classes to calibrate.',
      'When it continues a text, set the temperature there.',
    ],
    temperatureOutOfRange: ({ coldest, hottest, received }: { coldest: number; hottest: number; received: number }) => [
      `Expected a temperature from ${coldest} to ${hottest}, received ${received}.`,
      'Use the one that the reliability diagram suggests.',
    ],
    broughtWithoutRun: () => [
      'This model was opened without its run, so its test examples are not known.',
      'Train it here, or open its run.',
    ],
    dataOfOtherRun: () => [
      'The open data is not the data of this model’s run.',
      'Train again on this data, or open the run’s own data.',
    ],
    noClassToExplain: () => [
      'This model continues texts; it has no class to explain.',
      'Explanations are there for classification.',
    ],
    answersNotExplained: ({ doing }: { doing: string }) => [
      `Explanations are not available for ${doing} yet.`,
      'See its examples and figures on Evaluate.',
    ],
    dataOfOtherKind: ({ pictures }: { pictures: boolean }) => [
      `The model is for ${pictures ? 'pictures' : 'texts'}, the data is not.`,
      'Open data of the kind that it was trained on.',
    ],
    /** Counted from 1. */
    modelLacksClass: ({ classes, number }: { classes: number; number: number }) => [
      `The model has ${classesOf(classes)}, and was asked for class number ${count(number)}.`,
      'Ask for one of its classes.',
    ],
    /** Counted from 1. */
    dataLackClass: ({ classes, number }: { classes: number; number: number }) => [
      `There is no class number ${count(number)} in this data; it has ${classesOf(classes)}.`,
      'Choose one of its classes.',
    ],
    exampleUnknown: ({ example, examples }: { example: number; examples: number }) => [
      `There is no example ${count(example)} in this data; it has ${counted(examples, ['example', 'examples'])}.`,
      'Open the data that the run was tested on, or train again.',
    ],
    labelErrorsNotSought: ({ can }: { can: string }) => [
      `This model ${can}; label errors cannot be searched for there yet.`,
      'Search for label errors in data with classes.',
    ],
    continuedWithoutLabels: () => [
      'Texts to continue have no labels.',
      'Search for label errors in data with classes.',
    ],
    dataReplaced: () => [
      'The data was replaced while it was being changed.',
      'Try again with the data that is open now.',
    ],
    calibratedReplaced: () => [
      'The model was replaced while it was being calibrated.',
      'Try again with the model that is open now.',
    ],
    sha256Absent: () => [
      'The browser offers no SHA-256 here, because this page was not opened over a secure connection.',
      'Open the studio through https or on localhost.',
    ],
    storageFull: () => ['The browser gives the studio no more space.', removeModels],
    /** As a clause. */
    writtenReadsDifferently: () => ['what was written reads back differently', removeModels],
    storageUnwritable: () => ['The browser could not write to its storage.', removeModels],
    weightsGone: () => [
      'The model’s file can no longer be read from this device.',
      'Choose the model again: it is read or fetched anew.',
    ],
    recordNotJson: () => ['A run’s record cannot be read: it is not JSON.', saveProjectAgain],
    recordFieldInvalid: ({ field, detail }: FieldFault) => [
      `A run’s record cannot be read: its field "${field ?? 'record'}" is invalid: ${detail}.`,
      saveProjectAgain,
    ],
  },
  notices: {
    answeringBulk: () => 'Answering',
    bulkRowEmpty: () => 'Rows without a text.',
    bulkNoPicture: () => 'The model reads pictures; this is none.',
    bulkNoText: () => 'The model reads texts; this is none.',
    bulkNoPair: () => 'The model reads two texts together; a table has a column for each.',
    bulkAlsoTexts: ({ read, others }: { read: string; others: Few }) =>
      `"${read}" was read. ${others.shown.length + others.more > 1 ? 'These columns hold' : 'One more column holds'} texts, too: ${few(others)}. Choose below which one is meant.`,
    bulkOrderGuessed: ({ first, second }: { first: string; second: string }) =>
      `"${first}" was taken for the first text and "${second}" for the second, as they stand. Change them below where it is the other way round.`,
    bulkOtherColumns: ({ tables }: { tables: Few }) => `Some tables were read from another column: ${few(tables)}.`,
    bulkColumnsLeft: ({ columns }: { columns: Few }) =>
      `The CSV began without these columns of later tables, and leaves them out: ${few(columns)}.`,
    bulkOneText: ({ path, lines }: { path: string; lines: number }) =>
      `"${path}" was read as one text of ${counted(lines, ['line', 'lines'])}. To have each line answered, name the file ".csv" and put a line "text" above the others.`,
    bulkSheet: ({ table, sheet, others }: { table: string; sheet: string; others: Few }) =>
      `Only the sheet "${sheet}" of "${table}" was read, not ${few(others)}. Save another one as a file of its own to have it answered.`,
    judgingLabels: () => 'Checking labels',
    computingFeatures: () => 'Computing features',
    examplePictureUndecodable: () => 'This picture cannot be decoded.',

    /** Why learned weights cannot be put onto a model, as a clause. */
    learnedOnOtherFamily: ({ learned, family }: { learned: string; family: string }) =>
      `they were trained on a network of the family "${learned}", this one is "${family}"`,
    learnedByOtherPooling: ({ learned, now }: { learned: string; now: string }) =>
      `they were trained on another vector of each text ("${learned}") than the model makes now ("${now}")`,
    learnedUndescribed: ({ place, why }: { place: string | null; why: string }) =>
      `they do not say what they are: ${place ?? 'the whole'}: ${why}`,
    learnedForOtherTask: ({ learned, recipe }: { learned: string; recipe: string }) =>
      `they were trained for ${learned}, the recipe is for ${recipe}`,
    learnedByOtherSetting: ({ setting }: { setting: string }) => `their method’s "${setting}" is not the recipe’s`,
    learnedTensorMisfit: ({ name, expected, received }: { name: string; expected: Sides; received: HeldTensor }) =>
      `"${name}" should be F32 ${shape(expected)}, received ${received ? `${received.dtype} ${shape(received.shape)}` : 'none'}`,
    nothingKept: ({ detail }: { detail: string }) => `The browser saves nothing for this page: ${detail}`,
    keptElsewhere: () =>
      'Thaw is open in another tab, which does the saving. What you train here is not saved until you take over.',
    keepingOutOfSpace: () => `The browser gives the studio no more space. ${trainingGoesOn}`,
    keepingFailed: ({ why }: { why: Message }, say: Say) =>
      `The browser could not write: ${`${say(why)}.`.replace(/\.+$/, '.')} ${trainingGoesOn}`,
    keepingSilent: () => keepingStops('it did not answer'),
    keepingCrashed: () => keepingStops('it could not be started, or crashed'),
    keepingStopped: ({ detail }: { detail: string }) => keepingStops(detail),
    filesTooLargeToKeep: ({ name, bytes, most }: { name: string; bytes: number; most: number }) =>
      `"${name}" takes ${megabytes(bytes)} and is not saved with its runs (the limit is ${megabytes(most)}). Keep the files, so that you can continue another day.`,
    filesTakeWhatIsLeft: ({ name, bytes, left }: { name: string; bytes: number; left: number }) =>
      `"${name}" takes ${megabytes(bytes)} of the ${megabytes(left)} that are left, and is not saved with its runs. Keep the files, so that you can continue another day.`,
  },
} satisfies Catalogue
