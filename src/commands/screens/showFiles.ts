/** Small files that the screens are shown with: every name and sentence is invented. */

const places = ['harbour', 'lighthouse', 'market', 'ferry', 'school'] as const
const moods = ['glad', 'cross', 'calm'] as const

/** Letters with two columns that could be the label, an uneven one, copies, and an empty row: what the page asks about. */
export function questionableRows(): string {
  const rows = Array.from({ length: 60 }, (_, row) => {
    const place = places[row % places.length]
    const mood = row % 10 === 0 ? 'cross' : row % 15 === 1 ? 'calm' : moods[0]
    return `Letter ${row % 50} tells of the ${place} and of whoever was there that day,${place},${mood}`
  })
  return ['text,topic,mood', ...rows, ',harbour,glad'].join('\n')
}

/** Questions about a harbour with one answer each, as most conversations are published. */
export function conversationRows(): string {
  return Array.from({ length: 40 }, (_, row) =>
    JSON.stringify({
      messages: [
        { role: 'system', content: 'You answer for the harbour office. Be brief.' },
        { role: 'user', content: `Where does boat ${row} lie?` },
        { role: 'assistant', content: `Boat ${row} lies at the ${places[row % places.length]}.` },
        { role: 'user', content: 'And tomorrow?' },
        { role: 'assistant', content: `At the ${places[(row + 1) % places.length]}.` },
      ],
    }),
  ).join('\n')
}

/** Named as a picture, and none. */
export const pictureOfNothing = 'This is text.'
