/** Asking the model that answers about examples of its own test, and the network that it was before its run. */
import type { ChatTurn, ExampleQuestion, Generation, PredictionInput } from '../domain/answers.ts'
import type { Message } from '../messages/message.ts'
import type { SampleSettings } from '../recipe/recipe.ts'

/** An example that no training touched. */
export interface HeldOutExample extends ExampleQuestion {
  /** Index into the dataset. */
  readonly example: number
  readonly path: string
  /** Null for a text, and for a picture that cannot be decoded. */
  readonly thumbnail: Blob | null
  /** Why there is nothing to see of it. */
  readonly fault?: Message
}

export interface HeldOut {
  readonly examples: readonly HeldOutExample[]
  /** Examples of the test that there are in all, or that hold the words which were typed. */
  readonly of: number
}

/** What a network says of an input before any head: the classes, the one whose training examples it takes it for first. */
export interface UntouchedAnswer {
  readonly nearest: readonly string[]
  /** Training examples whose features were averaged by class. */
  readonly trained: number
  readonly milliseconds: number
}

export interface UseCalls {
  /**
   * Examples of the run's test, one of each class in turn, from place `from` on; `containing` keeps texts with these
   * words. @throws `run-unknown` where the model was brought, or the run's data are not open.
   */
  heldOut: {
    parameters: { readonly from: number; readonly most: number; readonly containing?: string }
    result: HeldOut
  }
  /** The network as the run began with it. Null where its task gives such an answer no meaning. */
  askUntouched: { parameters: { readonly input: PredictionInput }; result: UntouchedAnswer | null }
  /**
   * Continues a prompt with the model of the last run, or the one that was loaded back in; tells each piece by an event.
   * `untouched` asks the network as the run began with it.
   */
  generate: {
    parameters: {
      readonly settings: SampleSettings
      readonly seed: number
      readonly untouched?: boolean
      /** A conversation that the next answer is wanted of, in place of the settings' prompt. */
      readonly turns?: readonly ChatTurn[]
    }
    result: Generation
  }
}
