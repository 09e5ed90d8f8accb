/** What a network that continues texts is judged by, as it is written down. For each, lower is better. */
export const passageFigures = [
  { key: 'perplexity', label: 'Perplexity', digits: 2 },
  { key: 'bitsPerByte', label: 'Bits per byte', digits: 3 },
  { key: 'loss', label: 'Loss, nats a token', digits: 3 },
] as const
