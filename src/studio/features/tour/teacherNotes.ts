/** What a teacher needs beside the tour: the aim of each chapter, its minutes, questions to ask, and answers. */
import type { ChapterId } from './chapters.ts'

export interface ChapterNotes {
  readonly aim: string
  readonly questions: readonly (readonly [question: string, answer: string])[]
  /** What often goes wrong or is asked, and what helps. */
  readonly hint: string
}

export const teacherNotes: Readonly<Record<ChapterId, ChapterNotes>> = {
  features: {
    aim: 'Pupils can say what a feature is, and why a network that has learned from other pictures has a head start.',
    questions: [
      [
        'Before they train: with eight kinds of drawings, how many would you name rightly by guessing?',
        'One in eight, about 13 %. Every figure of the tour is to be held against that.',
      ],
      [
        'The network never saw these drawings. Why do its weights help all the same?',
        'Edges, corners, curves and textures are in every picture. It learned to see those, and they serve again.',
      ],
      [
        'In both runs the network was frozen. What did learn?',
        'Only the new layer on top, the head. It had the same time both times, but better or worse features to work with.',
      ],
    ],
    hint: 'Have each pupil write down a guess for both runs before the first one starts.',
  },
  head: {
    aim: 'Pupils can say what a head is, and that good features need few labelled examples.',
    questions: [
      [
        'What share of all the parameters learned?',
        'About a thousandth. The page shows the two numbers; dividing them is a good exercise.',
      ],
      [
        'Ten times as many pictures: did the figure grow ten times as much?',
        'No. The first few examples help most, later ones less and less. That is a learning curve.',
      ],
      [
        'When would labels be worth saving?',
        'Whenever a person has to make them: a doctor who marks scans, a warden who names animals in photographs.',
      ],
    ],
    hint: 'Two pictures of each kind are a lottery: neighbours with other seeds or samples would get other figures.',
  },
  thawing: {
    aim: 'Pupils can say what fine-tuning changes that training a head does not, and what it costs.',
    questions: [
      [
        'Why thaw from the top and not from the bottom?',
        'Low blocks see edges and colours, which serve everywhere. High blocks see what the old pictures were about, and that has to change.',
      ],
      [
        'How much better is better? One validation picture is how many points?',
        'Divide 100 by their number: with about 70 validation pictures, one is 1.4 points. A difference of one picture says nothing.',
      ],
      [
        'What did thawing cost?',
        'Time and memory: features can no longer be computed once and kept. And more parameters can learn the training pictures by heart.',
      ],
    ],
    hint: 'Let groups take one block, two blocks and all, and put the figures on the board.',
  },
  rate: {
    aim: 'Pupils can say what a learning rate is, and recognise forgetting when they see it.',
    questions: [
      [
        'What does the curve do at the largest rate?',
        'It stays low or jumps about: each step overshoots, and the next one corrects too much.',
      ],
      [
        'What is drift, and why is some of it wanted?',
        'How far the features of the same pictures have turned. With none, nothing was adapted; with much, what was learned before is gone.',
      ],
      [
        'How would you protect what the network knows?',
        'Small rates for thawed blocks, fewer thawed blocks, few epochs, or adapters such as LoRA that leave the old weights alone.',
      ],
    ],
    hint: 'Compare with learning a second language: it should change some habits, and not wipe out the first.',
  },
  test: {
    aim: 'Pupils can say why a figure that was used to choose is no honest test.',
    questions: [
      [
        'Twenty people toss a coin ten times. The best has nine heads. Is that coin special?',
        'No. The best of many is lucky as well as good. Choosing by validation does the same to a figure.',
      ],
      [
        'The test is lower than validation. Did the model get worse?',
        'No. It is the same model. The test is the better estimate of how it will do on new pictures.',
      ],
      [
        'You have opened the test, and change one more setting. What now?',
        'The test has become a second validation. For an honest figure you need pictures that nobody has looked at.',
      ],
    ],
    hint: 'The whisker on the bar is the 95 % confidence interval. Ask which of the runs it cannot tell apart.',
  },
}
