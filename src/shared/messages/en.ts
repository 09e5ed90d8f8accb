/**
 * Every error and notice of the engine and of what it shares with the page, in English. A second language is a file like
 * this one that satisfies `Language`. An error has two sentences: what happened and was received, and what the person
 * can do next. A key is stored in the records of runs: it is never given to another message.
 */
import type { Few } from './few.ts'
import type { Message, Say } from './message.ts'

const count = (number: number) => number.toLocaleString('en')

/** What an example is called. */
type Noun = readonly [one: string, many: string]
type MarkedEntity = { readonly text: string; readonly start: number; readonly end: number }
type SomeRows = { readonly rows: number; readonly first: number }
type MissingColumn = { readonly table: string; readonly column: string; readonly columns: Few }
type SplitParts = {
  readonly train: number
  readonly validation: number
  readonly test: number
  readonly many: string
}
type UnknownArchitecture = {
  readonly stated: string | null
  readonly families: readonly string[]
  /** The gallery's model that comes nearest; absent in errors of earlier versions. */
  readonly nearest?: string | null
}
type SmallNames = { readonly names: Few; readonly many: string }
type JoinedLabels = { readonly name: string; readonly spellings: Few; readonly examples: number; readonly noun: Noun }
type SplitAnsweredAlike = {
  readonly part: string
  readonly examples: number
  readonly noun: Noun
  readonly answer: string
}
type ContradictingTables = {
  readonly tables: Few
  readonly pictures: number
  readonly of: number
  readonly paths: Few
  readonly leftOut: boolean
}
type FilledCells = { readonly column: string; readonly filled: number; readonly rows: number }
type Contradiction = {
  readonly examples: number
  readonly names: Few
  readonly paths: Few
  readonly example: Noun
}

/** What stands between the cells of a table. */
const separators: { readonly [mark: string]: string } = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'pipes ("|")',
  spaces: 'spaces',
  columns: 'runs of spaces',
}

const counted = (number: number, [one, many]: Noun) => `${count(number)} ${number === 1 ? one : many}`
/** "20 seconds", "3 minutes": an estimate claims no more. */
const roughly = (seconds: number) =>
  seconds < 60
    ? counted(Math.max(1, Math.round(seconds)), ['second', 'seconds'])
    : counted(Math.round(seconds / 60), ['minute', 'minutes'])
/** The first names in quotation marks, and how many more. */
const few = ({ shown, more }: Few) =>
  shown.map((name) => `"${name}"`).join(', ') + (more > 0 ? ` and ${count(more)} more` : '')
/** Labels that were joined; none of them where there is none. */
const answers = ({ shown, more }: Few): Few => ({ shown: shown.map((name) => name || 'no label'), more })
const ofRows = ({ filled, rows }: FilledCells) => ` in ${count(filled)} of ${counted(rows, ['row', 'rows'])}`
const figure = (number: number) => number.toLocaleString('en', { maximumSignificantDigits: 4 })
const allOf = ({ shown, more }: Few) => shown.length + more
/** "256 MB"; of whole mebibytes. */
const wholeMebibytes = (bytes: number) =>
  bytes >= 1024 ** 3 ? `${count(bytes / 1024 ** 3)} GB` : `${count(bytes / 1024 ** 2)} MB`
const oneOrNone = (name: string | null) => (name === null ? 'none' : `1 ("${name}")`)
const thereAre = (number: number, [one, many]: Noun) => counted(number, [`${one} is`, `${many} are`])
const theRows = ({ rows, first }: SomeRows) =>
  rows === 1 ? `Row ${count(first)}` : `${count(rows)} rows (the first is row ${count(first)})`
const marked = ({ text, start, end }: MarkedEntity) => `"${text}" (from ${count(start)} to ${count(end)})`
const withoutColumn = (table: string, column: string) =>
  `The table "${table}" has no column "${column}"; its columns are`
const divided = ({ train, validation, test, many }: SplitParts) =>
  `The ${many} divide into ${count(train)} for training, ${count(validation)} for validation and ${count(test)} for the test; none of these may be empty.`
const fewerThanThree = (has: Noun, names: Few, many: string) =>
  `${counted(allOf(names), has)} fewer than 3 ${many}: ${few(names)}. Add ${many}: at least 3 are needed, for training, validation and the test.`
const adviceToDrop =
  'Add a folder or a zip with one folder of pictures for each class, a table of texts, or text files.'
const adviceToKeep = 'Keep more of them, or add more data first.'
const adviceOnJson = 'Correct it; each line, or each entry of the list, must be one JSON object.'

/** "[2, 3]"; null stands for nothing at that place. */
const shape = (sides: readonly number[] | null) => (sides ? `[${sides.join(', ')}]` : 'none')

/** A loss on a chart. */
const digits = (value: number) => (value >= 10 ? value.toPrecision(3) : value.toFixed(2))

const points = (share: number) => {
  const value = Math.round(100 * share)
  return counted(value, ['point', 'points'])
}

type Sides = readonly number[]

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

/** Null where there is none of that name. */
type HeldTensor = { readonly dtype: string; readonly shape: Sides } | null

const hadBefore = 'What you had before is still here.'
const askAsTrained = 'Give it the kind of input that it was trained on.'

interface RefusedField {
  readonly field: string
  /** As JSON; null where there is none. */
  readonly value: string | null
  readonly why: string
}
const fieldRefused = ({ field, value, why }: RefusedField) =>
  `The recipe field "${field}" ${value === null ? 'is missing' : `cannot be ${value}`}: ${why}.`

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

const runsOf = (number: number) => counted(number, ['run', 'runs'])
const bytesOf = (number: number) => counted(number, ['byte', 'bytes'])
const classesOf = (number: number) => counted(number, ['class', 'classes'])

/** Words that a task or a method has of its own, or a message. */
const inWords = (words: string | Message, say: Say) => (typeof words === 'string' ? words : say(words))

/** A file that does not fit its schema: the path to the field, null for the file itself, and what a check says of it. */
interface FieldFault {
  readonly field: string | null
  readonly detail: string
}

interface StoredPlace {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly expected: number
  readonly begin: number
  readonly end: number
}

// Models and storage: sentences that several messages end or begin with.
const embeddedWorks = 'The built-in models, such as thaw-vision, work without a network.'
const changedOnItsWay = 'Try again; if it happens again, the file was changed or damaged in transit.'
const publishedAsSafetensors = 'Choose a model published as model.safetensors; Hugging Face can convert most others.'
const dropModelFiles =
  'Add model.safetensors and config.json as they were exported or published, or the folder or zip that holds them.'
const exportAgain = 'Export or download the model again, and add its files unchanged.'
const exportAgainAsIs = 'Export the model again, and add its files unchanged.'
const fetchSafetensorsAgain = 'The file may be cut short or damaged: fetch or export it again.'
const takePublishedTokenizer = "Take the tokenizer.json that lies beside the model's weights where it was published."
const checkConfig = 'Check that config.json belongs to this model.'
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
const weightsAndConfigTogether = 'Use weights and configuration that belong together.'
const removeModels = 'Delete models that you no longer need, or free space on the device. What is open stays usable.'
const saveProjectAgain = 'Save the project again where it was made, or leave this run out.'
const trainingGoesOn = 'Training goes on. Delete runs or models that you no longer need, or save a project as a file.'

const safetensorsUnreadable = (what: string): Sentences => [
  `This safetensors file cannot be read. ${what}.`,
  fetchSafetensorsAgain,
]
const shardsDisagree = (what: string): Sentences => [
  `The weights are split over several files that do not fit together. ${what}.`,
  'Fetch or copy all files of the model again, together with model.safetensors.index.json.',
]
const manifestUnusable = (url: string, what: string): Sentences => [
  `The manifest ${url} cannot be used. ${what}.`,
  'Choose another model, or ask its publisher for a plain float32 tfjs layers export.',
]
const tokenizerNotBuilt = (what: string): Sentences => [
  `The model has no tokenizer.json, and none can be built from its vocabulary: ${what}.`,
  'Add the tokenizer.json that belongs to the model, or choose another model.',
]
const tokenizerUnusable = (what: string): Sentences => [
  `The tokenizer.json cannot be used: ${what}.`,
  takePublishedTokenizer,
]
const keepingStops = (why: string) => `Saving has stopped: ${why}. Training goes on; save a project as a file.`
const billions = (number: number) => `${(number / 1e9).toFixed(1)} billion`
/** Types of numbers that only quantised weights have. */
const coarse = /^(I8|U8|F8_)/
const takeUnquantised =
  'Take the model that it was made from, in float32, float16 or bfloat16: most often the same name without “-bnb-4bit”, “-GPTQ”, “-AWQ” or “-FP8”.'
const megabytes = (bytes: number) => `${count(Math.max(1, Math.round(bytes / 1e6)))} MB`
type Sentences = readonly [what: string, advice: string]

const goOnOnRuns = (goesOn: boolean) =>
  goesOn ? 'Continue it on Runs.' : 'Train it again on Runs: its recipe is kept.'

