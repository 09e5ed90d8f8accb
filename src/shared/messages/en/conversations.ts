/** Of conversations: their turns, the templates that write them out, and what is counted of them. */
import type { Few } from '../few.ts'
import { type Catalogue, count, counted, few } from './words.ts'

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
    chatMarksRead: ({ columns }: { columns: Few }) =>
      `The texts of ${few(columns)} hold the marks of a chat template. They were read as turns of conversations, and the model’s own template will be put around them.`,
    listedTurnsRead: ({ column }: { column: string }) =>
      `The lists in "${column}" were read as conversations: the first speaker asks, the second answers, and so on in turn.`,
    turnsInRowsRead: (read: { column: string; conversations: number; turns: number; others: number }) =>
      `Each row is a turn, by whoever "${read.column}" says: ${turns(read.turns)}, put together to ${conversationsOf(read.conversations)}.${read.others > 0 ? ` ${turns(read.others)} in no conversation with a question and its answer, or on other branches of it, ${were(read.others)} left out.` : ''}`,
    choicesRead: ({ question, answer }: { question: string; answer: string }) =>
      `"${question}" was read as a question with options, and "${answer}" as the right one: the options are asked with the question, and the answer is the right option in words.`,
    messagesRead: (read: { messages: number; writers: number; others: number }) =>
      `This is a chat: ${counted(read.messages, ['message', 'messages'])} by ${counted(read.writers, ['writer', 'writers'])}. What one writes in a run is one row, beside what was said before it.${read.others > 0 ? ` ${counted(read.others, ['row', 'rows'])} without words or a writer ${were(read.others)} left out.` : ''}`,
    chatWithoutWords: () => 'The export left its picture or sound out.',
    chatOfProgram: () => 'It is a line of the program, by no writer.',
    probabilitiesRead: ({ columns, name }: { columns: Few; name: string }) =>
      `${few(columns)} add up to 1 in each row, as probabilities do: the column of the largest was read as the class ("${name}"). To learn one of the numbers instead, give its column the role of the number.`,
    ratingsRead: ({ columns, name }: { columns: Few; name: string }) =>
      `${few(columns)} hold numbers from 0 to 1: what is 0.5 or more was read as true ("${name}"). To learn one of the numbers instead, give its column the role of the number.`,
    wordsInRowsRead: ({ words, sentences }: { words: number; sentences: number }) =>
      `Each row is a word with its tag: ${counted(words, ['row', 'rows'])}, put together to ${counted(sentences, ['sentence', 'sentences'])}.`,
    textsBesideEachOther: ({ given, made }: { given: string; made: string }) =>
      `Each row has two texts: "${given}" was read as what is given, and "${made}" as what is to be written. If only one of them is meant, give the other no role.`,
    spacedTagsRead: ({ columns }: { columns: Few }) =>
      `The cells of ${few(columns)} were read as words and their tags, one for each word.`,
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
      `${conversationsOf(left)} ${were(left)} left out: not even the first answer fits into ${counted(tokens, ['token', 'tokens'])}. Allow more on Tune to keep them.`,
    conversationsRefused: ({ left, detail }: { left: number; detail: string }) =>
      `${conversationsOf(left)} ${were(left)} left out, since the chat template refuses ${left === 1 ? 'it' : 'them'}: “${detail}”.`,
    conversationsUnanswered: ({ left }: { left: number }) =>
      `${conversationsOf(left)} ${were(left)} left out: the chat template writes nothing of ${left === 1 ? 'its' : 'their'} answers.`,
  },
} satisfies Catalogue
