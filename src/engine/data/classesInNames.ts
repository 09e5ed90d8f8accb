/**
 * Classes that stand in the names of pictures: "cat.123.jpg", "dog_0001.png", "n01440764_10026.JPEG", "cat (12).jpg". They
 * are taken only where folders and tables name none, every picture to learn from is named alike, and the names come again
 * as those of classes do; and a person is told.
 */
import { isNamed, withoutExtension } from '../../shared/catalog/formats.ts'
import { few } from '../../shared/messages/few.ts'
import type { Message } from '../../shared/messages/message.ts'
import { notice } from '../../shared/messages/say.ts'
import { byCodeUnit } from './byCodeUnit.ts'
import { displayText } from './displayText.ts'
import type { FolderLabel } from './folderLabels.ts'
import { limits } from './limits.ts'
import { saysNothing, spelledSplit } from './splitNames.ts'

interface Named {
  /** Of each picture, in their order. */
  readonly places: readonly FolderLabel[]
  readonly warnings: readonly Message[]
}

/** Null where folders name classes, or the pictures' names do not. */
export function classesInNames(paths: readonly string[], places: readonly FolderLabel[]): Named | null {
  const folders = new Set(places.flatMap(({ label }) => label?.normalize('NFC').trim().toLowerCase() ?? []))
  if (folders.size > 1) return null
  const learned = paths.flatMap((_, i) => (places[i]?.unlabelled == null && places[i]?.split !== 'test' ? [i] : []))
  const stems = paths.map(stemOf)
  const way = ways.find((one) => areClasses(learned.map((i) => one(stems[i] ?? ''))))
  if (!way) return null
  const labels = stems.map(way)
  const [first = 0] = learned
  const found = [...countsOf(learned.map((i) => labels[i] ?? ''))].toSorted(([a], [b]) => byCodeUnit(a, b))
  return {
    places: places.map((place, i) => ({ ...place, label: labels[i] ?? null, ...(labels[i] && { unlabelled: null }) })),
    warnings: [
      notice('classesInNames', {
        example: displayText(paths[first]?.split('/').at(-1) ?? '', limits.labelLength),
        name: displayText(labels[first] ?? '', limits.labelLength),
        classes: few(
          found.map(
            ([name, pictures]) => `${displayText(name, limits.labelLength)} (${pictures.toLocaleString('en')})`,
          ),
          6,
        ),
      }),
    ],
  }
}

type Way = (stem: string) => string | null

/** A number, or a digest, in brackets or not. */
const running = String.raw`[([]?(?:\d+|[\da-f]{8,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})[)\]]?`
const before = new RegExp(
  String.raw`^(?<name>.*?\p{L}.*?)[\s._-]*?(?:[\s._-]|(?<=\p{L})(?=\d)|(?=[([]))${running}$`,
  'iu',
)
const after = new RegExp(String.raw`^${running}[\s._-]+(?<name>.*\p{L}.*)$`, 'iu')

/** In front of a running number, or behind it. */
const ways: readonly Way[] = [before, after].map(
  (pattern) => (stem) => pattern.exec(stem)?.groups?.name?.replace(/^[\s._-]+|[\s._-]+$/g, '') || null,
)

function stemOf(path: string): string {
  const name = path.split('/').at(-1) ?? path
  return (isNamed(name, 'picture') ? withoutExtension(name, 'picture') : name).normalize('NFC').trim()
}

/** Pictures that a class has on the mean, and of which all but a few classes have two. */
const leastMean = 3

/** What cameras, phones and programs call pictures, whatever they show. */
const ofDevices = new Set([
  ...[
    'img',
    'dsc',
    'dscn',
    'dscf',
    'dcim',
    'pxl',
    'mvimg',
    'p',
    'pict',
    'wp',
    'sam',
    'gopr',
    'dji',
    'imag',
    'vid',
    'mov',
  ],
  ...[
    'screenshot',
    'screen shot',
    'screen',
    'bildschirmfoto',
    'scan',
    'scanned',
    'whatsapp image',
    'signal',
    'fb',
    'snap',
  ],
  ...[
    'frame',
    'frames',
    'untitled',
    'download',
    'unnamed',
    'capture',
    'camera',
    'cam',
    'webcam',
    'video',
    'clip',
    'copy',
  ],
  ...['id', 'no', 'nr', 'num', 'item', 'object', 'thumb', 'burst', 'part', 'page', 'slide', 'edited', 'crop', 'aug'],
])

function areClasses(labels: readonly (string | null)[]): boolean {
  if (labels.length === 0 || labels.some((label) => label === null || meansNothing(label))) return false
  const counts = countsOf(labels as readonly string[])
  const once = [...counts.values()].filter((count) => count === 1).length
  const sensible = counts.size >= 2 && counts.size <= limits.classes && leastMean * counts.size <= labels.length
  return sensible && once <= 0.1 * counts.size
}

/** Words and nothing else that cameras write, that say nothing, or that name a part of the data. */
function meansNothing(label: string): boolean {
  const words = label.toLowerCase().split(/[\s._-]+|(?<=\p{L})(?=\d)/u)
  const empty = (word: string) => /^\d*$/.test(word) || ofDevices.has(word) || saysNothing(word)
  return words.every(empty) || ofDevices.has(label.toLowerCase()) || spelledSplit(label)?.plain === true
}

function countsOf(labels: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}