export const en = {
  errors: {
    // Faults of the studio itself, and what earlier versions wrote in words.
    internal: ({ detail }: { detail: string }) => [
      `internal: ${detail}`,
      'This is a fault in the studio. What you had is kept; try the step again.',
    ],
    recordedError: ({ message, advice }: { message: string; advice: string }) => [message, advice],

    // Data: files, tables, pictures.
    noFilesUsable: () => ['There are no pictures or texts in it.', adviceToDrop],
    filesUnusable: (
      { files, first }: { files: number; first: readonly { path: string; reason: Message }[] },
      say: Say,
    ) => [
      `${files === 1 ? 'The file cannot' : `None of the ${count(files)} files can`} be used. ${first.map(({ path, reason }) => `${path}: ${say(reason)}`).join(' ')}`,
      adviceToDrop,
    ],
    modelAmongData: ({ path }: { path: string }) => [
      `"${path}" is a file of a model, not data.`,
      'Open a model under “Any other model” on Model, or one that you trained here under “Open a saved model” on Use.',
    ],
    notAnArchive: ({ path, found }: { path: string; found: Message }, say: Say) => [
      `"${path}" is not a zip archive. ${say(found)}`,
      adviceToDrop,
    ],
    /** Without a column the classes are folders. */
    onlyOneClass: ({
      name,
      examples,
      column,
      example,
    }: {
      name: string
      examples: number
      column: string | null
      example: Noun
    }) => [
      `Expected at least 2 classes, received 1 ("${name}", ${counted(examples, example)}).`,
      column === null
        ? `Add a second folder of ${example[1]}, named after its class.`
        : `Every row has the same value in the column "${column}". Choose another label column, or add rows of a second class.`,
    ],
    onlyOneTag: ({ tag, examples, example }: { tag: string; examples: number; example: Noun }) => [
      `Expected at least 2 tags, received 1: every word of ${counted(examples, example)} is "${tag}".`,
      'Mark some words in at least three of them; words that are nothing in particular are tagged "O".',
    ],
    /** Without a column each label has its own. */
    tooFewLabels: ({
      label,
      examples,
      column,
      example,
    }: {
      label: string | null
      examples: number
      column: string | null
      example: Noun
    }) => [
      `Expected at least 2 labels, received ${oneOrNone(label)} in ${counted(examples, example)}.`,
      `${column === null ? 'Add a column for a second label' : `Name other labels in the column "${column}"`}; for a single yes-or-no label, use two classes instead.`,
    ],
    tooManyClasses: ({
      classes,
      most,
      column,
      example: [one, many],
    }: {
      classes: number
      most: number
      column: string | null
      example: Noun
    }) => [
      `Received ${classesOf(classes)}; at most ${count(most)} can be trained.`,
      column === null
        ? `Each folder of ${many} is one class. Is every ${one} in a folder of its own?`
        : `Each value of the column "${column}" is one class. Choose another label column.`,
    ],
    tooFewExamples: ({ examples, example }: { examples: number; example: Noun }) => [
      `Expected at least 3 ${example[1]}, received ${counted(examples, example)}: training, validation and test need at least one each.`,
      `Add ${example[1]}; a few dozen are a good start.`,
    ],
    textTooShort: ({ characters, examples, example }: { characters: number; examples: number; example: Noun }) => [
      `The text is too short to divide: ${counted(characters, ['character gives', 'characters give'])} ${counted(examples, example)}, and training, validation and test need at least one each.`,
      'Add more text; a few pages are a good start.',
    ],
    changesLeaveTooFew: ({ examples, many }: { examples: number; many: string }) => [
      `These changes would leave too few ${many} (${count(examples)}); training, validation and test need at least one each.`,
      adviceToKeep,
    ],
    changesLeaveNoTwoClasses: ({ left }: { left: string | null }) => [
      `Expected at least 2 classes after these changes, received ${oneOrNone(left)}.`,
      adviceToKeep,
    ],
    tooManyFiles: ({ most }: { most: number }) => [
      `There are more than ${count(most)} files.`,
      'Add fewer files; a few hundred per class are plenty to fine-tune with.',
    ],
    sheetMissing: ({ table, sheet, sheets }: { table: string; sheet: string; sheets: Few }) => [
      `"${table}" has no sheet "${sheet}"; its sheets are ${few(sheets)}.`,
      'Choose one of these.',
    ],
    columnMissing: ({ table, column, columns }: MissingColumn) => [
      `${withoutColumn(table, column)} ${few(columns)}.`,
      'Choose one of these, or leave the field empty and it is guessed.',
    ],
    fileNameColumnMissing: ({ table, column, columns }: MissingColumn) => [
      `${withoutColumn(table, column)} ${few(columns)}.`,
      'Name each picture in a column "file_name".',
    ],
    labelColumnMissing: ({ table, column, columns }: MissingColumn) => [
      `${withoutColumn(table, column)} ${few(columns)}.`,
      'Choose one of these as the label column.',
    ],
    noColumnOfTexts: ({ table, columns }: { table: string; columns: Few }) => [
      `The table "${table}" has no column that looks like texts; its columns are ${few(columns)}.`,
      'Name the column that holds the texts "text", or name it under “Say how it is written”.',
    ],
    metadataTableTooLarge: ({ table, most }: { table: string; most: number }) => [
      `The table "${table}" is larger than ${wholeMebibytes(most)}.`,
      'Keep only the columns file_name and label.',
    ],
    tableTooWide: ({ table, columns, most }: { table: string; columns: number; most: number }) => [
      `The table "${table}" has ${counted(columns, ['column', 'columns'])}; at most ${count(most)} are read.`,
      'Keep the column of texts and the column of labels.',
    ],
    tableTooLong: ({ table, most }: { table: string; most: number }) => [
      `The table "${table}" has more than ${count(most)} rows.`,
      'Keep fewer rows; a few thousand are plenty to fine-tune with.',
    ],
    jsonLineUnreadable: ({ line, why }: { line: number; why: Message }, say: Say) => [
      `Line ${count(line)} of the table cannot be read: ${say(why)}.`,
      adviceOnJson,
    ],
    jsonEntryUnreadable: ({ entry, why }: { entry: number; why: Message }, say: Say) => [
      `Entry ${count(entry)} of the table cannot be read: ${say(why)}.`,
      adviceOnJson,
    ],
    jsonSeveralLists: ({ names }: { names: Few }) => [
      `The JSON holds several lists of objects: ${few(names)}.`,
      'Save the list with the rows as a file of its own.',
    ],
    readingAsked: ({ ask, answers, settings }: Record<'answers' | 'settings', readonly string[]> & { ask: string }) => [
      `These data can be read in several ways. ${ask} ${answers.join(', or ')}.`,
      `Answer with one of these: ${settings.map((setting) => `--set '${setting}'`).join(' or ')}`,
    ],
    separatorUnknown: ({ name, known }: { name: string; known: Few }) => [
      `No separator is called "${name}".`,
      `Name one of these: ${few(known)}.`,
    ],
    encodingUnknown: ({ name, known }: { name: string; known: Few }) => [
      `No encoding is called "${name}".`,
      `Choose one of ${few(known)}.`,
    ],
    jsonListUnreadable: ({ why }: { why: Message }, say: Say) => [
      `The list of the table cannot be read: ${say(why)}.`,
      adviceOnJson,
    ],
    zipUnreadable: ({ name, damaged }: { name: string; damaged: boolean }) => [
      `The zip archive "${name}" cannot be read: its list of contents is ${damaged ? 'damaged' : 'missing'}, and no whole file was found.`,
      'Download or pack it again, or add the unpacked folder.',
    ],
    zipTooManyFiles: ({ name, most }: { name: string; most: number }) => [
      `The zip archive "${name}" holds more than ${count(most)} files.`,
      'Pack fewer pictures; a few hundred per class are plenty to fine-tune with.',
    ],
    archiveUnreadable: ({ name }: { name: string }) => [
      `The archive "${name}" cannot be read: it is damaged or cut off.`,
      'Download or pack it again, or add the unpacked files.',
    ],
    archiveUnpacksTooLarge: ({ most }: { most: number }) => [
      `The archive unpacks to more than ${wholeMebibytes(most)}; unpacking was stopped.`,
      'Unpack it yourself, and add only the files that you need.',
    ],
    parquetUnreadable: ({ table, detail }: { table: string; detail: string }) => [
      `The Parquet file "${table}" cannot be read: ${detail}.`,
      'Download it again, or save it anew.',
    ],
    workbookUnreadable: ({ table }: { table: string }) => [
      `The workbook "${table}" cannot be read: it is damaged, or protected by a password.`,
      'Open it in your spreadsheet program and save the sheet as CSV.',
    ],
    workbookTooLarge: ({ table, most }: { table: string; most: number }) => [
      `The workbook "${table}" unpacks to more than ${wholeMebibytes(most)}; it was not opened.`,
      'Save the sheet that you need as CSV.',
    ],
    zipUnpacksTooLarge: ({ most }: { most: number }) => [
      `The archive unpacks to more than ${wholeMebibytes(most)}; unpacking was stopped.`,
      'Use fewer or smaller pictures.',
    ],
    datasetNotNamed: ({ why }: { why: Message }, say: Say) => [
      `Expected the name or the address of a data set on Hugging Face. ${say(why)}.`,
      'Type owner/name as on Hugging Face, or paste the address of its page.',
    ],
    datasetElsewhere: ({ host }: { host: string }) => [
      `This page may not fetch data from ${host}: its content policy allows the Hugging Face Hub and no other place.`,
      'Download the file in your browser, and drop it here.',
    ],
    datasetGated: ({ name, page }: { name: string; page: string }) => [
      `The data set ${name} is gated: its publisher gives the files only to people who signed in and accepted the conditions.`,
      `Open ${page}, accept them, download the files and drop them here; the studio keeps no access tokens. Or choose an open data set.`,
    ],
    datasetNotOnHub: ({ host, name }: { host: string; name: string }) => [
      `${host} has no data set "${name}", or it is private.`,
      'Check the spelling: the name is owner/name as on its page, and capitals count. Files of your own can be dropped here.',
    ],
    datasetWithoutParquet: ({ repository }: { repository: string }) => [
      `The hub has no Parquet conversion of ${repository}, from which its rows could be read.`,
      `Open https://huggingface.co/datasets/${repository}, download its files and drop them here.`,
    ],
    datasetWithoutSubset: ({ repository, subset, known }: { repository: string; subset: string; known: Few }) => [
      `${repository} has no subset "${subset}"; it has ${few(known)}.`,
      'Choose one of these, or leave the subset out.',
    ],
    datasetWithoutSplit: ({ repository, split, known }: { repository: string; split: string; known: Few }) => [
      `${repository} has no split "${split}"; it has ${few(known)}.`,
      'Choose some of these, or leave the splits out.',
    ],
    datasetWithoutColumn: ({ repository, column, known }: { repository: string; column: string; known: Few }) => [
      `${repository} has no column "${column}"; it has ${few(known)}.`,
      'Choose some of these, or leave the columns out.',
    ],
    readingCancelled: () => ['Reading the data was cancelled.', 'The data you had before is still here.'],
    dataUnfitForTask: ({ title, needs, others }: { title: string; needs: string; others: readonly string[] }) => [
      `This data cannot be used for “${title}”, which needs: ${needs}`,
      others.length > 0 ? `It can be used for: ${others.join(', ')}.` : 'Choose other columns, or other data.',
    ],
    sharesLeaveNoTraining: ({ validation, test }: { validation: number; test: number }) => [
      `A validation share of ${validation} and a test share of ${test} leave nothing to train on.`,
      'Choose shares that add up to less than 1.',
    ],
    splitOfTextEmpty: (parts: SplitParts) => [divided(parts), 'Add more text.'],
    splitOfClassesEmpty: (parts: SplitParts) => [
      divided(parts),
      `Add ${parts.many}, at least 3 different ones per class.`,
    ],
    splitEmpty: (parts: SplitParts) => [divided(parts), `Add ${parts.many}, at least 3 different ones.`],
    modelNotNamed: ({ why, hosts }: { why: Message; hosts: readonly string[] }, say: Say) => [
      `Expected the name or the address of a model. ${say(why)}.`,
      `Type owner/name or owner/name@revision as on Hugging Face; or paste the https address of a repository, of a tfjs model.json, or of a folder with config.json and model.safetensors. This page may fetch from its own site and from ${hosts.join(' and ')}; from elsewhere, download the files and add their folder here.`,
    ],

    // Models: networks, weights, tokenizers, the way to a hub.
    downloadCancelled: () => ['The download was cancelled.', 'Choose the model again to continue it.'],
    connectionBroke: ({ host, url, received }: { host: string; url: string; received: number }) => [
      `The connection to ${host} broke after ${bytesOf(received)} of ${url}.`,
      `Check the connection and try again. ${embeddedWorks}`,
    ],
    hostUnreachable: ({ host, url }: { host: string; url: string }) => [
      `${host} could not be reached for ${url}: the device is offline, or something blocks the address.`,
      `Check the connection and try again. ${embeddedWorks}`,
    ],
    foreignHostUnreachable: ({ host, url, hubs }: { host: string; url: string; hubs: readonly string[] }) => [
      `${host} could not be reached for ${url}: the device is offline, or the address is not one that this page ` +
        `may fetch from. Its content policy allows its own site, ${hubs.join(' and ')}; and the host must allow other sites (CORS).`,
      `Download the files and add their folder here, or choose from the gallery. ${embeddedWorks}`,
    ],
    hostSilent: ({ host, url, seconds }: { host: string; url: string; seconds: number }) => [
      `${host} sent nothing for ${counted(seconds, ['second', 'seconds'])} while fetching ${url}.`,
      `Try again later. ${embeddedWorks}`,
    ],
    nothingAtAddress: ({ url, status }: { url: string; status: number }) => [
      `There is nothing at ${url} (status ${status}).`,
      'Check the name and revision of the model, or choose another.',
    ],
    addressForbidden: ({ host, url, status }: { host: string; url: string; status: number }) => [
      `${host} refuses ${url} (status ${status}). The model is gated, private, or does not exist.`,
      'The studio keeps no access tokens. Choose an open model, or download the files yourself and add them here.',
    ],
    hostWithoutRanges: ({ host, url }: { host: string; url: string }) => [
      `${host} does not give parts of ${url}, which is too large to be fetched whole.`,
      'Download the file in your browser, and drop it here.',
    ],
    hostRefused: ({ host, url, status }: { host: string; url: string; status: number }) => [
      `${host} answered ${status} for ${url}${status === 429 ? ': too many requests' : ''}.`,
      `Try again in a few minutes. ${embeddedWorks}`,
    ],
    webPageReceived: ({ host, url }: { host: string; url: string }) => [
      `Expected a file from ${url}, received a web page. A sign-in page or a proxy may have answered in its place.`,
      `Open ${host} in a tab, sign in to the network if it asks, and try again. ${embeddedWorks}`,
    ],
    jsonNotReceived: ({ host, url }: { host: string; url: string }) => [
      `Expected JSON from ${url}, received something that does not parse. A proxy may have answered in its place.`,
      `Open ${host} in a tab, sign in to the network if it asks, and try again. ${embeddedWorks}`,
    ],
    downloadLengthWrong: ({ url, expected, received }: { url: string; expected: number; received: number }) => [
      `Expected ${bytesOf(expected)} from ${url}, received ${count(received)}. The download was discarded.`,
      changedOnItsWay,
    ],
    downloadHashWrong: ({ url, expected, received }: { url: string; expected: string; received: string }) => [
      `The file from ${url} is not the one that was published: expected SHA-256 ${expected}, received ${received}. The download was discarded.`,
      changedOnItsWay,
    ],
    downloadTooLarge: ({ url, bytes, limit }: { url: string; bytes: number; limit: number }) => [
      `Expected at most ${bytesOf(limit)} from ${url}, received ${count(bytes)}.`,
      'The studio cannot use a file of this size. Choose another model.',
    ],
    modelGated: ({ name, page }: { name: string; page: string }) => [
      `${name} is gated: its publisher gives the files only to people who signed in and accepted the conditions.`,
      `Open ${page}, accept them, download the files and add their folder here; the studio keeps no access tokens. Or choose an open model.`,
    ],
    modelNotOnHub: ({ host, name, page }: { host: string; name: string; page: string }) => [
      `${host} has no model "${name}", or it is private.`,
      `Check the spelling at ${page}: the name is owner/name, and capitals count.`,
    ],
    revisionNotOnHub: ({ name, revision, page }: { name: string; revision: string; page: string }) => [
      `${name} has no revision "${revision}".`,
      `Choose a branch, tag or commit listed at ${page}, or leave the revision out.`,
    ],
    repositoryWithoutSafetensors: (
      { repository, refused }: { repository: string; refused: Message | null },
      say: Say,
    ) => [
      `${repository} has no model.safetensors. ${refused ? say(refused) : 'It holds no weights that the studio knows.'}`,
      publishedAsSafetensors,
    ],
    repositoryOfAdapter: ({ repository, base }: { repository: string; base: string | null }) => [
      `${repository} holds an adapter alone${base === null ? '' : `, made for ${base}`}: what training added, without the model beneath it.`,
      `Load ${base ?? 'the model that it was made for'} first. Then download the adapter’s files from https://huggingface.co/${repository} and add them here.`,
    ],
    repositoryWithoutConfig: ({ repository }: { repository: string }) => [
      `${repository} has no config.json, which says how the model is built.`,
      publishedAsSafetensors,
    ],
    roomForFileLacking: ({ bytes }: { bytes: number }) => [
      `The browser has no room for a file of ${Math.ceil(bytes / 2 ** 20)} MiB.`,
      'Close other tabs and try again, or choose a smaller model.',
    ],
    modelFileLacking: ({ title, name }: { title: string; name: string }) => [
      `${title} lacks the file "${name}", which its index names.`,
      'Choose another revision or model, or ask its publisher for the missing file.',
    ],

    droppedNotJson: ({ name }: { name: string }) => [`${name} is not valid JSON.`, exportAgain],
    nothingDropped: () => ['No file was dropped.', dropModelFiles],
    droppedWithoutConfig: () => ['There is no config.json, which says how the model is built.', dropModelFiles],
    droppedWithoutWeights: () => ['There is no model.safetensors among the files.', dropModelFiles],
    droppedWeightsElsewhere: () => ['There is no model.safetensors beside config.json.', dropModelFiles],
    droppedWeightsRefused: ({ refused }: { refused: Message }, say: Say) => [
      say(refused),
      'Convert the weights to model.safetensors first.',
    ],
    droppedShardsWithoutIndex: ({ shard }: { shard: string }) => [
      `There is no model.safetensors.index.json, which says what ${shard} and the other shards hold.`,
      dropModelFiles,
    ],
    droppedShardAbsent: ({ name }: { name: string }) => [
      `model.safetensors.index.json names the file "${name}", which is not among the files.`,
      dropModelFiles,
    ],
    droppedTwoModels: ({ one, two }: { one: string; two: string }) => [
      `Expected one model, received both "${one}" and "${two}".`,
      'Add only the folder of the one that you mean.',
    ],
    teachableMachineModel: ({ labels }: { labels: Few }) => [
      `This is a model from Teachable Machine${labels.shown.length > 0 ? ` (${few(labels)})` : ''}: a TensorFlow.js network, which cannot be fine-tuned further here.`,
      'Bring its examples instead: in Teachable Machine choose “Download Samples” for each class, and add those zips together on Data.',
    ],
    tfjsModelDropped: ({ path }: { path: string }) => [
      `"${path}" is a TensorFlow.js model, which is not read from files here.`,
      'Choose a model of the gallery, or add one that was published as config.json and model.safetensors.',
    ],
    droppedZipOfTooMany: ({ path, most }: { path: string; most: number }) => [
      `"${path}" holds more than ${count(most)} files.`,
      dropModelFiles,
    ],
    droppedZipLocked: ({ name }: { name: string }) => [
      `"${name}" in the zip is locked with a password.`,
      dropModelFiles,
    ],
    droppedZipUnreadable: ({ path }: { path: string }) => [`The zip "${path}" cannot be read.`, dropModelFiles],
    droppedFileTooLarge: ({ name, limit, received }: { name: string; limit: number; received: number }) => [
      `Expected at most ${bytesOf(limit)} in "${name}", received ${count(received)}.`,
      dropModelFiles,
    ],

    taskFileUnreadable: ({ field, detail }: FieldFault) => [
      `thaw_task.json cannot be read: ${field ?? 'the file'}: ${detail}.`,
      exportAgainAsIs,
    ],
    labelsAreNoList: ({ received }: { received: string }) => [
      `The class names cannot be read: labels.json should be a list of names, received ${received}.`,
      exportAgainAsIs,
    ],
    labelMapIsNone: ({ received }: { received: string }) => [
      `The class names cannot be read: id2label should map numbers to names, received ${received}.`,
      exportAgainAsIs,
    ],
    labelMapIncomplete: ({ last, received }: { last: number; received: string }) => [
      `The class names cannot be read: id2label should map 0 to ${count(last)} to names, received ${received}.`,
      exportAgainAsIs,
    ],

    safetensorsTooShort: ({ bytes }: { bytes: number }) =>
      safetensorsUnreadable(`Expected a header of at least 8 bytes, received ${count(bytes)}`),
    safetensorsHeaderTooLong: ({ most, claimed }: { most: number; claimed: string }) =>
      safetensorsUnreadable(`Expected a header of at most ${bytesOf(most)}, received a claim of ${claimed}`),
    safetensorsHeaderCut: ({ length, bytes }: { length: number; bytes: number }) =>
      safetensorsUnreadable(`Expected a header of ${bytesOf(length)}, received a file of ${count(bytes)}`),
    safetensorsHeaderNotJson: () =>
      safetensorsUnreadable('Expected a header in JSON, received something that does not parse'),
    safetensorsHeaderNoObject: () => safetensorsUnreadable('Expected the header to be a JSON object'),
    safetensorsNameTwice: ({ name }: { name: string }) => safetensorsUnreadable(`The header names "${name}" twice`),
    safetensorsEntryInvalid: ({ name, detail }: { name: string; detail: string }) =>
      safetensorsUnreadable(`Tensor "${name}": ${detail}`),
    safetensorsTypeUnknown: ({ name, dtype, known }: { name: string; dtype: string; known: readonly string[] }) =>
      safetensorsUnreadable(`Tensor "${name}": expected one of ${known.join(', ')}, received type "${dtype}"`),
    safetensorsShapeInvalid: ({ name, shape }: { name: string; shape: readonly number[] }) =>
      safetensorsUnreadable(`Tensor "${name}": the shape [${shape}] is no shape, or overflows`),
    safetensorsOffsetsWrong: ({ name, dtype, shape, expected, begin, end }: StoredPlace) =>
      safetensorsUnreadable(
        `Tensor "${name}": expected ${bytesOf(expected)} for ${dtype} [${shape}], received data_offsets ${count(begin)} to ${count(end)}`,
      ),
    safetensorsGap: ({ name, expected, received }: { name: string; expected: number; received: number }) =>
      safetensorsUnreadable(
        `Tensor "${name}" leaves a gap: expected it to begin at ${count(expected)}, received ${count(received)}`,
      ),
    safetensorsOverlap: ({ name, expected, received }: { name: string; expected: number; received: number }) =>
      safetensorsUnreadable(
        `Tensor "${name}" overlaps another tensor: expected it to begin at ${count(expected)}, received ${count(received)}`,
      ),
    safetensorsTensorCut: ({ name, expected, received }: { name: string; expected: number; received: number }) =>
      safetensorsUnreadable(
        `Tensor "${name}" is cut off: expected ${bytesOf(expected)} of data, received ${count(received)}`,
      ),
    safetensorsLengthWrong: ({ expected, received }: { expected: number; received: number }) =>
      safetensorsUnreadable(`Expected ${bytesOf(expected)} of tensors, received ${count(received)}`),
    safetensorsMetadataInvalid: () => safetensorsUnreadable('Expected __metadata__ to hold text values only'),
    shardUnreadable: ({ shard, fault }: { shard: string; fault: Message }, say: Say) => [
      `In the shard ${shard}: ${say(fault)}`,
      fetchSafetensorsAgain,
    ],
    shardMapInvalid: () => shardsDisagree('Expected a "weight_map" of tensor names to file names'),
    shardTensorsOutOfRange: ({ most, received }: { most: number; received: number }) =>
      shardsDisagree(`Expected from 1 to ${count(most)} tensors, received ${count(received)}`),
    shardsTooMany: ({ most, received }: { most: number; received: number }) =>
      shardsDisagree(`Expected at most ${count(most)} shards, received ${count(received)}`),
    shardNameRefused: ({ tensor, received }: { tensor: string; received: string }) =>
      shardsDisagree(
        `Expected "${tensor}" to lie in a plain .safetensors file beside the index, received ${JSON.stringify(received)}`,
      ),
    shardTensorTwice: ({ tensor, shard }: { tensor: string; shard: string }) =>
      shardsDisagree(`The tensor "${tensor}" lies in ${shard} and in another shard`),
    shardTensorAbsent: ({ tensor, shard }: { tensor: string; shard: string }) =>
      shardsDisagree(`Expected the tensor "${tensor}" in ${shard}, which does not hold it`),

    manifestFieldInvalid: ({ url, field, detail }: FieldFault & { url: string }) =>
      manifestUnusable(url, `At ${field ?? 'its root'}: ${detail}`),
    manifestTensorTwice: ({ url, name }: { url: string; name: string }) =>
      manifestUnusable(url, `The tensor "${name}" is named twice`),
    manifestShardTwice: ({ url, name }: { url: string; name: string }) =>
      manifestUnusable(url, `The shard "${name}" is named twice`),
    manifestTensorQuantised: ({ url, name }: { url: string; name: string }) =>
      manifestUnusable(url, `Tensor "${name}" is quantised, and coarse weights cannot be fine-tuned`),
    manifestTypeUnknown: ({ url, name, dtype }: { url: string; name: string; dtype: string }) =>
      manifestUnusable(url, `Tensor "${name}": expected float32, int32 or bool, received "${dtype}"`),
    manifestShapeInvalid: ({ url, name, shape }: { url: string; name: string; shape: readonly number[] }) =>
      manifestUnusable(url, `Tensor "${name}": the shape [${shape}] is no shape, or overflows`),
    manifestShardNameRefused: ({ url, received }: { url: string; received: string }) =>
      manifestUnusable(url, `Expected a shard to be a plain file name beside the manifest, received "${received}"`),
    manifestShardsLengthWrong: ({
      shards,
      expected,
      received,
    }: {
      shards: readonly string[]
      expected: number
      received: number
    }) => [
      `Expected ${bytesOf(expected)} in ${shards.join(', ')}, received ${count(received)}.`,
      'The files may be cut short or not belong together: fetch the model again.',
    ],

    vocabularyLacksMark: ({ token }: { token: string }) =>
      tokenizerNotBuilt(`vocab.txt has no "${token}", which every text begins, ends or is filled with`),
    vocabularyMapInvalid: () => tokenizerNotBuilt('vocab.json should map tokens to whole numbers'),
    tokenizerSettingsInvalid: ({ field, detail }: FieldFault) =>
      tokenizerNotBuilt(`tokenizer_config.json is not as expected at "${field ?? 'its root'}": ${detail}`),
    mergeUnknown: ({ line }: { line: string }) =>
      tokenizerNotBuilt(`merges.txt joins ${JSON.stringify(line)}, which vocab.json does not know`),
    tokenizerAbsent: () => [
      'This model reads texts, but there is no tokenizer.json with it.',
      'Add the tokenizer.json that was published with the model.',
    ],
    tokenizerFieldInvalid: ({ field, detail }: FieldFault) =>
      tokenizerUnusable(`${field === null ? 'the file' : `"${field}"`} is not as expected: ${detail}`),
    tokenizerTypeUnknown: ({ type }: { type: string }) =>
      tokenizerUnusable(`its model is of type ${type}; WordPiece, BPE and Unigram can be read`),
    tokenizerLacksUnknown: ({ token }: { token: string }) =>
      tokenizerUnusable(`its vocabulary lacks the token ${JSON.stringify(token)} for unknown words`),
    tokenizerExpressionEndless: ({ expression }: { expression: string }) =>
      tokenizerUnusable(`its expression ${JSON.stringify(expression)} could run for ever on some text`),
    tokenizerRefused: ({ detail }: { detail: string }) => [
      `The tokenizer.json cannot be used: ${detail}.`,
      'Choose a model of a supported family; its tokenizer is of a kind that can be read.',
    ],
    tokenizerOfAnother: ({ tokens, vocabulary }: { tokens: number; vocabulary: number }) => [
      `The tokenizer holds ${counted(tokens, ['token', 'tokens'])}, the model only ${count(vocabulary)}: they do not belong together.`,
      takePublishedTokenizer,
    ],

    tokenizerMarkRowless: ({ token }: { token: string }) => [
      `The tokenizer puts ${JSON.stringify(token)} around every text, but the model has no row for it: the token was added, and the embeddings were not resized.`,
      'In Python, call model.resize_token_embeddings(len(tokenizer)), save both again, and add those files.',
    ],
    poolingUnknown: ({ modes }: { modes: readonly string[] }) => [
      `This model makes one vector of a text by ${modes.map((mode) => `"${mode}"`).join(' and ')}, which the studio cannot do for it.`,
      'Choose a sentence-transformers model that pools by mean, cls or max, such as sentence-transformers/all-MiniLM-L6-v2.',
    ],
    modelNotInGallery: ({ id }: { id: string }) => [
      `There is no model "${id}" in the gallery.`,
      'Choose one of the models shown.',
    ],
    architectureUnknown: ({ stated, families, nearest }: UnknownArchitecture) => [
      `This model's architecture ${stated === null ? '' : `"${stated}" `}is not known here.`,
      `${nearest ? `The nearest that works is ${nearest}. ` : ''}Supported families: ${families.join(', ')}.`,
    ],
    modelQuantised: ({ method, bits, whole }: { method: string; bits: number | null; whole: string | null }) => [
      `The weights are quantised (${method}${bits === null ? '' : `, ${count(bits)} bit`}): rounded so coarsely, they cannot be fine-tuned here.`,
      whole ? `Take the model that it was made from, most likely ${whole}.` : takeUnquantised,
    ],
    modelOfTooMany: ({ parameters, most }: { parameters: number; most: number }) => [
      `This model has about ${billions(parameters)} parameters; the studio has room for ${billions(most)}.`,
      'Choose a smaller model of the same kind.',
    ],
    configUnknown: ({ kind, field, detail }: FieldFault & { kind: string }) => [
      `config.json does not describe a ${kind} that is known here: ${field ?? 'the file'}: ${detail}.`,
      `Choose a ${kind} in the Hugging Face layout whose configuration is the published one.`,
    ],
    resnetConfigUnknown: ({ field, detail }: FieldFault) => [
      `config.json does not describe a ResNet that is known here: ${field ?? 'the file'}: ${detail}.`,
      'Choose a ResNet image classifier in the Hugging Face layout.',
    ],
    resnetStagesDisagree: ({ sizes, depths }: { sizes: number; depths: number }) => [
      `config.json has ${counted(sizes, ['entry', 'entries'])} in hidden_sizes but ${count(depths)} in depths.`,
      'Each stage needs one of both; check the file.',
    ],
    timmArgumentUnknown: ({ architecture, argument }: { architecture: string; argument: string }) => [
      `config.json: model_args.${argument} changes ${architecture} in a way that is not known here.`,
      'Choose a plain ResNet of timm, such as timm/resnet18.a1_in1k.',
    ],
    timmWeightLacking: ({ architecture, tensor }: { architecture: string; tensor: string }) => [
      `The weights of ${architecture} lack "${tensor}".`,
      weightsAndConfigTogether,
    ],
    kerasKernelLacking: ({ name, shape }: { name: string; shape: readonly number[] | null }) => [
      `Expected a weight "${name}" of 4 dimensions, received ${shape ? `shape [${shape.join(', ')}]` : 'none'}.`,
      'Choose a MobileNet v1 with Keras names.',
    ],
    headsDoNotDivide: ({ heads, width }: { heads: number; width: number }) => [
      `config.json asks for ${counted(heads, ['attention head', 'attention heads'])}, but its width of ${count(width)} cannot be divided by that.`,
      checkConfig,
    ],
    patchesTooLarge: ({ patch, picture }: { patch: number; picture: number }) => [
      `config.json asks for patches of ${count(patch)} pixels in pictures of ${count(picture)}.`,
      checkConfig,
    ],
    attentionTypesDisagree: ({ layers, types }: { layers: number; types: number }) => [
      `config.json says num_layers ${count(layers)}, but attention_types lists ${count(types)}.`,
      checkConfig,
    ],
    preprocessingInvalid: ({ file, field, detail }: FieldFault & { file: string }) => [
      `${file}: ${field ?? 'the file'}: ${detail}.`,
      'Check that the file belongs to an image model.',
    ],
    weightLacking: ({ name, shape }: { name: string; shape: readonly number[] }) => [
      `The weights lack "${name}" of shape [${shape.join(', ')}].`,
      weightsAndConfigTogether,
    ],
    weightMisshapen: ({
      name,
      expected,
      received,
    }: {
      name: string
      expected: readonly number[]
      received: readonly number[]
    }) => [
      `"${name}" should have shape [${expected.join(', ')}], received [${received.join(', ')}].`,
      weightsAndConfigTogether,
    ],
    weightTypeRefused: ({ name, dtype }: { name: string; dtype: string }) => [
      `"${name}" should hold F32, F16, BF16 or F64 numbers, received ${dtype}${coarse.test(dtype) ? ': the weights are quantised, and rounded so coarsely they cannot be fine-tuned here' : ''}.`,
      coarse.test(dtype) ? takeUnquantised : 'Use weights that were saved as floating-point numbers.',
    ],
    wordsNeedTextModel: () => ['This model reads pictures, not texts.', 'Choose a model for texts.'],
    virtualTokensTooMany: ({
      virtualTokens,
      left,
      places,
    }: {
      virtualTokens: number
      left: number
      places: number
    }) => [
      `The model reads ${count(places)} tokens; ${counted(virtualTokens, ['virtual token leaves', 'virtual tokens leave'])} only ${count(left)} for the text.`,
      `Choose at most ${count(places - 4)} virtual tokens.`,
    ],

    pictureNotDecoded: () => [
      'The picture cannot be decoded.',
      'Open it in another program and save it again as JPEG or PNG.',
    ],
    pictureOfRunDamaged: ({ path }: { path: string }) => [
      `The picture "${path}" is damaged and cannot be decoded.`,
      'Remove this file from your pictures, add them again, and start again.',
    ],
    canvasRefused: ({ width, height }: { width: number; height: number }) => [
      `A canvas of ${count(width)} × ${count(height)} pixels cannot be made.`,
      'Close other tabs and try again.',
    ],

    // Runs: recipes, training, backends.
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
      'This model reads texts, but your data are pictures.',
      'Choose a model for this kind of data.',
    ],
    looksAtPicturesNotTexts: () => [
      'This model reads pictures, but your data are texts.',
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
      'Press “Find the largest batch” beside the batch size, and use what it finds.',
    ],
    exampleTooLarge: ({ step }: { step: number }) => [
      `At step ${count(step)} there was not enough memory for a single example.`,
      'Thaw fewer blocks, shorten the texts, or choose a smaller model.',
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
    noTable: () => ['The data that were read are no table.', 'Choose a table first.'],
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

    // Answers, evaluation, storage.
    noTunedModel: () => ['There is no fine-tuned model yet.', 'Train one, or load one that you saved.'],
    continuesNoTexts: () => ['This model does not continue texts.', 'Give it a text to classify instead.'],
    asksForPicture: () => ['This model reads pictures.', askAsTrained],
    asksForText: () => ['This model reads texts.', askAsTrained],
    asksForPair: () => ['This model reads two texts together.', askAsTrained],
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
    recordNotJson: () => ["A run's record cannot be read: it is not JSON.", saveProjectAgain],
    recordFieldInvalid: ({ field, detail }: FieldFault) => [
      `A run's record cannot be read: its field "${field ?? 'record'}" is invalid: ${detail}.`,
      saveProjectAgain,
    ],

    // Exports, adapters, projects.
    weightsNotFoldable: () => [
      'What this method learned cannot be merged into the model’s weights.',
      'Export the adapter, and use it with the model that it was trained on.',
    ],
    adapterNotBeside: () => [
      'This run changed the model’s own weights, so there is no separate adapter.',
      'Export the whole model instead.',
    ],
    adapterOnRandomWeights: () => [
      'This adapter was trained on random weights that nobody else has.',
      'Export the whole model instead.',
    ],
    graphNotExpressible: () => [
      'This model takes a step that cannot be written as ONNX.',
      'Download the whole model, or its adapter, instead.',
    ],
    graphTooLarge: ({ bytes, most }: { bytes: number; most: number }) => [
      `An ONNX file holds up to ${(most / 2 ** 30).toFixed(1)} GiB, and this model has ${(bytes / 2 ** 30).toFixed(1)} GiB of weights.`,
      'Download the whole model instead, and convert it with Hugging Face optimum.',
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

    // The page.
    stepNotFetched: () => [
      'This step could not be fetched.',
      'Your data, your model and a run in progress are untouched. Check the connection and try again. If that does not help, Thaw was updated since you opened this page: let a run finish, then reload the page.',
    ],
    engineStopped: ({ why }: { why: Message }, say) => [
      `The engine stopped: ${say(why)}.`,
      'Your data and model choices are kept. Start again; if it stops again, close other tabs or choose a smaller model.',
    ],
    engineMovedOn: ({ times, from, next }: { times: number; from: string; next: string }) => [
      `The engine stopped ${counted(times, ['time', 'times'])} on ${from.toUpperCase()}. The run continues with ${next.toUpperCase()}.`,
      `${next.toUpperCase()} is used until you choose another. Your next visit starts with what you had chosen.`,
    ],
    occupied: ({ refused, why }: { refused: Message; why: Message }, say) => [
      `${say(refused)}. ${say(why)}`,
      'Try again when that is done. Nothing else has changed.',
    ],
    recipeLinkUnreadable: ({ why }: { why: Message }, say) => [
      `The recipe in this link cannot be read. ${say(why)}`,
      'Copy the whole link again: mail and chat programs sometimes cut long ones. Nothing was changed here.',
    ],
    modelOfOwnFiles: ({ id }: { id: string }) => [
      `The recipe uses a model from someone’s own files (“${id}”), which a link cannot contain.`,
      'Add the folder with that model’s files, or choose another model: the settings stay.',
    ],
    adapterOfOtherModel: ({ refusal, base }: { refusal: Message; base: string }, say) => [
      say(refusal),
      `The adapter says that it was trained on “${base}”. Choose that model, then add the adapter again.`,
    ],
    modelNotLoaded: () => ['The model was not loaded.', 'You can continue the run at any time.'],
    runCalledOff: () => ['The run was cancelled.', 'What was saved of it can be continued on Runs.'],
    runStopped: ({ goesOn }: { goesOn: boolean }) => ['This run was stopped.', goOnOnRuns(goesOn)],
    runInterrupted: ({ goesOn }: { goesOn: boolean }) => ['This run was interrupted.', goOnOnRuns(goesOn)],

    // The commands.
    optionUnknown: ({ option, received, known }: { option: string; received: string; known: readonly string[] }) => [
      `${option} cannot be "${received}".`,
      `Choose one of ${known.join(', ')}.`,
    ],
    optionsUnreadable: ({ detail, usage }: { detail: string; usage: string }) => [detail, usage],
    optionDataMissing: ({ path }: { path: string }) => [
      `There is nothing at --data "${path}".`,
      'Name a zip, a folder, a table or a text.',
    ],
    optionHubNoFolder: ({ path }: { path: string }) => [
      `--hub "${path}" is not a folder.`,
      'Name a folder with one folder per host.',
    ],
    optionSetUnreadable: ({ received }: { received: string }) => [
      `--set expects key=value, received "${received}".`,
      'For example: --set maxTrain=100',
    ],
    /** `why` is null where nothing more is known. */
    modelNameUnknown: ({ name, why, known }: { name: string; why: Message | null; known: readonly string[] }, say) => [
      `There is no model "${name}".${why === null ? '' : ` ${say(why)}`}`,
      `Known models: ${known.join(', ')}.`,
    ],
    noModelComesForData: ({ id }: { id: string }) => [
      'No model that comes with the studio fits this data.',
      `Name one with --model, such as ${id}.`,
    ],
  },

  notices: {
    /** A sentence that an earlier version of the studio wrote into a record. */
    recorded: ({ text }: { text: string }) => text,

    // Data: files, tables, pictures.
    openingData: () => 'Opening the data',
    readingTexts: () => 'Reading texts',
    readingPictures: () => 'Reading pictures',
    unpackingPictures: () => 'Unpacking pictures',
    systemFilesPassedOver: ({ files }: { files: number }) =>
      `${counted(files, ['file that systems leave behind was', 'files that systems leave behind were'])} passed over, such as .DS_Store.`,
    fileEmpty: () => 'It is empty (0 bytes).',
    fileUnreadable: ({ detail }: { detail: string }) => `It could not be read (${detail}). Was it moved or deleted?`,
    fileTooLarge: ({ most }: { most: number }) => `It is larger than ${wholeMebibytes(most)}.`,
    textFileTooLarge: ({ most }: { most: number }) => `It is larger than ${wholeMebibytes(most)}. Add a part of it.`,
    fileNameAbsolute: () => 'Its name is an absolute path. Pack the folder again with relative names.',
    fileNameWithDrive: () => 'Its name begins with a drive. Pack the folder again with relative names.',
    fileNameLeadsOut: () => 'Its name leads out of the archive ("..").',
    fileTooDeep: ({ folders, most }: { folders: number; most: number }) =>
      `It lies ${counted(folders, ['folder', 'folders'])} deep; at most ${count(most)} are read.`,
    fileDescribesData: () => 'It describes the data and was not read as data.',
    onlyMostFilesRead: ({ read, left }: { read: Message; left: Message }, say: Say) =>
      `Only the ${say(read)} were read, because they are most of the files. Add the ${say(left)} on their own.`,
    filesOfPictures: () => 'pictures',
    filesOfTables: () => 'tables of texts',
    filesOfTexts: () => 'text files',

    pictureFormatUnknown: ({ known }: { known: string }) =>
      `This is not a picture that the studio can read (${known}).`,
    textIsNoPicture: () => 'This is text, not a picture.',
    isNoText: () => 'This is not text, although its name says so.',
    holdsNoText: () => 'It holds no text.',
    rawUnreadable: () =>
      'This is a RAW photograph: what the sensor saw, not yet a picture. Export it as JPEG or PNG with the program of your camera.',
    photoshopUnreadable: () => 'This is a Photoshop document with its layers. Export it as PNG or JPEG.',
    pictureFormatNotRead: ({ format }: { format: string }) =>
      `${format} pictures cannot be read. Convert it to JPEG or PNG.`,
    dicomUnreadable: () =>
      'This is a DICOM record of a scan. Export its pictures as PNG, without the names of patients.',
    videoIsNoPicture: () => 'This is a video, not a picture.',
    tiffPackedUnreadably: () =>
      'This TIFF is packed in a way that cannot be read, as faxes and old scans are. Save it as PNG.',
    tiffColoursUnreadable: () => 'The colours of this TIFF are written in a way that cannot be read. Save it as PNG.',
    tiffOfMeasurements: () =>
      'The values of this TIFF are measurements (fractions, or whole numbers of more than 16 bits), not colours. Save it as an 8-bit picture, and choose what is black and what is white.',
    documentProtected: () => 'It is protected by a password. Open it with the password, and save it without one.',
    documentDamaged: () => 'It is damaged, or no document of the kind that its name says. Save it anew, or as .txt.',
    documentUnpacksTooLarge: ({ most }: { most: number }) =>
      `It unpacks to more than ${wholeMebibytes(most)}; unpacking was stopped. Save its text as .txt.`,
    documentOfPictures: () => 'It holds pictures and no text. Have its text recognised (OCR), and add it again.',
    documentTakesTooLong: () => 'It takes too long to read. Save its text as .txt, or divide it.',
    documentFurnitureLeftOut: ({ left, documents }: { left: number; documents: Few }) =>
      `${counted(left, ['line', 'lines'])} at the heads and feet of pages, which come again on each, ${left === 1 ? 'was' : 'were'} left out (${few(documents)}).`,
    bookProtected: () =>
      'It is protected by the shop that sold it (DRM), and cannot be read. Add a book without protection.',
    documentPicturesLeftOut: ({ left, documents }: { left: number; documents: Few }) =>
      `Of documents only the text is read: ${counted(left, ['picture was', 'pictures were'])} left out (${few(documents)}).`,
    documentPagesLeftOut: ({ left, documents }: { left: number; documents: Few }) =>
      `${counted(left, ['page holds', 'pages hold'])} no text that can be read and ${left === 1 ? 'was' : 'were'} left out (${few(documents)}). Where they are scanned, have their text recognised (OCR) first.`,
    documentTableRead: ({ documents, tables }: { documents: Few; tables: number }) =>
      `Of ${few(documents)} the ${tables === 1 ? 'table was' : 'tables were'} read, and not what stands around ${tables === 1 ? 'it' : 'them'}.`,
    svgIsNoPixels: () => 'SVG holds drawing commands, not pixels. Convert it to PNG.',
    oldSpreadsheetNotRead: () =>
      'This is a spreadsheet as Excel wrote them before 2007, or a binary one. Save it as XLSX or CSV.',
    oldDocumentNotRead: () => 'This is a document as Word wrote them before 2007. Save it as DOCX.',
    oldPresentationNotRead: () =>
      'This is a presentation as PowerPoint wrote them before 2007. Save it as PDF, or its text as .txt.',
    presentationNotRead: () => 'Presentations are not read. Save it as PDF, or its text as .txt.',
    oldOfficeNotRead: () =>
      'This is an Office file as they were written before 2007, or one that a password protects. Save it as DOCX, XLSX or CSV without a password.',
    appleDocumentNotRead: () => 'Documents of Pages, Numbers and Keynote are not read. Export it as DOCX, CSV or PDF.',
    kindleBookNotRead: () => 'Books for the Kindle are not read. Convert it to EPUB.',
    isNotInFormat: ({ format }: { format: string }) => `It is not in the format that its name says (${format}).`,
    rowWithoutPicture: () => 'It holds no picture.',
    picturesByColumn: ({ column, pictures }: { column: string; pictures: number }) =>
      `${counted(pictures, ['picture was', 'pictures were'])} read, each of the class that its column "${column}" names.`,
    oneSheetRead: ({ table, sheet, others }: { table: string; sheet: string; others: Few }) =>
      `Of "${table}" the sheet "${sheet}" was read, and not ${few(others)}. Another can be chosen under “How it is written”.`,
    archiveBreaksOff: ({ name, files }: { name: string; files: number }) =>
      `"${name}" is cut off. ${counted(files, ['complete file before that was', 'complete files before that were'])} read; download it again for the rest.`,
    tablesContradict: ({ tables }: { tables: Few }) =>
      `The tables ${few(tables)} answer otherwise of it. Keep one answer.`,
    tablesContradictOften: ({ tables, pictures, of, paths, leftOut }: ContradictingTables) =>
      `The tables ${few(tables)} answer otherwise of ${counted(pictures, ['picture', 'pictures'])} of ${count(of)}: ${few(paths)}. ${leftOut ? 'They were left out.' : 'They seem to answer different questions; of each picture the nearer table was taken.'}`,
    tableContradictsFolders: ({ table, pictures, paths }: { table: string; pictures: number; paths: Few }) =>
      `The table "${table}" names another class than the folder for ${counted(pictures, ['picture', 'pictures'])}: ${few(paths)}. The table was taken; look which is right.`,
    tableNotTaken: ({ taken }: { taken: string }) =>
      `It answers something else of the same pictures than "${taken}", which was taken. Add it without the other to use it.`,
    picturesOfRecordings: ({ pictures, recordings }: { pictures: number; recordings: number }) =>
      `${counted(pictures, ['picture is a frame', 'pictures are frames'])} of ${counted(recordings, ['recording', 'recordings'])}, by their names: they are fewer different examples than they seem. A run keeps each recording in one part of the data.`,
    recordingsTogether: ({ recordings, pictures }: { recordings: number; pictures: number }) =>
      `${counted(pictures, ['picture', 'pictures'])} of ${counted(recordings, ['recording', 'recordings'])} stay together: each recording is in one part, so that the test shows no frame beside one that was trained on.`,
    recordingsCut: ({ recordings, pictures }: { recordings: number; pictures: number }) =>
      `${counted(recordings, ['recording was', 'recordings were'])} cut in a few pieces (${counted(pictures, ['picture', 'pictures'])}), because ${recordings === 1 ? 'its class has' : 'their classes have'} too few. The test shows other moments of the same recordings, which is easier than new ones: record each class five times or more, in different places.`,
    classesInNames: ({ example, name, classes }: { example: string; name: string; classes: Few }) =>
      `The classes were taken from the names of the pictures, as "${name}" from "${example}": ${few(classes)}. If the pictures show something else, put them in a folder for each class.`,
    archiveTooDeep: ({ most }: { most: number }) =>
      `It lies in ${count(most)} archives, one in another; so deep none is opened. Unpack the outer ones.`,
    archiveInsideUnreadable: () => 'This archive inside the data is damaged, or no archive. Download or pack it again.',
    archiveInsideData: () => 'This is an archive inside the data; it was not opened. Unpack it first.',
    archiveFormatUnreadable: () => 'This archive format cannot be read. Unpack it, or make a zip.',
    pictureWithoutPixels: ({ width, height }: { width: number; height: number }) =>
      `Its header says ${count(width)} × ${count(height)} pixels: it is empty.`,
    pictureTooLarge: ({
      width,
      height,
      megapixels,
      side,
    }: {
      width: number
      height: number
      megapixels: number
      side: number
    }) =>
      `${count(width)} × ${count(height)} pixels is too large: at most ${counted(megapixels, ['megapixel', 'megapixels'])} and ${count(side)} pixels a side are read. Make it smaller.`,
    pictureBreaksOff: ({ format }: { format: string }) => `The ${format} is cut off. Copy or download it again.`,
    pictureDamaged: ({ format }: { format: string }) => `The ${format} is damaged. Copy or download it again.`,
    pictureUndecodable: () => 'It is damaged: it cannot be decoded. Copy or download it again.',
    formatUndecodable: ({ format }: { format: string }) =>
      `${format} pictures cannot be decoded here. Convert it to JPEG or PNG.`,
    jpegKindUnreadable: () =>
      'This rare kind of JPEG (lossless, arithmetic or 12-bit) cannot be read. Save it as plain JPEG.',
    gifWithoutPicture: () => 'The GIF holds no picture.',

    zipNameRepeated: () => 'The archive holds this name more than once; the first one was read.',
    zipNamesGuessed: ({ name, encoding }: { name: string; encoding: string }) =>
      `The names in "${name}" do not say how they are written; they were read as ${encoding}. If the names of the classes look wrong, choose another encoding.`,
    zipBreaksOff: ({ name, lost, files }: { name: string; lost: string | null; files: number }) =>
      `"${name}" is cut off${lost === null ? '' : ` in "${lost}"`}. ${counted(files, ['complete file before that was', 'complete files before that were'])} read; download it again for the rest.`,
    zipEntryUnpacksTooLarge: ({ times }: { times: number }) =>
      `It unpacks to more than ${count(times)} times its packed size, which no picture does.`,
    zipEntryEncrypted: () => 'It is encrypted. Unpack the archive with its password, then add the folder.',
    zipEntryChecksumWrong: () => 'Its checksum is wrong: the archive is damaged here. Download or pack it again.',
    zipEntryLengthWrong: () => 'Its length is wrong: the archive is damaged here. Download or pack it again.',
    zipEntryDamaged: () => 'It cannot be unpacked: the archive is damaged here. Download or pack it again.',
    zipBreaksOffInside: () => 'The archive is cut off inside it. Download or pack it again.',
    zipDamagedHere: () => 'The archive is damaged here. Download or pack it again.',
    zipEntryOverlaps: () => 'It overlaps another file of the archive, which no proper archive does.',
    zipEntryPackedUnreadably: () => 'It is packed in a way that cannot be read here. Make an ordinary zip.',
    zipEntryFails: ({ detail }: { detail: string }) =>
      `It cannot be unpacked (${detail}). Download or pack the archive again.`,

    encodingGuessed: ({ encoding, files }: { encoding: string; files: Few }) =>
      `Read as ${encoding}: ${few(files)}. If letters look wrong, choose another encoding.`,
    bytesDamaged: ({ encoding, places, line, files }: { encoding: string; places: number; line: number; files: Few }) =>
      `${thereAre(places, ['place', 'places'])} in ${few(files)} that ${places === 1 ? 'is' : 'are'} not ${encoding}, the first in line ${count(line)}. "�" stands there instead.`,

    cellsSeparatedBy: ({ by }: { by: string }) => `separated by ${separators[by] ?? by}`,
    tableSeparatedBy: ({ table, by }: { table: string; by: Message }, say: Say) =>
      `"${table}" was read as ${say(by)}. If its columns look wrong, choose another separator.`,
    linesAboveHeader: ({ table, lines, first }: { table: string; lines: number; first: string }) =>
      `"${table}" begins with ${counted(lines, ['line', 'lines'])} above the names of its columns ("${first}"). ${lines === 1 ? 'It was' : 'They were'} left out.`,
    headerWithoutRowNames: ({ table, names }: { table: string; names: number }) =>
      `"${table}" has ${counted(names, ['column name', 'column names'])} and one cell more in its rows. The first cell was read as the name of the row.`,
    rowsMended: ({ rows, first }: SomeRows) =>
      `${theRows({ rows, first })} ${rows === 1 ? 'holds' : 'hold'} the separator within a text, without quotation marks. It was read as part of the text, because a space follows it.`,
    columnsWithoutName: ({ table, names }: { table: string; names: Few }) =>
      `"${table}" has columns without a name; they are called ${few(names)}.`,
    columnNamesAgain: ({ table, names }: { table: string; names: Few }) =>
      `"${table}" has several columns of the same name; the later ones are called ${few(names)}.`,
    tableWithoutRows: () => 'It holds no row that can be used.',
    rowsBeyondSpace: ({ rows }: { rows: number }) =>
      `${counted(rows, ['row has', 'rows have'])} no room in memory. Choose fewer columns, or keep a part of the file.`,
    firstRowsRead: ({ table, rows, all }: { table: string; rows: number; all: number }) =>
      `Of "${table}" the first ${counted(rows, ['row', 'rows'])} of ${count(all)} were read.`,
    columnsOfVectors: ({ columns }: { columns: Few }) =>
      `Lists of fractions were left out: ${few(columns)}. They are neither texts nor labels.`,
    moreRowsLeftOut: ({ rows }: { rows: number }) => `${counted(rows, ['more row was', 'more rows were'])} left out.`,
    moreRowsLeftOutFor: ({ rows, first }: { rows: number; first: Message }, say: Say) =>
      `${counted(rows, ['more row was', 'more rows were'])} left out for a reason of this kind: ${say(first)}`,
    rowUnreadable: ({ why }: { why: Message }, say: Say) => `It cannot be read: ${say(why)}.`,
    rowRagged: ({ cells, columns }: { cells: number; columns: number }) =>
      `It has ${counted(cells, ['cell', 'cells'])}, the table ${counted(columns, ['column', 'columns'])}. Put texts that hold the separator in quotation marks.`,
    quotationNeverClosed: () => 'a quotation mark is never closed',
    textAfterQuotation: () => 'text follows a closing quotation mark',
    jsonNoListOfCells: () => 'it is not a list of cells',
    jsonNoText: () => 'it is not a text',
    jsonCutOff: () => 'it is cut off',
    jsonTooDeep: ({ most }: { most: number }) => `its lists and objects lie more than ${count(most)} deep`,
    jsonUnexpected: ({ found, line }: { found: string; line: number }) =>
      line === 1 ? `"${found}" is out of place` : `"${found}" in line ${count(line)} is out of place`,
    jsonListTaken: ({ taken, left }: { taken: string; left: Few }) =>
      `The rows are those of "${taken}". Other lists were left out: ${few(left)}.`,
    jsonNamesAreClasses: ({ classes }: { classes: Few }) =>
      `Each list of texts was read as one class, by its name: ${few(classes)}.`,
    entriesUnfolded: ({ field, entries, rows }: { field: string; entries: number; rows: number }) =>
      `${counted(entries, ['entry holds', 'entries hold'])} several examples in "${field}": ${counted(rows, ['row was', 'rows were'])} made of them.`,
    severalAnnotators: ({ rows, first }: SomeRows) =>
      `${theRows({ rows, first })} ${rows === 1 ? 'was' : 'were'} annotated more than once; the first annotation counts.`,
    annotationCancelled: () => 'Its annotation was cancelled.',
    annotationNotAccepted: ({ answer }: { answer: string }) => `Its annotation was not accepted ("${answer}").`,
    fileOfModel: () => 'It is part of a TensorFlow.js model, not data.',
    rowNotAnnotated: () => 'It is not annotated.',
    jsonNoObject: () => 'it is not an object in braces',
    textsCut: ({ texts, most }: { texts: number; most: number }) =>
      `${counted(texts, ['text was', 'texts were'])} longer than ${count(most)} characters and ${texts === 1 ? 'was' : 'were'} cut.`,

    rowWithoutText: () => 'It has no text.',
    rowWithoutFirstText: () => 'It has no first text.',
    rowWithoutSecondText: () => 'It has no second text.',
    rowWithoutLabel: () => 'It has no label.',
    rowWithSeveralLabels: () => 'It has several labels, and the others have one.',
    rowWithoutPrompt: () => 'It has an answer but no question or instruction.',
    conversationUnreadable: () => 'Its conversation cannot be read.',
    conversationWithoutAnswer: () => 'Its conversation has no answer of the assistant.',
    conversationWithoutQuestion: () => 'Its conversation begins with its only answer.',
    toolTurnsLeftOut: ({ turns, conversations }: { turns: number; conversations: number }) =>
      `${counted(turns, ['turn', 'turns'])} of tools in ${counted(conversations, ['conversation', 'conversations'])} ${turns === 1 ? 'was' : 'were'} left out: the model has no tools.`,
    laterTurnsLeftOut: ({ turns }: { turns: number }) =>
      `${counted(turns, ['turn', 'turns'])} after a last answer ${turns === 1 ? 'was' : 'were'} left out.`,

    columnIsEmpty: ({ column }: { column: string }) => `"${column}" is empty in every row.`,
    columnNumbersAnother: ({ column, other }: { column: string; other: string }) =>
      `"${column}" numbers the values of "${other}"; both say the same, and words read better.`,
    columnIdentifies: (cells: FilledCells) =>
      `"${cells.column}" has a number or code of its own for each row${ofRows(cells)}.`,
    columnHoldsNumbers: (cells: FilledCells & { minimum: number; maximum: number }) =>
      `"${cells.column}": numbers from ${figure(cells.minimum)} to ${figure(cells.maximum)}${ofRows(cells)}.`,
    columnHoldsTexts: (cells: FilledCells & { letters: number }) =>
      `"${cells.column}": texts of ${counted(cells.letters, ['character', 'characters'])} on average${ofRows(cells)}.`,
    columnHoldsConversations: (cells: FilledCells) => `"${cells.column}": conversations, turn by turn${ofRows(cells)}.`,
    columnHoldsPictures: (cells: FilledCells) => `"${cells.column}": names of pictures${ofRows(cells)}.`,
    columnHoldsDates: (cells: FilledCells) => `"${cells.column}": dates${ofRows(cells)}.`,
    columnHoldsAddresses: (cells: FilledCells) => `"${cells.column}": web addresses${ofRows(cells)}.`,
    columnHoldsLists: (cells: FilledCells) => `"${cells.column}": lists or records${ofRows(cells)}.`,
    columnHoldsValues: (cells: FilledCells & { values: number; more: boolean }) =>
      `"${cells.column}": ${cells.more ? 'over ' : ''}${counted(cells.values, ['value', 'values'])}${ofRows(cells)}.`,
    tableWithoutLabels: () => 'It has no column of labels, and other tables have one.',
    tableWithoutSeveralLabels: () => 'It has no column that can hold several labels, and other tables have one.',
    tableWithoutNumbers: () => 'It has no column of numbers, and other tables have one.',
    tableWithoutPairs: () => 'It does not have two columns of texts and an answer, and other tables do.',
    tableWithoutTags: () => 'Its words have no tags, and those of other tables do.',
    tableWithoutTexts: () => 'It holds no texts to continue.',
    fileInNoClassFolder: () => 'It is not in a class folder. Put it into a folder named after its class.',
    labelsJoined: ({ name, spellings, examples, noun }: JoinedLabels) =>
      `${few(spellings)} were read as one label, "${name}" (${counted(examples, noun)}).`,
    labelsApart: ({ spellings }: { spellings: Few }) =>
      `${few(spellings)} differ in their spelling alone, and are kept apart as you chose.`,
    moreLabelsJoined: ({ labels }: { labels: number }) =>
      `${counted(labels, ['more label was', 'more labels were'])} written in several ways and read as one each.`,
    splitHasNoAnswers: ({ part }: { part: string }) => `The ${part} part has no answers of its own.`,
    splitAnsweredAlike: ({ part, examples, noun: [one, many], answer }: SplitAnsweredAlike) =>
      examples === 1
        ? `The only ${one} of the ${part} part has the answer "${answer}", which tests nothing: it was left out. Add its true answer to use it.`
        : `All ${count(examples)} ${many} of the ${part} part have the answer "${answer}", which tests nothing: they were left out. Add their true answers to use them.`,
    fileInUnlabelledFolder: ({ folder }: { folder: string }) => `Its folder "${folder}" names no class.`,
    folderWithoutClass: ({ folder, files, noun }: { folder: string; files: number; noun: Noun }) =>
      `The folder "${folder}" names no class; ${files === 1 ? 'its' : 'all of its'} ${counted(files, noun)} ${files === 1 ? 'was' : 'were'} left out.`,
    pictureInNoLabelFolder: () => 'It is not in a label folder.',
    tableRowsNameSeveralPictures: ({ table, rows }: { table: string; rows: number }) =>
      `${counted(rows, ['row of the table', 'rows of the table'])} "${table}" ${rows === 1 ? 'names' : 'name'} several pictures at once and ${rows === 1 ? 'was' : 'were'} left out. Write the folder before the name.`,
    tableContradictsItself: ({ rows }: { rows: number }) =>
      `The table has ${counted(rows, ['row', 'rows'])} for it, with different answers. Keep one.`,
    tableAnswersNothing: ({ table }: { table: string }) =>
      `The table "${table}" names the pictures, but none of its columns was taken for their answers; the folders were.`,
    tableOnlyDescribes: () =>
      'None of its columns was taken for the answers of the pictures. Name the column to use it.',
    metadataWithoutLabel: () => 'The metadata table gives it no label.',
    metadataWithoutPicture: () => 'The metadata table does not list it.',
    noMetadataListsPicture: () => 'No metadata table lists it.',
    noMetadataGivesNumber: () => 'No table gives it a number.',
    metadataListsMissing: ({ files }: { files: number }) =>
      `The metadata table lists ${counted(files, ['file that is', 'files that are'])} not among the readable pictures.`,

    labelCellEmpty: ({ column }: { column: string }) => `Its column "${column}" is empty. Write 0 or 1.`,
    labelCellUnclear: ({ column, cell }: { column: string; cell: string }) =>
      `Its column "${column}" says "${cell}". Write 0 or 1.`,
    labelListUnreadable: ({ cell }: { cell: string }) =>
      `Its labels cannot be read: "${cell}" is not a list. Write them as ["a", "b"].`,
    rowsWithoutLabel: ({ rows, first }: SomeRows) =>
      rows === 1
        ? `Row ${count(first)} has no label and counts as an example of none.`
        : `${theRows({ rows, first })} have no label and count as examples of none.`,
    rowsWithEmptyLabel: (rows: SomeRows) =>
      `${theRows(rows)} ${rows.rows === 1 ? 'has' : 'have'} an empty entry among the labels; the others count.`,
    rowsWithLabelTwice: (rows: SomeRows) =>
      `${theRows(rows)} ${rows.rows === 1 ? 'names' : 'name'} a label twice; it counts once.`,
    rowsWithOneLabelEach: ({ labels }: { labels: Few }) =>
      `Each row has exactly one of the labels ${few(labels)}. If only one can be true at a time, use one column that names the class instead.`,
    labelColumnsMostlyEmpty: ({ columns }: { columns: Few }) =>
      allOf(columns) === 1
        ? `More than half of the column ${few(columns)} is empty, so it is not read. Write 0 or 1 into each cell.`
        : `More than half of the columns ${few(columns)} are empty, so they are not read. Write 0 or 1 into each cell.`,

    rowWithoutNumber: () => 'It has no number.',
    numberMissing: ({ cell }: { cell: string }) => `It has no number: it says "${cell}".`,
    numberInfinite: ({ cell }: { cell: string }) => `Its number "${cell}" is not finite.`,
    numberWithoutDecimalPoint: ({ cell }: { cell: string }) =>
      `Its number "${cell}" is written differently from the rest, which have a decimal point.`,
    numberWithoutDecimalComma: ({ cell }: { cell: string }) =>
      `Its number "${cell}" is written differently from the rest, which have a decimal comma.`,
    isNoNumber: ({ cell }: { cell: string }) => `"${cell}" is not a number.`,
    commaIsDecimal: () => 'The comma was read as the decimal mark: "1,5" is one and a half.',
    commaSetsThousandsApart: () =>
      'The comma was read as a thousands separator: "1,234" is one thousand two hundred and thirty-four.',
    currenciesLeftOut: () => 'Currency signs were ignored.',
    percentagesAsWritten: () => 'Percentages were read as they are written: "12 %" is 12.',

    tagsNumberedInPairs: () =>
      'The tags are numbers without names: 0 was read as "O", 1 and 2 as the beginning and the rest of a first type, 3 and 4 of a second, and so on.',
    tagsNumbered: () => 'The tags are numbers without names: 0 was read as "O", no entity.',
    entitiesBegunAnew: ({ entities }: { entities: number }) =>
      `${counted(entities, ['entity begins', 'entities begin'])} with an I tag; it was read as B.`,
    rowWithoutWords: () => 'It has no words.',
    fieldHoldsNoTags: ({ field }: { field: string }) => `Its "${field}" is not a list of tags.`,
    fieldHoldsNoSpans: ({ field }: { field: string }) =>
      `Its "${field}" cannot be read. Write a list of {"start", "end", "label"}, empty where nothing is marked.`,
    wordsAndTagsDiffer: ({ words, tags }: { words: number; tags: number }) =>
      `It has ${counted(words, ['word', 'words'])} and ${counted(tags, ['tag', 'tags'])}. Each word needs one tag.`,
    wordEmpty: ({ place }: { place: number }) => `Its word ${count(place)} is empty.`,
    wordUntagged: ({ word }: { word: string }) => `Its word "${word}" has no tag. Write O where there is no entity.`,
    lineWithoutTag: ({ line, written }: { line: number; written: string }) =>
      `Line ${count(line)} is "${written}": a word without a tag.`,
    lineOfOtherWidth: ({
      line,
      written,
      columns,
      others,
    }: {
      line: number
      written: string
      columns: number
      others: number
    }) =>
      `Line ${count(line)} is "${written}": it has ${counted(columns, ['column', 'columns'])}, the others have ${count(others)}.`,
    entityCutsWord: ({ entity, word }: { entity: MarkedEntity; word: string }) =>
      `Its entity ${marked(entity)} cuts through the word "${word}".`,
    entityOutsideText: ({ start, end, characters }: { start: number; end: number; characters: number }) =>
      `Its entity from ${count(start)} to ${count(end)} is outside the text, which has ${counted(characters, ['character', 'characters'])}.`,
    entityWithoutWord: ({ start, end }: { start: number; end: number }) =>
      `Its entity from ${count(start)} to ${count(end)} holds no word.`,
    entityOfOtherText: ({ start, end, said, found }: { start: number; end: number; said: string; found: string }) =>
      `Its entity from ${count(start)} to ${count(end)} should be "${said}", but the text has "${found}" there.`,
    entityWithoutLabel: ({ entity }: { entity: MarkedEntity }) => `Its entity ${marked(entity)} has no label.`,
    entitiesOverlap: ({ first, second }: { first: MarkedEntity; second: MarkedEntity }) =>
      `Its entities ${marked(first)} and ${marked(second)} overlap. A word can have one tag only.`,

    everyClassSmall: ({ many }: { many: string }) =>
      `No class has 3 ${many} yet, so no run can start: training, validation and test need at least one each. Add ${many}, at least 3 different ones per class.`,
    classesSmall: ({ names, many }: SmallNames) => fewerThanThree(['class has', 'classes have'], names, many),
    labelsSmall: ({ names, many }: SmallNames) => fewerThanThree(['label has', 'labels have'], names, many),
    tagsSmall: ({ names, many }: SmallNames) => fewerThanThree(['tag has', 'tags have'], names, many),
    examplesInSeveralClasses: ({ examples, names, paths, example }: Contradiction) =>
      `${thereAre(examples, example)} in more than one class (${few(names)}): ${few(paths)}.`,
    examplesAnsweredOtherwise: ({ examples, names, paths, example }: Contradiction) =>
      `${thereAre(examples, example)} there more than once, with different answers (${few(answers(names))}): ${few(paths)}.`,
    examplesInSeveralSplits: ({ examples, paths, example }: { examples: number; paths: Few; example: Noun }) =>
      `${thereAre(examples, example)} in more than one split: ${few(paths)}. The test would contain what was trained on; remove one of each.`,
    changesFindNoExample: ({ paths }: { paths: Few }) =>
      `${counted(allOf(paths), ['earlier change does', 'earlier changes do'])} not apply to this data: ${few(paths)}. The rest was made.`,
    classesUndivided: ({ classes, many }: { classes: Few; many: string }) =>
      `Too few different ${many} to keep any for the test: ${few(classes)}. All of them are used for training.`,
    classUntrained: ({ name, one }: { name: string; one: string }) =>
      `There is no ${one} of "${name}" to train on, so it will not be recognised.`,
    moreClassesUntrained: ({ classes }: { classes: number }) =>
      `The same is true for ${counted(classes, ['more class', 'more classes'])}.`,
    classesAbsent: ({ classes, capped, many }: { classes: Few; capped: boolean; many: string }) => {
      const one = allOf(classes) === 1
      const what = one
        ? `The class ${few(classes)} has no ${many} to learn from, so it cannot be learned.`
        : `${count(allOf(classes))} classes have no ${many} to learn from, so they cannot be learned: ${few(classes)}.`
      if (capped) return `${what} Allow more training examples.`
      const [its, written] = one ? ['its', 'label is'] : ['their', 'labels are']
      return `${what} Check how ${its} ${written} written, or move some of ${its} ${many} into training.`
    },
    classesUneven: ({
      ratio,
      largest,
      smallest,
      weighted,
      mostWeight,
      many,
    }: {
      ratio: number
      largest: { name: string; examples: number }
      smallest: { name: string; examples: number }
      weighted: boolean
      mostWeight: number
      many: string
    }) => {
      const sizes = `"${largest.name}" has ${count(largest.examples)} ${many}, "${smallest.name}" has ${count(smallest.examples)}`
      const weights = weighted
        ? `Rare classes count more in training, up to ${counted(mostWeight, ['time', 'times'])}.`
        : 'Class weights are off, so rare classes count little in training.'
      return `Your classes have very different sizes, ${count(ratio)} to 1: ${sizes}. ${weights} Judge the run by its balanced accuracy, and add ${many} of rare classes if you can.`
    },

    /** What will go wrong in training, with its consequence; and what buttons offer. */
    classesFewExamples: ({ names, least, noun: [one, many] }: { names: Few; least: number; noun: Noun }) =>
      allOf(names) === 1
        ? `The class ${few(names)} has ${counted(least, [one, many])} to learn from: from so few, the model learns these ${many} rather than what they have in common.`
        : `${count(allOf(names))} classes have fewer than 10 ${many} to learn from, the smallest ${count(least)} (${few(names)}): from so few, the model learns these ${many} rather than what they have in common.`,
    testSmall: ({ examples, points: spread, noun }: { examples: number; points: number | null; noun: Noun }) =>
      `The test has ${counted(examples, noun)}, so ${spread === null ? 'its score is mostly the luck of the draw' : `chance alone can move its score by about ${counted(spread, ['point', 'points'])}`}.`,
    /** @param part "train", "validation" or "test". */
    answersAllEqual: ({ part, answer, examples, noun: [one, many] }: SplitAnsweredAlike) => {
      const where = part === 'train' ? 'training' : part === 'test' ? 'the test' : part
      const follows =
        part === 'train'
          ? 'the model learns to give that answer to everything'
          : 'a model that always gives it gets a perfect score there'
      const whole =
        examples === 1 ? `The only ${one} of ${where} has` : `All ${count(examples)} ${many} of ${where} have`
      return `${whole} the same answer${answer === '' ? '' : `, "${answer}"`}: ${follows}.`
    },
    examplesLeak: ({ examples, paths, noun }: { examples: number; paths: Few; noun: Noun }) =>
      `${thereAre(examples, noun)} both in training and in what judges it (${few(paths)}): the score will be better than it is on new ${noun[1]}.`,
    examplesNearlyLeak: ({ examples, paths, noun: [one, many] }: { examples: number; paths: Few; noun: Noun }) =>
      `${thereAre(examples, [one, many])} nearly the same in training and in what judges it (${few(paths)}): the score will be better than it is on new ${many}.`,
    examplesContradict: ({ examples, names, paths, noun }: { examples: number; names: Few; paths: Few; noun: Noun }) =>
      `${thereAre(examples, noun)} there more than once with different answers (${few(answers(names))}; ${few(paths)}): whatever the model learns, it is wrong about one of them.`,
    examplesRepeated: ({ examples, of, noun }: { examples: number; of: number; noun: Noun }) =>
      `${counted(examples, noun)} of ${count(of)} in all ${examples === 1 ? 'is a copy of another' : 'are copies of others'}: what is copied counts more in training and in the score.`,
    textsWordless: ({ examples, shown, noun }: { examples: number; shown: string; noun: Noun }) =>
      `${counted(examples, noun)} ${examples === 1 ? 'holds' : 'hold'} nothing to read (such as "${shown}"): the model can only guess from them.`,
    textsWillBeCut: ({
      share,
      tokens,
      most,
      noun: [, many],
    }: {
      share: number
      tokens: number
      most: number
      noun: Noun
    }) =>
      `About ${Math.max(1, Math.round(100 * share))} % of the ${many} are longer than ${count(tokens)} tokens${tokens >= most ? ', the most that this model reads' : ''}: what stands behind is not read.`,
    picturesPoor: ({ blank, blurred, noun }: { blank: number; blurred: number; noun: Noun }) => {
      const parts = [
        ...(blank > 0 ? [`${thereAre(blank, noun)} of one colour`] : []),
        ...(blurred > 0 ? [`${thereAre(blurred, noun)} far more blurred than the others`] : []),
      ]
      return `${parts.join(', and ')}: there is little in them to learn from.`
    },
    remedyLeaveOut: ({ examples, noun }: { examples: number; noun: Noun }) => `Leave out ${counted(examples, noun)}`,
    remedyAddExamples: ({ many }: { many: string }) => `Add ${many}`,
    remedyTrainOnAll: ({ many }: { many: string }) => `Train on all ${many}`,
    remedyWeighClasses: () => 'Count rare classes more',
    remedyTestShare: ({ share }: { share: number }) => `Test on ${Math.round(100 * share)} %`,
    remedyMaxTokens: ({ tokens }: { tokens: number }) => `Read ${count(tokens)} tokens`,
    remedyLook: () => 'Look at them',
    lookingAtPictures: () => 'Looking at the pictures',
    lookingAtTexts: () => 'Looking at the texts',

    nothingTyped: () => 'Nothing was typed',
    neitherNameNorAddress: ({ typed }: { typed: string }) => `"${typed}" is neither`,
    modelWithoutOwner: ({ name }: { name: string }) => `"${name}" names no owner and is not a model of the gallery`,
    addressOfNoDataset: ({ address }: { address: string }) => `"${address}" is no data set's page`,
    addressNotWhole: ({ address }: { address: string }) => `"${address}" is not a complete address`,
    addressUnsafe: ({ address, protocol }: { address: string; protocol: string }) =>
      `"${address}" begins with ${protocol}, where anyone on the way could change the model`,
    addressWithUser: () => 'The address holds a user name, and the studio never signs in',
    addressOfNoModel: ({ address, kind }: { address: string; kind: string }) =>
      `"${address}" is not a model but one of the hub's ${kind}`,
    addressWithoutRepository: ({ address }: { address: string }) => `"${address}" names no repository`,
    addressAboutModel: ({ address }: { address: string }) => `"${address}" is a page about a model, not the model`,
    addressInFolder: ({ address }: { address: string }) =>
      `"${address}" lies in a folder of its repository; the model must be at the top`,
    addressOfOtherFile: ({ file }: { file: string }) => `"${file}" is not a file of a model`,

    // Models: networks, weights, tokenizers, the way to a hub.
    /** What a browser or a library said, in its own words. */
    verbatim: ({ text }: { text: string }) => text,
    pickleRefused: ({ name }: { name: string }) =>
      `"${name}" is a pickle: opening one can run a program hidden in it, so the studio never does.`,
    weightsFormatUnread: ({ name }: { name: string }) => `"${name}" is in a format that the studio does not read.`,
    modelFetchedAgain: ({ why }: { why: Message | null }, say: Say) =>
      `This model is not saved on this device and will be downloaded again next time.${why ? ` ${say(why)}` : ''}`,
    fetchingModel: ({ id }: { id: string }) => `Downloading ${id}`,
    weightsNotFinite: ({ tensors, first }: { tensors: number; first: string }) =>
      `${counted(tensors, ['weight tensor holds', 'weight tensors hold'])} NaN or infinity, first "${first}". Training will not work with that.`,
    tokensWithoutRow: ({ tokens }: { tokens: Few }) =>
      `The tokenizer has ${few(tokens)}, for which the model has no row: added, and the embeddings not resized. ${tokens.shown.length + tokens.more === 1 ? 'It is' : 'They are'} left out; padding uses another token, which is masked.`,
    vocabularyOfWeights: ({ rows, said }: { rows: number; said: number }) =>
      `config.json says ${counted(said, ['token', 'tokens'])}, the weights have rows for ${count(rows)}; the weights count.`,
    lastCheckpointTaken: ({ taken, others }: { taken: string; others: number }) =>
      `Of ${counted(others + 1, ['checkpoint', 'checkpoints'])} the last is taken, "${taken}". To take another, add its folder alone.`,
    checkpointsPassedOver: ({ root, checkpoints }: { root: string; checkpoints: number }) =>
      `The one at the top${root ? ` of "${root}"` : ''} is taken; ${counted(checkpoints, ['checkpoint', 'checkpoints'])} below it ${checkpoints === 1 ? 'is' : 'are'} passed over.`,
    adapterRanksEvened: ({ rank }: { rank: number }) =>
      `Layers of this adapter have ranks or scales of their own. They are held at rank ${count(rank)}, filled up with zeros, and answer the same.`,
    modulesLeftOut: ({ modules }: { modules: readonly string[] }) =>
      `sentence-transformers would go on with ${modules.map((name) => `"${name}"`).join(' and ')}; the studio leaves that out and learns from the vector before it.`,
    namesUnwrapped: ({ taken }: { taken: readonly string[] }) =>
      `The names of the weights were wrapped in ${taken.map((name) => `"${name}"`).join(' and ')} by the program that saved them; that was taken off.`,
    weightsNarrowed: ({ tensors }: { tensors: number }) =>
      `${counted(tensors, ['weight tensor holds', 'weight tensors hold'])} float64 numbers; they are read as float32, which loses nothing that matters here.`,
    weightsSurplus: ({ tensors, first }: { tensors: number; first: string }) =>
      `The file holds ${counted(tensors, ['tensor', 'tensors'])} that this architecture does not use: "${first}"${tensors > 1 ? ` and ${count(tensors - 1)} more` : ''}.`,

    // Runs: recipes, training, backends.
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
    runTook: ({ seconds }: { seconds: number }) => `Your last run with it on these data took ${roughly(seconds)}.`,

    /** What is under way, above its bar. */
    writingWeights: () => 'Writing the weights',
    turningIntoTokens: () => 'Turning texts into tokens',
    preparingDevice: () => 'Preparing the graphics device',
    computingFrozenFeatures: () => 'Computing frozen features',
    tryingRates: () => 'Trying learning rates',
    tryingBatch: ({ batch }: { batch: number }) => `Trying a batch of ${count(batch)}`,

    // The coach: the verdict on a run, and the one thing to do next.
    coachLevel: ({ name, score, beside }: { name: string; score: string; beside: string }) =>
      `Validation ${name} is ${score}. ${beside}`.trim(),
    coachLossAfter: ({ loss, epoch }: { loss: number; epoch: number }) =>
      `Validation loss is ${digits(loss)} after epoch ${count(epoch)}.`,
    coachGood: ({ over }: { over: boolean }) => (over ? 'Good' : 'Good so far'),
    coachGoodWords: ({ level, settled }: { level: Message; settled: boolean }, say: Say) =>
      `${say(level)}${settled ? ' It has learned what it can from these data.' : ''}`,
    coachFair: () => 'Fair: there is more to gain',
    coachFairWords: ({ level, improving }: { level: Message; improving: boolean }, say: Say) =>
      `${say(level)}${improving ? ' It was still getting better when it ended.' : ''}`,
    coachStands: () => 'It stands still',
    coachStandsWords: ({ epochs }: { epochs: number }) =>
      `Validation loss has not fallen for ${counted(epochs, ['epoch', 'epochs'])}. A smaller learning rate may gain a little more.`,
    coachLearning: () => 'It is learning',
    coachWeakModel: () => 'The model is too weak for this',
    coachWeakModelWords: (held: { level: Message; model: string; stronger: string; bytes: number }, say: Say) =>
      `${say(held.level)} ${held.model} is small, so that it starts at once. ${held.stronger} knows more: a download of ${megabytes(held.bytes)}.`,
    coachLittleData: () => 'Too little data',
    coachLittleDataWords: (held: { seen: Message; train: number; perClass: number | null; many: string }, say: Say) =>
      `${say(held.seen)} It has ${held.perClass === null ? count(held.train) : `about ${count(held.perClass)}`} ${held.many}${held.perClass === null ? '' : ' a class'} to learn from: more of them help most.`,
    coachOverFitting: () => 'It is memorising (over-fitting)',
    coachTurned: ({ epoch, kept }: { epoch: number; kept: number }) =>
      `Since epoch ${count(epoch)} it gets better on what it trains with, and worse on what it does not. The weights of epoch ${count(kept)} are kept.`,
    coachApart: ({ trainLoss, validationLoss }: { trainLoss: number; validationLoss: number }) =>
      `It does far better on what it trained with (loss ${digits(trainLoss)}) than on what it did not (${digits(validationLoss)}).`,
    coachNoise: () => 'Too few examples to tell',
    coachChance: (held: { level: Message; from: string; to: string; examples: number }, say: Say) =>
      `${say(held.level)} With only ${counted(held.examples, ['validation example', 'validation examples'])}, the truth lies anywhere between ${held.from} and ${held.to}.`,
    coachTossed: (held: { epochs: number; apart: number; examples: number; chance: number }) =>
      `The last ${counted(held.epochs, ['epoch differs', 'epochs differ'])} by ${points(held.apart)}. With ${counted(held.examples, ['validation example', 'validation examples'])}, chance alone is worth ±\u00a0${points(held.chance)}.`,
    coachNotFinite: () => 'Something is wrong: the loss became NaN',
    coachSmallerRate: ({ happened }: { happened: Message }, say: Say) =>
      `${say(happened)} A smaller learning rate usually helps.`,
    coachRateTooHigh: () => 'Something is wrong: the learning rate is too high',
    lossHasClimbed: ({ from, to }: { from: number; to: number }) =>
      `The loss has climbed from ${digits(from)} to ${digits(to)}: the steps are too large.`,
    trainingLossJumped: ({ from, to, times }: { from: number; to: number; times: number }) =>
      `The training loss jumped from ${digits(from)} to ${digits(to)}, with gradients ${counted(times, ['time', 'times'])} their usual size.`,
    coachOneClass: () => 'Something is wrong: it gives every example the same class',
    coachOneClassWords: () =>
      'All live examples get the same class, and accuracy is no better than guessing. A smaller learning rate can help it tell them apart.',
    coachNoBetter: () => 'Something is wrong: it is no better than guessing',
    coachNoBetterWords: ({ level }: { level: Message }, say: Say) =>
      `${say(level)} Check that the labels are right, and that a person could tell the answer from what the model sees.`,
    coachHardly: () => 'Something is wrong: it hardly learns',
    coachHardlyWords: ({ loss, epoch }: { loss: number; epoch: number }) =>
      `Both losses are high and hardly fall: ${digits(loss)} in training after epoch ${count(epoch)}. A larger learning rate may help.`,
    coachTryIt: () => 'Try it out',
    coachAdd: ({ many }: { many: string }) => `Add ${many}`,
    coachCheckData: () => 'Check the data',
    coachChoose: ({ model }: { model: string }) => `Try ${model}`,
    coachRate: ({ rate, over }: { rate: number; over: boolean }) =>
      `${over ? 'Try learning' : 'Learning'} rate ${rate}`,
    coachDropout: ({ dropout, over }: { dropout: number; over: boolean }) =>
      `${over ? 'Try dropout' : 'Dropout'} ${dropout}`,
    coachThawMore: () => 'Thaw one more block',
    coachThawBlocks: () => 'Thaw the top blocks',
    coachLonger: ({ epochs }: { epochs: number }) => `Train for ${counted(epochs, ['epoch', 'epochs'])}`,
    coachValidationShare: ({ share }: { share: number }) => `Keep ${Math.round(100 * share)}\u00a0% for validation`,
    stopAndKeepBest: () => 'Stop and keep the best',

    /** Why an adapter is refused. */
    adapterTensorPlaceless: ({ key, received }: { key: string; received: Sides | null }) =>
      `The adapter has "${key}" of shape ${shape(received)}; the model has no place for it.`,
    adapterTensorShape: ({ key, received, expected }: { key: string; received: Sides | null; expected: Sides }) =>
      `Expected "${key}" of shape ${shape(expected)} for this model, received ${shape(received)}.`,
    adapterTensorNotFloat: ({ key, received }: { key: string; received: string }) =>
      `"${key}" should hold F32, F16, BF16 or F64 numbers, received ${received}.`,
    adapterWithoutTensors: () => 'The adapter holds nothing that its method trains.',
    adapterConfigInvalid: ({ place, why }: { place: string | null; why: string }) =>
      `adapter_config.json: ${place ?? 'the file'}: ${why}.`,
    adapterConfigLacks: ({ field }: { field: string }) => `adapter_config.json has no ${field}.`,
    webgpuAbsent: () => 'this browser has no WebGPU',
    graphicsAdapterAbsent: () => 'this browser offers no GPU',
    graphicsAdapterSoftware: ({ adapter }: { adapter: string }) => `${adapter} is a software GPU, slower than WASM`,
    kernelsNotFetched: ({ url, status }: { url: string; status: number }) =>
      `${url} could not be loaded (status ${status})`,
    backendNotStarted: () => 'it could not be started',
    backendSelfTestOff: ({ error }: { error: number }) => `its self-test was off by ${error.toPrecision(2)}`,

    // Answers, evaluation, storage.
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
    learnedByOtherSetting: ({ setting }: { setting: string }) => `their method's "${setting}" is not the recipe's`,
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

    // Exports, adapters, projects.
    /** Why an adapter is refused. */
    adapterNotFinite: ({ name }: { name: string }) => `"${name}" holds NaN or infinity.`,
    adapterNotJson: ({ file }: { file: string }) => `${file} is not valid JSON.`,
    adapterPickled: () =>
      'The adapter is a pickle (adapter_model.bin), which can run code; save it again as safetensors.',
    adapterFileMissing: ({ file }: { file: string }) => `There is no ${file} among the files.`,
    adapterLabelsOther: ({ names, classes }: { names: number; classes: number }) =>
      `labels.json names ${classesOf(names)}, but the adapter's head has ${count(classes)}.`,
    adapterClassesTooFew: ({ classes, fewest }: { classes: number; fewest: number }) =>
      `The adapter's head is for ${classesOf(classes)}; it needs at least ${count(fewest)}.`,
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

    /** Why peft cannot hold an adapter. */
    peftLacksKind: () => 'peft has no adapter of this kind.',
    peftTextsOnly: () => 'peft puts prompts and prefixes before texts only.',
    peftPrefixesEveryLayer: () => 'peft puts a prefix before every layer, not before the upper ones only.',
    distilbertTakesNoPrefix: () => 'transformers’ DistilBERT takes no keys and values from outside.',
    classifierReadsPooler: () => 'transformers’ classifier reads BERT’s pooler; this one reads the mean of the tokens.',
    classifierReadsOther: () => 'transformers’ classifier makes another vector of a text than this one.',
    timmLayersNamedOtherwise: () => 'transformers calls the layers of timm’s networks by other names.',
    kerasMobilenetNotInPython: () => 'transformers has no network that is built like Keras’s MobileNet.',
    mobilenetAsksForStrides: () =>
      'transformers’ MobileNet v2 pads as TensorFlow does, and asks each convolution for a stride that peft’s does not have.',

    /** Why a run cannot be repeated in Python, as clauses, and what to do instead. */
    runWasChanged: () => 'its settings were changed while it ran',
    trainUnchanged: () => 'Train again without the changes, or export the model instead.',
    goOnFromWeights: () => 'Export the model instead and continue from that.',
    chooseUnwrapped: () => 'Choose top blocks, full or norms, or export the model.',
    chooseLora: () => 'Choose LoRA, or export the model.',
    distilbertPrefixNotInPython: () => 'transformers cannot give DistilBERT a prefix',
    tfjsLayoutNotInPython: () => 'transformers cannot read the layout of a tfjs MobileNet',
    peftLayersLackStride: () =>
      "peft's layers lack the stride that transformers' MobileNet v2 asks its convolutions for",
    bottlenecksNotInPeft: () => 'peft has no bottleneck adapters',
    picturePromptsNotInPeft: () => 'peft has no prompts for pictures',
    picturePrefixesNotInPeft: () => 'peft has no prefixes for pictures',
    promptHidesTextEnd: () =>
      "transformers finds the end of a padded text by its ids, which peft's prompts hide from it",
    prefixesInTopLayers: () => "peft's prefixes are in every layer, this run's in the top ones only",
    thawAllBlocks: () => 'Thaw all blocks.',
    prefixesShareRate: () => "peft's prefixes of all layers are one parameter, with one learning rate",
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

    // The page.
    /** What the engine is at, which what was asked has to wait for. */
    comparisonUnderWay: () => 'A comparison is under way.',
    runUnderWay: () => 'A run is under way.',
    trialUnderWay: () => 'A trial is under way.',
    analysisUnderWay: () => 'An analysis on Evaluate is under way.',
    engineStarting: () => 'The engine is starting.',
    engineDoesNotRun: () => 'The engine is not running.',
    dataBeingRead: () => 'Data is being read.',
    modelBeingLoaded: () => 'A model is being loaded.',
    projectBeingOpened: () => 'A project is being opened.',
    runBeingOpened: () => 'A run is being opened.',

    /** What a run is at whose engine died. */
    goingOnFromStep: ({ step }: { step: number }) => `Continuing from step ${count(step)}`,
    beginningAgain: () => 'Starting again',

    /** What was not done, as clauses. */
    projectNotOpened: () => 'The project was not opened',
    linkNotFollowed: () => 'The link was not opened',
    runNotStarted: () => 'The run was not started',

    /** Why the engine stopped, as clauses. */
    engineWasStopped: () => 'it was stopped',
    engineNotStartedYet: () => 'it had not started yet',
    engineSilent: ({ seconds }: { seconds: number }) => `it did not answer for ${count(seconds)} s`,
    engineMessageUnreadable: () => 'a message could not be read',
    engineReported: ({ detail }: { detail: string }) => `it reported "${detail}"`,
    engineCrashed: () => 'it could not be started, or crashed',

    /** Why a link holds no recipe. */
    linkTooLong: ({ characters }: { characters: number }) =>
      `It is ${counted(characters, ['character', 'characters'])} long.`,
    linkTooLarge: () => 'It holds more than 64 kB.',
    linkNotUnpacked: () => 'It cannot be unpacked.',
    linkNotRead: () => 'It cannot be read.',
    linkWithoutRecipe: () => 'It holds no recipe.',
    linkCharactersStrange: () => 'It holds characters that do not belong in such a link.',
  },
} satisfies {
  // biome-ignore lint/suspicious/noExplicitAny: each entry says what its own parameters are
  readonly errors: Readonly<Record<string, (parameters: any, say: Say) => readonly [what: string, advice: string]>>
  // biome-ignore lint/suspicious/noExplicitAny: each entry says what its own parameters are
  readonly notices: Readonly<Record<string, (parameters: any, say: Say) => string>>
}
