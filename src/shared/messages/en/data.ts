/** Of data: files, tables, pictures. */
import type { Few } from '../few.ts'

import type { Message, Say } from '../message.ts'
import { type Catalogue, classesOf, count, counted, few, megabytes, type Noun } from './words.ts'

/** Which reading is meant, and the settings that say so. */
type OpenQuestion = {
  readonly ask: string
  readonly answers: readonly string[]
  readonly settings: readonly string[]
}

type MarkedEntity = { readonly text: string; readonly start: number; readonly end: number }

type SomeRows = { readonly rows: number; readonly first: number }

type MissingColumn = { readonly table: string; readonly column: string; readonly columns: Few }

type SplitParts = {
  readonly train: number
  readonly validation: number
  readonly test: number
  readonly many: string
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

type RareNames = {
  readonly names: Few
  readonly least: number
  readonly noun: Noun
  readonly kind: 'labels' | 'tags'
}

type FarNumbers = {
  readonly examples: number
  readonly noun: Noun
  readonly farthest: number
  readonly low: number
  readonly high: number
}

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
  '^': 'carets ("^")',
  '~': 'tildes ("~")',
  '\x01': 'Control-A characters',
  spaces: 'spaces',
  columns: 'runs of spaces',
}

/** Labels that were joined; none of them where there is none. */
const answers = ({ shown, more }: Few): Few => ({ shown: shown.map((name) => name || 'no label'), more })

const ofRows = ({ filled, rows }: FilledCells) => ` in ${count(filled)} of ${counted(rows, ['row', 'rows'])}`

const whole = (number: number) => number.toLocaleString('en')
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

