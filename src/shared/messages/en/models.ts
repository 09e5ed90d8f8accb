/** Of models: networks, weights, tokenizers, the way to a hub. */
import type { Few } from '../few.ts'
import type { Message, Say } from '../message.ts'
import { bytesOf, type Catalogue, count, counted, type FieldFault, few, type Sentences } from './words.ts'

type UnknownArchitecture = {
  readonly stated: string | null
  readonly families: readonly string[]
  /** The gallery's model that comes nearest; absent in errors of earlier versions. */
  readonly nearest?: string | null
}

interface StoredPlace {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly expected: number
  readonly begin: number
  readonly end: number
}

const embeddedWorks = 'The built-in models, such as thaw-vision, work without a network.'

const changedOnItsWay = 'Try again; if it happens again, the file was changed or damaged in transit.'

const publishedAsSafetensors = 'Choose a model published as model.safetensors; Hugging Face can convert most others.'

const dropModelFiles =
  'Add model.safetensors and config.json as they were exported or published, or the folder or zip that holds them.'

const exportAgain = 'Export or download the model again, and add its files unchanged.'

const exportAgainAsIs = 'Export the model again, and add its files unchanged.'

const fetchSafetensorsAgain = 'The file may be cut short or damaged: fetch or export it again.'

const takePublishedTokenizer = 'Take the tokenizer.json that lies beside the model’s weights where it was published.'

const checkConfig = 'Check that config.json belongs to this model.'

const weightsAndConfigTogether = 'Use weights and configuration that belong together.'

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

interface MemoryForecast {
  readonly plain: number
  readonly packed: number
  readonly limit: number
  /** In GB; null where the browser says nothing. */
  readonly said: number | null
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`

const billions = (number: number) => `${(number / 1e9).toFixed(1)} billion`

/** Types of numbers that only quantised weights have. */
const coarse = /^(I8|U8|F8_)/

const takeUnquantised =
  'Take the model that it was made from, in float32, float16 or bfloat16: most often the same name without “-bnb-4bit”, “-GPTQ”, “-AWQ” or “-FP8”.'

export const models = {
  errors: {
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
    teachablePictureModel: ({ labels }: { labels: Few }) => [
      `This is a model from Teachable Machine${labels.shown.length > 0 ? ` (${few(labels)})` : ''}, and no data.`,
      'Open it on Use. To train, bring its examples: in Teachable Machine choose “Download Samples” for each class, and add those zips together here.',
    ],
    teachableMachineModel: ({ labels }: { labels: Few }) => [
      `This is a model from Teachable Machine${labels.shown.length > 0 ? ` (${few(labels)})` : ''}: a TensorFlow.js network, which cannot be fine-tuned further here.`,
      'Bring its examples instead: in Teachable Machine choose “Download Samples” for each class, and add those zips together on Data.',
    ],
    kerasNetworkOther: () => [
      'This TensorFlow.js network is not made of convolutions, a global average and dense layers.',
      'Export it again from today’s Teachable Machine, or bring its examples on Data.',
    ],
    kerasLayerUnknown: ({ name, kind }: { name: string; kind: string }) => [
      `The layer "${name}" of this TensorFlow.js network is not known here: ${kind}.`,
      'Networks that convolve, with a global average before their dense layers, are read; as Teachable Machine’s picture models are.',
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
      `This model’s architecture ${stated === null ? '' : `"${stated}" `}is not known here.`,
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
    keyHeadsDoNotDivide: ({ heads, keyHeads }: { heads: number; keyHeads: number }) => [
      `config.json asks for ${counted(heads, ['attention head', 'attention heads'])}, which cannot share ${counted(keyHeads, ['head of keys', 'heads of keys'])} evenly.`,
      checkConfig,
    ],
    headWidthOdd: ({ width }: { width: number }) => [
      `config.json makes attention heads ${counted(width, ['number', 'numbers'])} wide, and rotary positions turn pairs.`,
      checkConfig,
    ],
    rotationUnknown: ({ kind, known }: { kind: string; known: string[] }) => [
      `The model stretches its positions by "${kind}", which the studio does not know. It knows ${known.join(', ')}.`,
      'Choose a model of the same family that was not stretched for longer texts.',
    ],
    rotationLacks: ({ field }: { field: string }) => [
      `config.json stretches the positions, but does not say ${field}.`,
      'Take config.json from the repository that the weights came from.',
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
    rowScalesMisfit: ({ name, rows, received }: { name: string; rows: number; received: readonly number[] }) => [
      `"${name}" should hold ${counted(rows, ['number', 'numbers'])}, one for each row, received the shape [${received.join(', ')}].`,
      'Save the model again: this file is damaged, or was changed.',
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
  },
  notices: {
    /** What a browser or a library said, in its own words. */
    verbatim: ({ text }: { text: string }) => text,
    pickleRefused: ({ name }: { name: string }) =>
      `"${name}" is a pickle: opening one can run a program hidden in it, so the studio never does.`,
    weightsFormatUnread: ({ name }: { name: string }) => `"${name}" is in a format that the studio does not read.`,
    modelFetchedAgain: ({ why }: { why: Message | null }, say: Say) =>
      `This model is not saved on this device and will be downloaded again next time.${why ? ` ${say(why)}` : ''}`,
    fetchingModel: ({ id }: { id: string }) => `Downloading ${id}`,
    fetchingMuch: ({ stage, much }: { stage: Message; much: Message }, say: Say) => `${say(stage)}. ${say(much)}`,
    modelNeedsMuch: ({ plain, packed, limit, said }: MemoryForecast) =>
      `Tuning this model takes about ${gigabytes(plain)} of memory with its weights in 32 bits; a page here can count on about ${gigabytes(limit)} (${said === null ? 'the browser does not say how much the device has' : `half of the ${count(said)} GB that the browser says, roughly, and 4 GB at most`}). ${
        packed > limit
          ? `It takes ${gigabytes(packed)} even with frozen weights in 4 bits: a smaller model is the better choice.`
          : `On Tune, choose “Frozen weights: 4 bits” and “Recompute activations”: about ${gigabytes(packed)} then.`
      }`,
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
  },
} satisfies Catalogue
