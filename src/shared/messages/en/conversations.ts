/** Of conversations: their turns, the templates that write them out, and what is counted of them. */
import { type Catalogue, count, counted } from './words.ts'

/** A template is chosen before a run: whoever reads this on Use trains again. */
const otherTemplate =
  'On Tune, set “Chat template” to “A plain one” and train; or choose a model that was made for conversations.'

const turns = (number: number) => counted(number, ['turn', 'turns'])
const were = (number: number) => (number === 1 ? 'was' : 'were')
const conversationsOf = (number: number) => counted(number, ['conversation', 'conversations'])

export const conversations = {
  errors: {
    templateUnreadable: ({ detail }: { detail: string }) => [
      `The model’s chat template cannot be read: ${detail}.`,
      otherTemplate,
    ],
    templateRefuses: ({ detail }: { detail: string }) => [
      `The chat template refuses a conversation: “${detail}”.`,
      'Change the conversation as it says; or on Tune, set “Chat template” to “A plain one” and train.',
    ],
    templateLoops: ({ rounds }: { rounds: number }) => [
      `The model’s chat template does not come to an end: it was stopped after ${counted(rounds, ['round', 'rounds'])}.`,
      otherTemplate,
    ],
    templateNoBeginning: ({ turn }: { turn: number }) => [
      `The model’s chat template writes the turns before turn ${count(turn)} in another way once it is answered, so that an answer cannot be told from its question.`,
      otherTemplate,
    ],
    templateUnanswered: () => [
      'The model’s chat template leaves the answers out, so that nothing can be learned.',
      otherTemplate,
    ],
    templateMissing: () => ['The model’s tokenizer has no chat template.', otherTemplate],
    conversationsNoneLeft: ({ train, validation, test }: { train: number; validation: number; test: number }) => [
      `Not enough conversations are left to train on: ${count(train)} to train, ${count(validation)} for validation, ${count(test)} for the test.`,
      'On Tune, allow more tokens or choose another chat template; or add conversations that end in an answer.',
    ],
    taskNotCarried: ({ can, title, whole }: { can: string; title: string; whole: string }) => [
      `“${title}” cannot carry a model that ${can} yet.`,
      `Take “${whole}”: transformers opens it with its chat template.`,
    ],
    turnsForConversations: () => [
      'This model does not answer in conversations.',
      'Ask it as it was trained: with a beginning to continue.',
    ],
  },
  notices: {
    askingQuestions: () => 'Asking the model the questions of the test',
    conversationSpeakerUnknown: ({ speaker }: { speaker: string }) =>
      `A turn of its conversation is by “${speaker}”, which is none of system, user, assistant and tool.`,
    turnTooLong: ({ turn, most }: { turn: number; most: number }) =>
      `It has a turn of more than ${counted(most, ['character', 'characters'])} (turn ${count(turn)}).`,
    emptyTurnsLeftOut: ({ turns: left }: { turns: number }) => `${turns(left)} without words ${were(left)} left out.`,
    answersBeforeLeftOut: ({ turns: left }: { turns: number }) =>
      `${counted(left, ['answer', 'answers'])} before any question ${were(left)} left out.`,
    turnsJoined: ({ turns: joined }: { turns: number }) =>
      `${turns(joined)} by whoever had spoken before ${were(joined)} joined to the turn before.`,
    plainTemplateTaken: () =>
      'The model has no chat template of its own, so a plain one is used: a line a turn, under “User” and “Assistant”.',
    conversationsShortened: ({ cut, turns: left, tokens }: { cut: number; turns: number; tokens: number }) =>
      `${conversationsOf(cut)} had more than ${counted(tokens, ['token', 'tokens'])} and lost ${counted(left, ['turn', 'turns'])} at the end; whole turns are kept.`,
    conversationsTooLong: ({ left, tokens }: { left: number; tokens: number }) =>
      `${conversationsOf(left)} ${were(left)} left out: not even the first answer fits into ${counted(tokens, ['token', 'tokens'])}. More tokens can be allowed.`,
    conversationsRefused: ({ left, detail }: { left: number; detail: string }) =>
      `${conversationsOf(left)} ${were(left)} left out, since the chat template refuses ${left === 1 ? 'it' : 'them'}: “${detail}”.`,
    conversationsUnanswered: ({ left }: { left: number }) =>
      `${conversationsOf(left)} ${were(left)} left out: the chat template writes nothing of ${left === 1 ? 'its' : 'their'} answers.`,
  },
} satisfies Catalogue