export const data = {
  errors: {
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
    fileNotRead: ({ path, found }: { path: string; found: Message }, say: Say) => [
      `"${path}" cannot be read. ${say(found)}`,
      adviceToDrop,
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
    readingAsked: ({ ask, answers, settings }: OpenQuestion) => [
      `This data can be read in several ways. ${ask} ${answers.join(', or ')}.`,
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
    arrowUnreadable: ({ table, detail }: { table: string; detail: string }) => [
      `The Arrow file "${table}" cannot be read: ${detail}.`,
      'Save it anew, or save it as CSV or Parquet.',
    ],
    workbookUnreadable: ({ table }: { table: string }) => [
      `The workbook "${table}" cannot be read: it is damaged, or protected by a password.`,
      'Open it in your spreadsheet program and save the sheet as CSV.',
    ],
    workbookTooLarge: ({ table, most }: { table: string; most: number }) => [
      `The workbook "${table}" unpacks to more than ${wholeMebibytes(most)}; it was not opened.`,
      'Save the sheet that you need as CSV.',
    ],
    sheetTooLarge: ({ table, rows, columns, most }: { table: string; rows: number; columns: number; most: number }) => [
      `A sheet of the workbook "${table}" reaches to row ${whole(rows)} and column ${whole(columns)}; ${whole(most)} cells are read at most.`,
      'Save the rows and columns that are filled as CSV.',
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
  },
  notices: {
    openingData: () => 'Opening the data',
    readingTexts: () => 'Reading texts',
    readingPictures: () => 'Reading pictures',
    unpackingPictures: () => 'Unpacking pictures',
    systemFilesPassedOver: ({ files }: { files: number }) =>
      `${counted(files, ['file that systems leave behind was', 'files that systems leave behind were'])} passed over, such as .DS_Store.`,
    fileEmpty: () => 'It is empty (0 bytes).',
    addedAgain: () => 'It stands here already, with the same answer.',
    examplesAdded: ({ added, standing, noun }: { added: number; standing: number; noun: Noun }) =>
      `${counted(added, noun)} ${added === 1 ? 'was' : 'were'} added to the ${count(standing)} that stood here.`,
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
    textIsNoPicture: () =>
      'This is text, not a picture. If you want to use it, let its name end in .txt, or in .csv for a table.',
    featuresAreNoText: () =>
      'These are numbered measurements (LIBSVM), not texts or pictures: a pre-trained model has nothing to begin with. Bring the texts or pictures that were measured, or use a tool for tables of numbers, such as scikit-learn.',
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
      `Only the ${tables === 1 ? 'table' : 'tables'} in ${few(documents)} ${tables === 1 ? 'was' : 'were'} read, not the text around ${tables === 1 ? 'it' : 'them'}.`,
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
      `Only the sheet "${sheet}" of "${table}" was read, not ${few(others)}. Another can be chosen under “How it is written”.`,
    sheetsReadAsParts: ({ table, sheets, others }: { table: string; sheets: Few; others: Few }) =>
      `The sheets ${few(sheets)} of "${table}" were read as the parts of a split${others.shown.length === 0 ? '' : `, not ${few(others)}`}. One of them can be chosen under “How it is written”.`,
    rowIsHeader: () => 'It repeats the names of the columns.',
    rowOfOtherTable: ({ row }: { row: number }) =>
      `Another table begins in row ${count(row)}, under an empty line. Save it as a file of its own.`,
    rowIsTotal: ({ column }: { column: string }) => `It is the total of the rows above: it adds up "${column}".`,
    textsTwiceEncoded: ({ files, seen, meant }: { files: Few; seen: string; meant: string }) =>
      `${few(files)}: the letters were encoded twice ("${seen}" for "${meant}"), and were put right. Choose UTF-8 to keep them as they are.`,
    classesOfTables: ({ classes, folders }: { classes: Few; folders: boolean }) =>
      `Each table was read as one class, by the name of its ${folders ? 'folder' : 'file'}: ${few(classes)}. If that is wrong, give "class" another role.`,
    rejectedLeftOut: ({ column, rows }: { column: string; rows: number }) =>
      `"${column}" holds ${counted(rows, ['answer that was', 'answers that were'])} turned down. Nothing is learned from them.`,
    jsonListsLeft: ({ names }: { names: Few }) => `Lists of another length were left out: ${few(names)}.`,
    archiveBreaksOff: ({ name, files }: { name: string; files: number }) =>
      `"${name}" is cut off. ${counted(files, ['complete file before that was', 'complete files before that were'])} read; download it again for the rest.`,
    tablesContradict: ({ tables }: { tables: Few }) =>
      `The tables ${few(tables)} give it different answers. Keep one of them.`,
    tablesContradictOften: ({ tables, pictures, of, paths, leftOut }: ContradictingTables) =>
      `The tables ${few(tables)} give different answers for ${count(pictures)} of ${counted(of, ['picture', 'pictures'])}: ${few(paths)}. ${leftOut ? `${pictures === 1 ? 'It was' : 'They were'} left out.` : 'They seem to answer different questions; for each picture the nearer table was taken.'}`,
    tableContradictsFolders: ({ table, pictures, paths }: { table: string; pictures: number; paths: Few }) =>
      `The table "${table}" names another class than the folder for ${counted(pictures, ['picture', 'pictures'])}: ${few(paths)}. The table was taken; check which is right.`,
    tableNotTaken: ({ taken }: { taken: string }) =>
      `It gives the same pictures other answers than "${taken}", which was used. To use this one, add it without the other.`,
    picturesOfRecordings: ({ pictures, recordings }: { pictures: number; recordings: number }) =>
      `${counted(pictures, ['picture is a frame', 'pictures are frames'])} of ${counted(recordings, ['recording', 'recordings'])}, by their names: they are fewer different examples than they seem. A run keeps each recording in one part of the data.`,
    recordingsTogether: ({ recordings, pictures }: { recordings: number; pictures: number }) =>
      `${counted(pictures, ['picture', 'pictures'])} of ${counted(recordings, ['recording', 'recordings'])} ${pictures === 1 ? 'stays' : 'stay'} together: each recording is in one part, so that the test shows no frame beside one that was trained on.`,
    recordingsCut: ({ recordings, pictures }: { recordings: number; pictures: number }) =>
      `${counted(recordings, ['recording was', 'recordings were'])} cut in a few pieces (${counted(pictures, ['picture', 'pictures'])}), because ${recordings === 1 ? 'its class has' : 'their classes have'} too few. The test shows other moments of the same recordings, which is easier than new ones: record each class five times or more, in different places.`,
    classesInNames: ({ example, name, classes }: { example: string; name: string; classes: Few }) =>
      `The classes were taken from the names of the pictures, as "${name}" from "${example}": ${few(classes)}. If the pictures show something else, put them in a folder for each class.`,
    archiveTooDeep: ({ most }: { most: number }) =>
      `It lies in ${count(most)} archives, one in another; so deep none is opened. Unpack the outer ones.`,
    archiveInsideUnreadable: () => 'This archive inside the data is damaged, or no archive. Download or pack it again.',
    archiveInsideData: () => 'This is an archive inside the data; it was not opened. Unpack it first.',
    dataFormatNotRead: ({ format }: { format: string }) =>
      `Files of ${format} cannot be read. Save the table as CSV, JSON or Parquet with the program that made it, and bring that.`,
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
      `${few(files)}: ${thereAre(places, ['place', 'places'])} not ${encoding}, the first in line ${count(line)}. "�" stands there instead.`,

    cellsSeparatedBy: ({ by }: { by: string }) => `separated by ${separators[by] ?? by}`,
    tableSeparatedBy: ({ table, by }: { table: string; by: Message }, say: Say) =>
      `"${table}" was read as ${say(by)}. If its columns look wrong, choose another separator.`,
    linesAboveHeader: ({ table, lines, first }: { table: string; lines: number; first: string }) =>
      `"${table}" begins with ${counted(lines, ['line', 'lines'])} above the names of its columns ("${first}"). ${lines === 1 ? 'It was' : 'They were'} left out.`,
    headerInSeveralRows: ({ table, rows }: { table: string; rows: number }) =>
      `The names of the columns of "${table}" stand in ${counted(rows, ['row', 'rows'])}, as survey tools write them; none of them was read as an answer.`,
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
      `${counted(rows, ['row does', 'rows do'])} not fit into memory. Choose fewer columns, or keep a part of the file.`,
    firstRowsRead: ({ table, rows, all }: { table: string; rows: number; all: number }) =>
      `Only the first ${count(rows)} of ${counted(all, ['row', 'rows'])} of "${table}" ${rows === 1 ? 'was' : 'were'} read.`,
    columnsOfVectors: ({ columns }: { columns: Few }) =>
      `Lists of fractions were left out: ${few(columns)}. They are neither texts nor labels.`,
    columnsOfBytes: ({ columns }: { columns: Few }) =>
      `Bytes that are no text were left out: ${few(columns)}. They are neither texts nor labels.`,
    columnsNotRead: ({ columns, bytes }: { columns: Few; bytes: number }) =>
      allOf(columns) === 1
        ? `${few(columns)} takes ${megabytes(bytes)} and was not read, since nothing learns from it. Give it a role to have it read.`
        : `${few(columns)} take ${megabytes(bytes)} and were not read, since nothing learns from them. Give one a role to have it read.`,
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
    jsonListsJoined: ({ lists }: { lists: number }) =>
      `The file holds ${counted(lists, ['list', 'lists'])} one after another, read as one table.`,
    jsonRestLeft: ({ rest }: { rest: string }) => `What follows the rows was left out: "${rest}".`,
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
    columnNotRead: ({ column, bytes }: { column: string; bytes: number }) =>
      `"${column}" takes ${megabytes(bytes)} and was not read. Give it a role to have it read.`,
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
      `${counted(labels, ['more label was', 'more labels were'])} written in several ways, and each was read as one.`,
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
    answersInOrder: ({ texts, answers }: { texts: string; answers: string }) =>
      `The rows of "${answers}" were read as the answers to those of "${texts}", row by row.`,
    durationsInSeconds: () => 'Times were read as seconds: "1:30" is 90, "1:00:00" and "1h" are 3,600.',
    tablesJoined: ({ table, other, column }: { table: string; other: string; column: string }) =>
      `The rows of "${other}" were put beside those of "${table}", by "${column}".`,
    answersWithoutText: ({ column }: { column: string }) => `No text has its "${column}".`,
    labelsBeforeLines: ({ labels }: { labels: Few }) =>
      `Each line was read as a text, and the word before it as its label (${few(labels)}).`,
    filesReadAsClasses: ({ labels }: { labels: Few }) =>
      `Each file was read as a class (${few(labels)}), and each of its lines as a text.`,
    answersReadBeside: ({ texts, answers }: { texts: string; answers: string }) =>
      `The lines of "${answers}" were read as the answers to those of "${texts}".`,
    noAnswersBeside: () => 'It has no file of answers, line by line, beside it, as others here have.',
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
    namesFewExamples: ({ names, least, noun: [one, many], kind }: RareNames) => {
      const [name, plural] = kind === 'tags' ? ['tag', 'tags'] : ['label', 'labels']
      const who =
        allOf(names) === 1
          ? `The ${name} ${few(names)} has ${counted(least, [one, many])} to learn from`
          : `${count(allOf(names))} ${plural} have fewer than 5 ${many} to learn from, the rarest ${count(least)} (${few(names)})`
      return `${who}: the model will hardly ever answer ${allOf(names) === 1 ? 'it' : 'them'}, and the test says little of ${allOf(names) === 1 ? 'it' : 'them'}.`
    },
    numbersFarOut: ({ examples, noun, farthest, low, high }: FarNumbers) =>
      `${counted(examples, noun)} ${examples === 1 ? 'has a number' : 'have numbers'} far from all others (as ${figure(farthest)}, where half lie between ${figure(low)} and ${figure(high)}): training follows ${examples === 1 ? 'it' : 'them'}, and gets worse on the rest.`,
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
      const same = examples === 1 ? 'one answer' : 'the same answer'
      return `${whole} ${same}${answer === '' ? '' : `, "${answer}"`}: ${follows}.`
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
      `About ${Math.max(1, Math.round(100 * share))} % of the ${many} are longer than ${count(tokens)} tokens${tokens >= most ? ', the most that this model reads' : ''}: the rest of them is not read.`,
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
    addressOfNoDataset: ({ address }: { address: string }) => `"${address}" is no data set’s page`,
    addressNotWhole: ({ address }: { address: string }) => `"${address}" is not a complete address`,
    addressUnsafe: ({ address, protocol }: { address: string; protocol: string }) =>
      `"${address}" begins with ${protocol}, where anyone on the way could change the model`,
    addressWithUser: () => 'The address holds a user name, and the studio never signs in',
    addressOfNoModel: ({ address, kind }: { address: string; kind: string }) =>
      `"${address}" is not a model but one of the hub’s ${kind}`,
    addressWithoutRepository: ({ address }: { address: string }) => `"${address}" names no repository`,
    addressAboutModel: ({ address }: { address: string }) => `"${address}" is a page about a model, not the model`,
    addressInFolder: ({ address }: { address: string }) =>
      `"${address}" lies in a folder of its repository; the model must be at the top`,
    addressOfOtherFile: ({ file }: { file: string }) => `"${file}" is not a file of a model`,
  },
} satisfies Catalogue
