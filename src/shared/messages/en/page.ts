/** Of the page and the commands, faults of the studio itself, and what earlier versions wrote in words. */
import type { Message } from '../message.ts'
import { type Catalogue, count, counted } from './words.ts'

const goOnOnRuns = (goesOn: boolean) =>
  goesOn ? 'Continue it on Runs.' : 'Train it again on Runs: its recipe is kept.'

export const page = {
  errors: {
    internal: ({ detail }: { detail: string }) => [
      `internal: ${detail}`,
      'This is a fault in the studio. What you had is kept; try the step again.',
    ],
    recordedError: ({ message, advice }: { message: string; advice: string }) => [message, advice],

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

    /** What the engine is at, which what was asked has to wait for. */
    comparisonUnderWay: () => 'A comparison is under way.',
    runUnderWay: () => 'A run is under way.',
    trialUnderWay: () => 'A trial is under way.',
    analysisUnderWay: () => 'An analysis on Evaluate is under way.',
    bulkUnderWay: () => 'Use is answering many at once.',
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
} satisfies Catalogue
