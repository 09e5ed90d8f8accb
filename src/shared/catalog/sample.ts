/** The dataset that comes with the site, drawn by `npm run sample`. */
export const sampleData = {
  name: 'picture-book',
  title: 'Picture book',
  path: 'samples/picture-book.zip',
  classes: ['butterfly', 'cat', 'fish', 'flower', 'house', 'ice-cream', 'rocket', 'snail'],
  examples: 480,
  description: 'Eight kinds of drawings in every colour, so that only their shape tells which is which.',
} as const
