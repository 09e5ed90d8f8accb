/** What page, command line and engine know of a task before anything is computed. A card imports the shared ring alone. */
import type { MethodId } from '../methods/ids.ts'
import type { ModelExportId } from '../shared/catalog/exports.ts'
import type { FieldValue } from '../shared/recipe/field.ts'
import type { TaskId } from './ids.ts'

/** @typeParam Test what a run of this kind of task is tested by; a card is only ever given its own. */
export interface TaskCard<Test = unknown> {
  readonly id: TaskId
  readonly title: string
  /** What one example is called, singular and plural. */
  readonly example: readonly [string, string]
  /** What the data must look like. */
  readonly needs: string
  /** What the network reads of an example. */
  readonly input: 'image' | 'text' | 'pair' | 'words' | 'turns'
  /** What an example's answer is. */
  readonly target: 'class' | 'labels' | 'number' | 'tags' | 'text'
  /** Whether the task puts a head of its own on the trunk. */
  readonly headed: boolean
  /** How many numbers the head answers with; 0 without a head. @param names of classes, labels or tags. */
  outputs(names: number): number
  /** Whether a long text is cut into windows that each become a row; else it is cut at its end. */
  readonly windowed: boolean
  readonly icon: TaskIcon
  /** Whether a network for such input, which continues texts or does not, can be tuned for it. */
  serves(network: NetworkTraits): boolean
  /** Names of classes, labels or tags that a model must have to answer; 0 where answers have none. */
  readonly fewestNames: number
  /** Whether these are a tuned model's files of this task. Of several that say so the last is taken: the particular stand after the general. */
  claims(files: FileTraits): boolean
  /** Settings of the recipe that mean something for it, beside those that follow from its input. */
  readonly settings: readonly TaskSetting[]
  /** The method that it begins with. */
  readonly defaultMethod: MethodId
  /** Where its runs begin other than by the method's own defaults, by method. */
  readonly defaults: Readonly<Partial<Record<MethodId, Readonly<Record<string, FieldValue>>>>>
  /** The same where it follows from how many examples are trained on. */
  readonly plans?: Readonly<Partial<Record<MethodId, (rows: number) => Readonly<Record<string, FieldValue>>>>>
  /** What the answers of a tuned model can be looked at by, beside its test. */
  readonly analyses: readonly TaskAnalysis[]
  /** Targets of Deploy that do not carry what it takes to answer so; absent where all do. */
  readonly stays?: readonly ModelExportId[]
  readonly huggingFace: HuggingFaceTask
  readonly score: TaskScore<Test>
  readonly words: TaskWords
}

export interface NetworkTraits {
  readonly input: 'image' | 'text'
  /** It answers each token with the next one. */
  readonly continues: boolean
}

/** What a model's files say of the task that it was tuned for. */
export interface FileTraits {
  /** How many classes, labels or tags they name. */
  readonly names: number
  /** `problem_type` of config.json. */
  readonly problemType: string | null
  /** "BertForTokenClassification". */
  readonly architectures: readonly string[]
}

/** Settings that only some tasks read. */
export type TaskSetting = 'labelSmoothing' | 'classWeights' | 'sample' | 'chat'

/** Why an answer was given, labels that look wrong, answers made as sure as they are right. */
export type TaskAnalysis = 'explain' | 'labelErrors' | 'temperature'

/** How Hugging Face's libraries call the task. */
export interface HuggingFaceTask {
  readonly pipelineTag: string
  readonly autoModel: string
  /** Null where peft has no name for it. */
  readonly peftTaskType: string | null
  /** `problem_type` of a classifier's configuration; absent where it need not be said. */
  readonly problemType?: string
}

/** The pictures that stand for tasks; the page draws them. */
export type TaskIcon = 'shapes' | 'messages' | 'book' | 'tags' | 'ruler' | 'pair' | 'marker'

/** The one figure that runs of a task are told apart by: on charts, in tables, in a comparison. */
export interface TaskScore<Test = unknown> {
  /** What it is called in files and attributes: "accuracy". */
  readonly key: string
  /** "Accuracy"; begins small within a sentence. */
  readonly name: string
  /** What it says of the validation split, for whoever has not met it. */
  readonly help: string
  /** The same of the test. */
  readonly testHelp: string
  readonly better: 'higher' | 'lower'
  /** What it cannot come under, and above; absent where it has no end. */
  readonly least?: number
  readonly most?: number
  /** Of one epoch, on the validation split; null where it was not measured. */
  ofEpoch(epoch: EpochScores): number | null
  ofTest(test: Test): number
  /** With as many digits as mean something: "0.873". */
  format(value: number): string
  /** On a chart's axis: "0.87". */
  tick(value: number): string
  /** A line for the list of steps: "Accuracy 0.873 on the test". */
  line(test: Test): string
  /** The test's figures by the names that they have in a table of runs: "accuracy". */
  figures(test: Test): Readonly<Record<string, number>>
  /** How far the draw of the examples that it is measured on may move the score; absent where no formula tells. */
  readonly chance?: {
    /** One standard error of a score that was measured on so many examples. */
    error(score: number, examples: number): number
    /** A difference of two scores in words: "3.2 points". */
    apart(difference: number): string
  }
}

/** The figures of an epoch among which a task finds its own. */
export interface EpochScores {
  readonly validationAccuracy: number | null
  readonly validationPerplexity: number | null
  /** By key, for tasks that came later. */
  readonly validationScores?: Readonly<Record<string, number>>
}

export interface TaskWords {
  /** What a network for this task does, in a list of skills: "classifies pictures". */
  readonly can: string
  /** The task as an activity: "image classification". */
  readonly doing: string
  /** On the button that leads to Use: "Try a picture". */
  readonly ask: string
  /** What a training step counts: "pictures", "windows of text". */
  readonly rows: string
  /** What the classes are called, one and many; null where an answer is not among several. */
  readonly classes: readonly [string, string] | null
  /** What comparisons at growing amounts of data count: labels of each class, or examples in all. */
  readonly amount: { readonly many: string; readonly perClass: boolean }
  /** What the trunk answers with, above the picture of its blocks: "8 classes out". */
  out(classes: number): string
  /** Why a network that was made for other input, or reads texts from both sides, does not serve. */
  misfit(reads: TaskCard['input']): string
}
