/** README.md of an export for TensorFlow.js: what it is, how it is asked, and what the library sees otherwise than the page. */

import { methodCard } from '../../../methods/cards.ts'
import { capital } from '../../../shared/messages/capital.ts'
import { taskCard } from '../../../tasks/cards.ts'
import type { TaskCard } from '../../../tasks/taskCard.ts'
import type { TunedModel } from '../../inference/tunedModel.ts'
import { baseLines, codeSpan } from '../readmeParts.ts'
import { library, type TeachableMetadata } from './metadata.ts'

export function tfjsReadme(tuned: TunedModel, { labels, imageSize }: TeachableMetadata): string {
  const { method, task } = tuned
  const { words, target } = taskCard(task)
  const title = words.doing
  const lines = [
    `# ${capital(title)}, for TensorFlow.js`,
    '',
    'Trained with Thaw, in a web page.',
    '',
    ...baseLines(tuned),
    ...(method ? [`- Method: ${methodCard(method.id).title}`] : []),
    `- ${answers[target]}: ${labels.map(codeSpan).join(', ')}`,
    '',
    'Tools that open a model of Teachable Machine by its address open this folder: put the three files beside each other on any web server.',
    '',
    '| file | holds |',
    '| --- | --- |',
    '| `model.json` | the layers |',
    '| `weights.bin` | their numbers |',
    '| `metadata.json` | the names of the answers, and the side of the pictures |',
    '',
    `## In a page, with ${library.name}`,
    '',
    '```html',
    '<img id="picture" src="PICTURE.jpg">',
    ...libraries.map((path) => `<script src="https://cdn.jsdelivr.net/npm/${path}"></script>`),
    '<script type="module">',
    "const model = await tmImage.load('./model.json', './metadata.json')",
    "const picture = document.querySelector('#picture')",
    'await picture.decode()',
    'console.log(await model.predict(picture)) // [{ className, probability }, …]',
    '</script>',
    '```',
    '',
    '## With TensorFlow.js alone',
    '',
    '```js',
    "import * as tf from '@tensorflow/tfjs'",
    '',
    "const { labels } = await (await fetch('./metadata.json')).json()",
    "const model = await tf.loadLayersModel('./model.json')",
    `// A canvas of ${imageSize} × ${imageSize} pixels`,
    'const answers = tf.tidy(() => {',
    "  const pixels = tf.cast(tf.browser.fromPixels(document.querySelector('canvas')), 'float32')",
    '  return model.predict(tf.expandDims(tf.sub(tf.div(pixels, 127), 1)))',
    '})',
    'console.log(labels, await answers.data())',
    '```',
    '',
    '## What is the same, and what is not',
    '',
    `- The network reads pixels as this library hands them over, as pixel / 127 − 1. What the network itself was trained on (its own mean and deviation${cropped(tuned, imageSize)}) is among its layers. For a picture of ${imageSize} × ${imageSize} pixels it answers as in Thaw.`,
    `- A picture of another size is scaled by the browser, which takes fewer pixels into account than Thaw does. On large pictures answers differ by what that blurs or sharpens. To have the same answers, give it pictures of ${imageSize} × ${imageSize}.`,
    '- What is transparent in a picture is black to both, and white to Thaw: draw such a picture on a white canvas first. Browsers turn pictures as their camera says, as Thaw does.',
    '- The library looks at the middle square of a long picture, as Thaw does.',
  ]
  return `${lines.join('\n')}\n`
}

const libraries = [
  `@tensorflow/tfjs@${library.tfjs}/dist/tf.min.js`,
  `${library.name}@${library.version}/dist/teachablemachine-image.min.js`,
]

const answers: Readonly<Record<TaskCard['target'], string>> = {
  class: 'Classes, in order',
  labels: 'Labels, in order, each with a probability of its own',
  number: 'One number, which the library calls a probability',
  tags: 'Tags, in order',
  text: 'Answers',
}

function cropped({ model: { trunk } }: TunedModel, imageSize: number): string {
  if (trunk.input.kind !== 'image' || trunk.input.preprocessing.size === imageSize) return ''
  const { size } = trunk.input.preprocessing
  return `, and that it looks at the middle ${size} × ${size} pixels`
}
